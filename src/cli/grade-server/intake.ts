import type { IncomingMessage } from 'node:http'
import { Problem } from './problem.ts'

export interface IntakeOptions {
  /** bytes of one body */
  maxBody: number
  /** a body must be there in whole after so many ms */
  bodyTime: number
  /** bodies that may be on their way at once */
  maxBodies: number
}

/**
 * Takes the bodies of requests in. Who sends slowly has a place here and none among those that wait
 * for their grade; when all places are taken, the one that has been sending longest makes way.
 */
export class Intake {
  readonly #options: IntakeOptions
  /** how to turn away those that are sending, the longest first */
  readonly #senders = new Set<(why: Problem) => void>()

  constructor(options: IntakeOptions) {
    this.#options = options
  }

  /** The bytes of a request; what is too much is not read any further. Rejects with a Problem. */
  async take(request: IncomingMessage): Promise<Uint8Array> {
    const { maxBody, bodyTime, maxBodies } = this.#options
    const tooMuch = new Problem(413, `at most ${maxBody} bytes`)
    if (Number(request.headers['content-length'] ?? 0) > maxBody) throw tooMuch
    const [longest] = this.#senders
    if (longest && this.#senders.size >= maxBodies) longest(new Problem(503, 'too many are sending; try again', { 'retry-after': '5' }))
    const leave = new Problem(400, 'the request ended too early')
    let stop = (): void => {}
    const body = new Promise<Uint8Array>((resolve, reject) => {
      const slow = setTimeout(() => reject(new Problem(408, `a body takes ${bodyTime / 1_000} s at most`)), bodyTime)
      this.#senders.add(reject)
      const pieces: Buffer[] = []
      let size = 0
      stop = () => {
        clearTimeout(slow)
        this.#senders.delete(reject)
        request.removeAllListeners('data').pause()
        pieces.length = 0
      }
      request.on('data', (piece: Buffer) => {
        size += piece.length
        if (size <= maxBody) return void pieces.push(piece)
        reject(tooMuch)
      })
      request.on('end', () => resolve(Buffer.concat(pieces)))
      request.on('close', () => reject(leave))
      request.on('error', () => reject(leave))
    })
    try {
      return await body
    } finally {
      stop()
    }
  }
}

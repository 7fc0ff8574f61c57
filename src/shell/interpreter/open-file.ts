import type { Reader, Writer } from '../../sim/pipe.ts'
import type { Task } from '../../sim/task.ts'

/**
 * A reader that several programs take turns at: what one of them did not use is left for the next
 * (`read line` in a loop, then `cat`). Closing is left to the shell that opened it.
 */
export class SharedReader implements Reader {
  #reader: Reader
  #rest = ''
  /** it reads a regular file, whose size is known */
  regular = false

  constructor(reader: Reader) {
    this.#reader = reader
  }

  static over(reader: Reader): SharedReader {
    return reader instanceof SharedReader ? reader : new SharedReader(reader)
  }

  *read(): Task<string | undefined> {
    if (this.#rest !== '') {
      const piece = this.#rest
      this.#rest = ''
      return piece
    }
    return yield* this.#reader.read()
  }

  /** Puts text back, to be read next. */
  unread(text: string): void {
    this.#rest = text + this.#rest
  }

  /** Text up to and with the next `end`, or what is left before the end of input; undefined when there is nothing. */
  *until(end: string): Task<string | undefined> {
    let text = ''
    for (;;) {
      const piece = yield* this.read()
      if (piece === undefined) return text === '' ? undefined : text
      const at = end === '' ? 0 : piece.indexOf(end)
      if (at >= 0) {
        this.unread(piece.slice(at + 1))
        return text + piece.slice(0, at + 1)
      }
      text += piece
    }
  }

  close(): void {}

  /** The last holder is gone. */
  end(): void {
    this.#reader.close()
  }
}

/** What a file descriptor stands for, counted by its holders: background jobs keep pipes open. */
export class OpenFile {
  readonly reader: SharedReader | undefined
  readonly writer: Writer | undefined
  #holders = 1
  #close: (() => void) | undefined

  constructor(ends: { reader?: SharedReader; writer?: Writer }, close?: () => void) {
    this.reader = ends.reader
    this.writer = ends.writer
    this.#close = close
  }

  hold(): this {
    this.#holders++
    return this
  }

  release(): void {
    if (--this.#holders === 0) this.#close?.()
  }
}

/** Descriptors by number. Never changed in place. */
export type Descriptors = readonly (OpenFile | undefined)[]

export function holdAll(descriptors: Descriptors): () => void {
  const held = [...new Set(descriptors)].map((file) => file?.hold())
  return () => {
    for (const file of held) file?.release()
  }
}

/** A reader at whose end everything already is. */
export const EMPTY_READER: Reader = {
  *read() {
    return undefined
  },
  close() {},
}

/** A writer for descriptors that are closed or read-only: text goes nowhere. */
export const CLOSED_WRITER: Writer = {
  *write() {},
  close() {},
}

import type { Reader } from '../../sim/pipe.ts'
import { Condition, type Task } from '../../sim/task.ts'

/** Text from outside as a reader inside: what arrives is pushed, whoever reads waits for it. */
export class InputQueue implements Reader {
  #pieces: string[] = []
  #ended = false
  readonly #changed = new Condition()

  push(text: string): void {
    if (text === '' || this.#ended) return
    this.#pieces.push(text)
    this.#changed.notify()
  }

  end(): void {
    this.#ended = true
    this.#changed.notify()
  }

  *read(): Task<string | undefined> {
    while (this.#pieces.length === 0) {
      if (this.#ended) return undefined
      yield* this.#changed.wait()
    }
    const text = this.#pieces.join('')
    this.#pieces = []
    return text
  }

  close(): void {
    this.end()
  }
}

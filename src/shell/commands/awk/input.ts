import { FileError } from '../../../cluster/machine/filesystem.ts'
import type { Reader } from '../../../sim/pipe.ts'
import type { Task } from '../../../sim/task.ts'
import type { Io } from '../../command.ts'
import { openReader } from '../../files.ts'
import { Exit } from './jumps.ts'
import { Records } from './records.ts'
import type { AwkState } from './state.ts'
import type { AwkStreams } from './streams.ts'
import { toNumber } from './values.ts'

const ASSIGNMENT = /^([A-Za-z_]\w*)=([^]*)$/

/** The main input: the files that ARGV names, one after another, or standard input; assignments among them are done on the way. */
export class AwkInput {
  readonly #io: Io
  readonly #state: AwkState
  readonly #streams: AwkStreams
  #operands: readonly string[]
  #records: Records | undefined
  #taken = 0

  constructor(io: Io, state: AwkState, streams: AwkStreams, operands: readonly string[]) {
    this.#io = io
    this.#state = state
    this.#streams = streams
    this.#operands = [...operands]
  }

  /** `nextfile` */
  skipFile(): void {
    this.#records = undefined
  }

  /** The next record, counted; undefined at the end. */
  *next(): Task<string | undefined> {
    const state = this.#state
    for (;;) {
      if (!this.#records) {
        const name = this.#nextName()
        if (name === undefined) return undefined
        const reader = yield* this.#open(name)
        if (!reader) {
          this.#io.status = 2
          if (this.#io.gnu) throw new Exit(2)
          continue
        }
        this.#records = new Records(reader)
        state.set('FILENAME', name)
        state.set('FNR', 0)
      }
      const separator = state.text('RS')
      if (this.#streams.waiting && !this.#records.ready(separator)) yield* this.#streams.flush()
      const record = yield* this.#records.next(separator)
      if (record === undefined) {
        this.#records = undefined
        continue
      }
      state.count('NR')
      state.count('FNR')
      return record
    }
  }

  /** The next file of ARGV; `-` where it names none at all. */
  #nextName(): string | undefined {
    const count = Number(toNumber(this.#state.get('ARGC')))
    const list = this.#state.table('ARGV')
    let name: string | undefined
    while (name === undefined && this.#taken < count - 1) {
      const word = this.#state.string(list.get(String(++this.#taken)))
      const assignment = ASSIGNMENT.exec(word)
      if (assignment) this.#state.assign(assignment[1] as string, assignment[2] as string)
      else if (word !== '') name = word
    }
    const operands = this.#operands
    this.#operands = EMPTY
    if (name !== undefined) return name
    return operands === EMPTY || operands.some((word) => word !== '' && !ASSIGNMENT.test(word)) ? undefined : '-'
  }

  *#open(name: string): Task<Reader | undefined> {
    if (name === '-') return this.#io.process.stdin
    try {
      return openReader(this.#io.process, name)
    } catch (error) {
      if (!(error instanceof FileError)) throw error
      yield* this.#streams.flush()
      yield* this.#io.fail(this.#io.gnu ? `cannot open ${name} (${error.message})` : `${name}: ${error.message}`, 2)
      return undefined
    }
  }
}

/** Operands that have had their turn. */
const EMPTY: readonly string[] = []

import { FileError } from '../../../cluster/machine/filesystem.ts'
import type { Process } from '../../../cluster/machine/machine.ts'
import { Pipe, type Reader, type Writer } from '../../../sim/pipe.ts'
import { Interrupt, type Task } from '../../../sim/task.ts'
import type { Io } from '../../command.ts'
import { openReader, openWriter } from '../../files.ts'
import { EMPTY_READER } from '../../interpreter/open-file.ts'
import { launch } from '../../launch.ts'
import { Records } from './records.ts'
import { AwkError } from './tree.ts'

const FLUSH_AT = 16_384

/** Everything a program writes to, and reads from beside its main input: files and commands, open until they are closed. */
export class AwkStreams {
  readonly #io: Io
  #out = ''
  readonly #writers = new Map<string, { writer: Writer; child: Process | undefined; pipe: Pipe | undefined }>()
  readonly #readers = new Map<string, { records: Records; child: Process | undefined; pipe: Pipe | undefined }>()

  constructor(io: Io) {
    this.#io = io
  }

  /** Is something printed still to be written? */
  get waiting(): boolean {
    return this.#out !== ''
  }

  /** What goes to standard output, in portions. */
  *print(text: string): Task {
    this.#out += text
    if (this.#out.length > FLUSH_AT) yield* this.flush()
  }

  *flush(): Task {
    const text = this.#out
    this.#out = ''
    if (text !== '') yield* this.#io.out(text)
  }

  *write(to: '>' | '>>' | '|', name: string, text: string): Task {
    let target = this.#writers.get(name)
    if (!target) {
      yield* this.flush()
      if (to === '|') {
        const pipe = new Pipe()
        const child = launch(this.#io.process, ['sh', '-c', name], { stdin: pipe.reader })
        if ('reason' in child) return
        child.onExit(() => pipe.reader.close())
        target = { writer: pipe, child, pipe }
      } else target = { writer: this.#openWriter(name, to === '>>'), child: undefined, pipe: undefined }
      this.#writers.set(name, target)
    }
    if (name.startsWith('/dev/') || name === '-') yield* this.flush()
    yield* target.writer.write(text)
  }

  #openWriter(name: string, append: boolean): Writer {
    try {
      return name === '-' ? this.#io.process.stdout : openWriter(this.#io.process, name, append)
    } catch (error) {
      if (error instanceof FileError)
        throw new AwkError(this.#io.gnu ? `cannot open "${name}" for output (${error.message})` : `can't open '${name}': ${error.message}`)
      throw error
    }
  }

  /** The records of a file or of what a command prints; undefined when there is none of them. */
  *records(from: 'file' | 'command', name: string): Task<Records | undefined> {
    yield* this.flush()
    const open = this.#readers.get(name)
    if (open) return open.records
    const made = from === 'file' ? this.#fileRecords(name) : this.#commandRecords(name)
    if (made) this.#readers.set(name, made)
    return made?.records
  }

  #fileRecords(name: string) {
    let reader: Reader
    try {
      reader = name === '-' ? this.#io.process.stdin : openReader(this.#io.process, name)
    } catch (error) {
      if (error instanceof FileError) return undefined
      throw error
    }
    return { records: new Records(reader), child: undefined, pipe: undefined }
  }

  #commandRecords(name: string) {
    const pipe = new Pipe()
    const child = launch(this.#io.process, ['sh', '-c', name], { stdout: pipe, stdin: EMPTY_READER })
    if ('reason' in child) return undefined
    child.onExit(() => pipe.close())
    return { records: new Records(pipe.reader), child, pipe }
  }

  /** `system(command)` */
  *system(command: string): Task<number> {
    yield* this.flush()
    const child = launch(this.#io.process, ['sh', '-c', command])
    return 'reason' in child ? 127 : yield* waitFor(child)
  }

  /** `close(name)`: the exit code of a command, 0 for a file, -1 for what is not open. */
  *close(name: string): Task<number> {
    yield* this.flush()
    let status = -1
    const writer = this.#writers.get(name)
    if (writer) {
      this.#writers.delete(name)
      writer.pipe?.close()
      status = writer.child ? yield* waitFor(writer.child) : 0
    }
    const reader = this.#readers.get(name)
    if (reader) {
      this.#readers.delete(name)
      reader.pipe?.reader.close()
      if (reader.child?.running) reader.child.kill('SIGPIPE')
      status = reader.child?.exitCode ?? 0
    }
    return status
  }

  *closeAll(): Task {
    yield* this.flush()
    for (const name of [...this.#writers.keys(), ...this.#readers.keys()]) yield* this.close(name)
  }
}

function* waitFor(child: Process): Task<number> {
  try {
    return yield* child.wait()
  } catch (error) {
    if (error instanceof Interrupt) child.kill(error.signal)
    throw error
  }
}

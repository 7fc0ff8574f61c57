import { ownValue } from '../cluster/api/json.ts'
import { FileError, resolvePath } from '../cluster/machine/filesystem.ts'
import type { Process } from '../cluster/machine/machine.ts'
import { type Reader, spendOutput, textReader, type Writer } from '../sim/pipe.ts'
import { sleep, type Task } from '../sim/task.ts'
import { EMPTY_READER } from './interpreter/open-file.ts'
import { procText } from './proc-files.ts'

const ZEROS = '\0'.repeat(65_536)
/** What comes out of an endless device costs this part of what written text costs. */
const ENDLESS_SHARE = 16

/** Standard streams by the paths they have under /dev and /proc. */
const STREAMS: Record<string, 0 | 1 | 2> = {
  '/dev/stdin': 0,
  '/dev/fd/0': 0,
  '/proc/self/fd/0': 0,
  '/dev/stdout': 1,
  '/dev/fd/1': 1,
  '/proc/self/fd/1': 1,
  '/dev/stderr': 2,
  '/dev/fd/2': 2,
  '/proc/self/fd/2': 2,
}

const DEVICES = new Set(['null', 'zero', 'urandom', 'random', 'full', 'tty'])

/** Which standard stream an absolute path names. */
export function streamNumber(path: string): 0 | 1 | 2 | undefined {
  return ownValue(STREAMS, path)
}

/** The device behind an absolute path: `null`, `zero`, …; undefined when it is none. */
export function deviceAt(process: Process, path: string): string | undefined {
  if (path.startsWith('/dev/') && DEVICES.has(path.slice(5))) return path.slice(5)
  const node = process.machine.fs.lookup(path)
  return node?.type === 'device' ? node.device : undefined
}

/** Opens a file or device to read it. Throws FileError. */
export function openReader(process: Process, path: string): Reader {
  const full = resolvePath(process.cwd, path)
  const stream = streamNumber(full)
  if (stream === 0) return process.stdin
  const device = deviceAt(process, full)
  if (device === undefined) {
    const proc = procText(process, full)
    if (proc !== undefined) return textReader(proc)
    if (path.endsWith('/') && process.machine.fs.stat(full).type !== 'directory') throw new FileError('ENOTDIR', full)
    return textReader(process.machine.fs.readFile(full))
  }
  if (device === 'stdin' || device === 'tty') return process.stdin
  if (device === 'zero' || device === 'full') return endless(() => ZEROS)
  if (device === 'urandom' || device === 'random') {
    return endless(() => Array.from({ length: 256 }, () => String.fromCharCode(process.machine.random.below(256))).join(''))
  }
  return EMPTY_READER
}

/** Opens a file or device to write it; a file is emptied first unless `append`. Throws FileError. */
export function openWriter(process: Process, path: string, append: boolean): Writer {
  const full = resolvePath(process.cwd, path)
  const stream = streamNumber(full)
  const device = stream === undefined ? deviceAt(process, full) : undefined
  if (stream === 1 || device === 'stdout') return process.stdout
  if (stream === 2 || device === 'stderr' || device === 'tty') return process.stderr
  if (device === 'full') {
    return {
      *write() {
        throw new FileError('ENOSPC', full)
      },
      close() {},
    }
  }
  if (device !== undefined) {
    return {
      *write(text) {
        yield* spendOutput(text.length)
      },
      close() {},
    }
  }
  const { fs } = process.machine
  if (path.endsWith('/')) throw new FileError(fs.exists(full) ? 'EISDIR' : 'ENOENT', full)
  if (!append || !fs.exists(full)) fs.writeFile(full, '')
  else if (fs.stat(full).type === 'directory') throw new FileError('EISDIR', full)
  return {
    *write(text) {
      yield* spendOutput(text.length)
      fs.writeFile(full, text, { append: true })
    },
    close() {},
  }
}

function endless(next: () => string): Reader {
  return {
    *read(): Task<string> {
      // as fast as a processor fills pages: an endless read lets time pass
      yield* sleep(0.01)
      const piece = next()
      yield* spendOutput(piece.length / ENDLESS_SHARE)
      return piece
    },
    close() {},
  }
}

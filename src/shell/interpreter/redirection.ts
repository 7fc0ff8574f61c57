import type { Redirection, Word } from 'unbash'
import { ERRNO_TEXT, FileError, resolvePath } from '../../cluster/machine/filesystem.ts'
import { Pipe, textReader } from '../../sim/pipe.ts'
import type { Task } from '../../sim/task.ts'
import { deviceAt, openReader, openWriter, streamNumber } from '../files.ts'
import { procText } from '../proc-files.ts'
import { executeScript } from './execute.ts'
import { expandText, expandWords, textOfBody } from './expansion.ts'
import { OpenFile, SharedReader } from './open-file.ts'
import type { Shell } from './shell.ts'
import { openSocketFile } from './socket-file.ts'

/** Descriptors that were replaced, to be put back. */
export interface Redirected {
  /** Puts the former descriptors back and closes what was opened. */
  restore(): void
}

/** Opens what redirections name, in their order. Undefined: one failed, and that was told. */
export function* redirect(shell: Shell, redirections: readonly Redirection[]): Task<Redirected | undefined> {
  const before = shell.fds
  const fds = [...before]
  const opened: OpenFile[] = []
  const open = (number: number, file: OpenFile) => {
    opened.push(file)
    fds[number] = file
  }
  const restore = () => {
    shell.fds = before
    for (const file of opened) file.release()
  }
  for (const redirection of redirections) {
    // what an expansion inside writes goes where output goes by now
    shell.fds = fds
    const problem = yield* one(shell, redirection, fds, open)
    if (problem !== undefined) {
      restore()
      yield* shell.complain(problem)
      return undefined
    }
  }
  shell.fds = fds
  return { restore }
}

function* one(
  shell: Shell,
  redirection: Redirection,
  fds: (OpenFile | undefined)[],
  open: (number: number, file: OpenFile) => void,
): Task<string | undefined> {
  const { descriptor } = redirection
  let number = descriptor?.type === 'FileDescriptor' ? descriptor.value : undefined
  if (descriptor?.type === 'FileDescriptorVariable') {
    number = 10
    while (fds[number]) number++
    shell.assign(descriptor.name, undefined, String(number))
  }
  if (number !== undefined && number > 255) return `${number}: Bad file descriptor`
  if (redirection.type === 'HereDoc') {
    const { body, delimiter, operator } = redirection
    let text = delimiter?.quoted || !body.parts ? body.text : yield* textOfBody(shell, body.parts)
    if (operator === '<<-') text = text.replace(/^\t+/gm, '')
    if (!redirection.closing && text !== '' && !text.endsWith('\n') && shell.dialect.name === 'bash') text += '\n'
    open(number ?? 0, new OpenFile({ reader: new SharedReader(textReader(text)) }))
    return undefined
  }
  if (redirection.type === 'HereString') {
    const text = yield* expandText(shell, redirection.target)
    open(number ?? 0, new OpenFile({ reader: new SharedReader(textReader(`${text}\n`)) }))
    return undefined
  }
  const { operator, target } = redirection
  const streamed = target?.parts?.length === 1 ? target.parts[0] : undefined
  if (streamed?.type === 'ProcessSubstitution' && streamed.script && (operator === '<' || operator === '>')) {
    const { script } = streamed
    const pipe = new Pipe()
    const inner = [...fds]
    const reading = operator === '<'
    const near = reading
      ? new OpenFile({ reader: new SharedReader(pipe.reader) }, () => pipe.reader.close())
      : new OpenFile({ writer: pipe }, () => pipe.close())
    const far = reading
      ? new OpenFile({ writer: pipe }, () => pipe.close())
      : new OpenFile({ reader: new SharedReader(pipe.reader) }, () => pipe.reader.close())
    inner[reading ? 1 : 0] = far
    shell.startSubshell(inner, (sub) => executeScript(sub, script, shell.source, true))
    far.release()
    open(number ?? (reading ? 0 : 1), near)
    return undefined
  }
  const words: string[] = target ? yield* expandWords(shell, [target as Word]) : []
  if (words.length !== 1 || words[0] === '') {
    if (shell.dialect.name === 'bash' && words.length !== 1) return `${target?.text ?? ''}: ambiguous redirect`
    if (words.length === 0) words.push('')
    if (words[0] === '' && words.length === 1 && !operator.includes('&'))
      return operator === '<' ? shell.dialect.cannotOpen('', ERRNO_TEXT.ENOENT) : shell.dialect.cannotCreate('', ERRNO_TEXT.ENOENT)
  }
  const path = words.length > 1 ? words.join(' ') : (words[0] as string)
  if (operator === '<&' || operator === '>&') {
    const own = number ?? (operator === '<&' ? 0 : 1)
    if (path === '-') {
      fds[own] = undefined
      return undefined
    }
    if (/^\d+-?$/.test(path)) {
      const from = Number.parseInt(path, 10)
      const file = fds[from]
      if (!file) return shell.dialect.name === 'dash' ? `${from}: Bad file descriptor` : `${path}: Bad file descriptor`
      fds[own] = file
      if (path.endsWith('-')) fds[from] = undefined
      return undefined
    }
    if (operator === '<&' || (number !== undefined && number !== 1)) return `${path}: ambiguous redirect`
  }
  const socket = yield* openSocketFile(shell, path)
  if (typeof socket === 'string') return socket
  if (socket) {
    open(number ?? (operator.startsWith('<') ? 0 : 1), socket)
    if (operator === '&>' || operator === '>&') open(2, socket.hold())
    return undefined
  }
  try {
    if (operator === '<') {
      const reader =
        standardFile(shell, path, fds) ?? new OpenFile({ reader: SharedReader.over(openReader(shell.process, checkReadable(shell, path))) })
      if (reader.reader) {
        open(number ?? 0, reader)
        reader.reader.regular ||= shell.process.machine.fs.lookup(resolvePath(shell.process.cwd, path))?.type === 'file'
      }
      return undefined
    }
    const both = operator === '&>' || operator === '&>>' || operator === '>&'
    const append = operator === '>>' || operator === '&>>'
    if (
      operator === '>' &&
      shell.options.has('noclobber') &&
      shell.process.machine.fs.lookup(resolvePath(shell.process.cwd, path))?.type === 'file'
    ) {
      return shell.dialect.name === 'bash' ? `${path}: cannot overwrite existing file` : shell.dialect.cannotCreate(path, 'File exists')
    }
    const known = standardFile(shell, path, fds)
    if (operator === '<>') {
      if (!shell.process.machine.fs.exists(resolvePath(shell.process.cwd, path))) openWriter(shell.process, path, true)
      open(
        number ?? 0,
        new OpenFile({ reader: new SharedReader(openReader(shell.process, path)), writer: openWriter(shell.process, path, true) }),
      )
      return undefined
    }
    const file = known ?? new OpenFile({ writer: openWriter(shell.process, path, append) })
    open(number ?? 1, file)
    if (both) open(2, file.hold())
    return undefined
  } catch (error) {
    if (!(error instanceof FileError)) throw error
    return operator === '<' ? shell.dialect.cannotOpen(path, error.message) : shell.dialect.cannotCreate(path, error.message)
  }
}

/** /dev/stdout and its like name what the descriptor is by now. */
function standardFile(shell: Shell, path: string, fds: readonly (OpenFile | undefined)[]): OpenFile | undefined {
  const number = path.startsWith('/') ? streamNumber(path) : undefined
  return number === undefined ? undefined : (fds[number] ?? shell.fds[number])?.hold()
}

function checkReadable(shell: Shell, path: string): string {
  const full = resolvePath(shell.process.cwd, path)
  if (deviceAt(shell.process, full) !== undefined || procText(shell.process, full) !== undefined) return path
  const node = shell.process.machine.fs.stat(full)
  // bash opens a directory and fails when it reads: the program that reads says so; ours says it here
  if (node.type === 'directory') throw new FileError('EISDIR', path)
  return path
}

import { readAll } from '../../../sim/pipe.ts'
import { Interrupt, type Task } from '../../../sim/task.ts'
import { type Command, readOptions } from '../../command.ts'
import { EMPTY_READER } from '../../interpreter/open-file.ts'
import { launch } from '../../launch.ts'

/** The words of xargs' input: blanks separate, quotes and backslashes protect. Undefined: a quote stays open. */
function wordsOf(text: string): string[] | undefined {
  const words: string[] = []
  let word: string | undefined
  for (let at = 0; at < text.length; at++) {
    const letter = text[at] as string
    if (letter === "'" || letter === '"') {
      const end = text.indexOf(letter, at + 1)
      if (end < 0 || text.slice(at, end).includes('\n')) return undefined
      word = (word ?? '') + text.slice(at + 1, end)
      at = end
    } else if (letter === '\\' && at + 1 < text.length) word = (word ?? '') + text[++at]
    else if (/\s/.test(letter)) {
      if (word !== undefined) words.push(word)
      word = undefined
    } else word = (word ?? '') + letter
  }
  if (word !== undefined) words.push(word)
  return words
}

/** xargs */
export const xargs: Command = function* (io) {
  const options = yield* readOptions(
    io,
    'n:I:i0rtpL:l:P:d:s:a:x',
    {
      'max-args': 'n',
      replace: 'I',
      null: '0',
      'no-run-if-empty': 'r',
      verbose: 't',
      'max-lines': 'L',
      'max-procs': 'P',
      delimiter: 'd',
      'arg-file': 'a',
    },
    { first: true },
  )
  if (!options) return io.status
  const argv = options.operands.length > 0 ? [...options.operands] : ['echo']
  const file = options.get('a')
  const reader = file === undefined ? io.process.stdin : yield* io.open(file)
  if (!reader) return 1
  const text = yield* readAll(reader)
  const mark = options.get('I') ?? (options.has('i') ? '{}' : undefined)
  const delimiter = options.has('0') ? '\0' : options.get('d')?.replace('\\n', '\n').replace('\\t', '\t').replace('\\0', '\0')
  let items: string[]
  if (delimiter !== undefined) items = text.split(delimiter).filter((item, index, all) => item !== '' || index < all.length - 1)
  else if (mark !== undefined)
    items = text
      .split('\n')
      .map((line) => line.trimStart())
      .filter((line) => line !== '')
  else {
    const words = wordsOf(text)
    if (!words)
      return yield* io.fail(
        `unmatched ${/'[^']*$/.test(text) ? 'single' : 'double'} quote; by default quotes are special to xargs unless you use the -0 option`,
      )
    items = words
  }
  const perLine = options.get('L') ?? options.get('l')
  let batches: string[][]
  if (mark !== undefined) batches = items.map((item) => [item])
  else if (perLine !== undefined) {
    const lines = text.split('\n').filter((line) => line.trim() !== '')
    batches = []
    for (let at = 0; at < lines.length; at += Math.max(1, Number(perLine)))
      batches.push(wordsOf(lines.slice(at, at + Math.max(1, Number(perLine))).join(' ')) ?? [])
  } else {
    const size = Number(options.get('n') ?? 5000)
    if (!(size > 0)) return yield* io.usage(`value ${options.get('n')} for -n option should be >= 1`)
    batches = []
    for (let at = 0; at < items.length; at += size) batches.push(items.slice(at, at + size))
    if (batches.length === 0 && !options.has('r') && io.gnu) batches.push([])
    if (batches.length === 0 && !options.has('r') && !io.gnu) batches.push([])
  }
  const run = function* (command: readonly string[]): Task<number> {
    if (options.has('t')) yield* io.process.stderr.write(`${command.join(' ')}\n`)
    const child = launch(io.process, command, { stdin: EMPTY_READER })
    if ('reason' in child)
      return yield* io.fail(`${command[0]}: ${child.status === 127 ? 'No such file or directory' : 'Permission denied'}`, child.status)
    try {
      return yield* child.wait()
    } catch (error) {
      if (error instanceof Interrupt) child.kill(error.signal)
      throw error
    }
  }
  let result = 0
  for (const batch of batches) {
    const command = mark === undefined ? [...argv, ...batch] : argv.map((word) => word.replaceAll(mark, batch[0] as string))
    const status = yield* run(command)
    if (status === 126 || status === 127) return status
    if (status === 255) return yield* io.fail(`${command[0]}: exited with status 255; aborting`, 124)
    if (status !== 0) result = 123
  }
  return result
}

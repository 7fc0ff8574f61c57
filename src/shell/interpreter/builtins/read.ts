import { type Task, within } from '../../../sim/task.ts'
import { splitFields } from '../fields.ts'
import type { SharedReader } from '../open-file.ts'
import type { Shell } from '../shell.ts'
import { NAME } from './names.ts'
import type { Builtin } from './registry.ts'

/** `read`: one line (or piece) of standard input into variables. */
export const read: Builtin = function* (shell, argv) {
  let raw = false
  let prompt = ''
  let delimiter = '\n'
  let count: number | undefined
  let exact = false
  let timeout: number | undefined
  let array: string | undefined
  let descriptor = 0
  const names: string[] = []
  for (let at = 1; at < argv.length; at++) {
    const word = argv[at] as string
    if (names.length > 0 || !/^-./.test(word)) {
      names.push(word)
      continue
    }
    if (word === '--') continue
    for (let index = 1; index < word.length; index++) {
      const letter = word[index] as string
      if (letter === 'r') raw = true
      else if (letter === 's' || letter === 'e') continue
      else if ('pdntNaui'.includes(letter)) {
        const value = word.slice(index + 1) || (argv[++at] ?? '')
        if (letter === 'p') prompt = value
        else if (letter === 'd') delimiter = value.slice(0, 1) || '\0'
        else if (letter === 'n' || letter === 'N') {
          count = Number(value)
          exact = letter === 'N'
        } else if (letter === 't') timeout = Number(value) * 1000
        else if (letter === 'a') array = value
        else if (letter === 'u') descriptor = Number(value)
        break
      } else {
        yield* shell.complain(shell.dialect.name === 'bash' ? `-${letter}: invalid option` : `Illegal option -${letter}`, 'read')
        if (shell.dialect.name === 'bash')
          yield* shell.stderr.write(
            'read: usage: read [-ers] [-a array] [-d delim] [-i text] [-n nchars] [-N nchars] [-p prompt] [-t timeout] [-u fd] [name ...]\n',
          )
        return 2
      }
    }
  }
  if (names.length === 0 && array === undefined && shell.dialect.name === 'dash') {
    yield* shell.complain('arg count', 'read')
    return 2
  }
  for (const name of names) {
    if (!NAME.test(name)) {
      if (shell.dialect.name === 'ash') {
        yield* shell.stderr.write(`${shell.name}: read: '${name}': bad variable name\n`)
        return 1
      }
      yield* shell.complain(shell.dialect.name === 'bash' ? `\`${name}': not a valid identifier` : `${name}: bad variable name`, 'read')
      return shell.dialect.name === 'bash' ? 1 : 2
    }
  }
  const input = shell.fds[descriptor]?.reader
  if (!input) {
    yield* shell.complain(`${descriptor}: invalid file descriptor: Bad file descriptor`, 'read')
    return 1
  }
  if (prompt !== '' && shell.process.tty) yield* shell.stderr.write(prompt)
  const line =
    timeout === undefined
      ? yield* readLine(input, delimiter, raw, count, exact)
      : yield* within(timeout, readLine(input, delimiter, raw, count, exact))
  const text = line?.text ?? ''
  if (array !== undefined) {
    const fields = splitRead(shell, text, Number.POSITIVE_INFINITY)
    shell.variables.setArray(array, new Map(fields.map((field, index) => [String(index), unmark(field)])))
  } else if (names.length === 0) shell.assign('REPLY', undefined, unmark(text))
  else if (exact) shell.assign(names[0] as string, undefined, unmark(text))
  else {
    const fields = splitRead(shell, text, names.length)
    for (const [index, name] of names.entries()) shell.assign(name, undefined, unmark(fields[index] ?? ''))
  }
  if (!line) return timeout === undefined ? 1 : 142
  return line.ended ? 0 : 1
}

/** A character that a backslash protected from splitting is marked so. */
const MARK = '\u{f0000}'

const unmark = (text: string) => text.replaceAll(MARK, '')

function* readLine(
  input: SharedReader,
  delimiter: string,
  raw: boolean,
  count: number | undefined,
  exact: boolean,
): Task<{ text: string; ended: boolean }> {
  let text = ''
  for (;;) {
    if (count !== undefined) {
      let left = count - text.length
      while (left > 0) {
        const piece = yield* input.read()
        if (piece === undefined) return { text, ended: false }
        const end = exact ? -1 : piece.indexOf(delimiter)
        const take = end >= 0 && end < left ? end : Math.min(left, piece.length)
        text += piece.slice(0, take)
        left -= take
        input.unread(piece.slice(end === take ? take + 1 : take))
        if (end === take) break
      }
      return { text, ended: true }
    }
    const piece = yield* input.until(delimiter)
    if (piece === undefined) return { text, ended: false }
    const ended = piece.endsWith(delimiter)
    let body = ended ? piece.slice(0, -1) : piece
    if (!raw && body.includes('\\')) {
      const continued = ended && /(?:^|[^\\])(?:\\\\)*\\$/.test(body)
      if (continued) body = body.slice(0, -1)
      text += body.replace(/\\([^])/g, `${MARK}$1`)
      if (continued) continue
    } else text += body
    return { text, ended }
  }
}

/** Splits into at most `most` fields; the last takes the rest. */
function splitRead(shell: Shell, text: string, most: number): string[] {
  const ifs = shell.variables.get('IFS') ?? ' \t\n'
  if (ifs === '') return [text]
  const blanks = [...ifs].filter((letter) => ' \t\n'.includes(letter)).join('')
  const trim = (value: string) => {
    let start = 0
    let end = value.length
    while (start < end && blanks.includes(value[start] as string)) start++
    while (end > start && blanks.includes(value[end - 1] as string) && value[end - 2] !== MARK.at(-1)) end--
    return value.slice(start, end)
  }
  let rest = trim(text)
  const fields: string[] = []
  while (rest !== '' && fields.length < most - 1) {
    let at = 0
    while (at < rest.length && !ifs.includes(rest[at] as string)) at += rest.startsWith(MARK, at) ? MARK.length + 1 : 1
    if (at >= rest.length) break
    fields.push(rest.slice(0, at))
    // blanks around one other separator belong to it
    let next = at
    while (next < rest.length && blanks.includes(rest[next] as string)) next++
    if (next < rest.length && ifs.includes(rest[next] as string)) next++
    while (next < rest.length && blanks.includes(rest[next] as string)) next++
    rest = rest.slice(next)
  }
  if (rest !== '') {
    const only = splitFields(rest, ifs)
    // a single separator at the end of the last field goes with it
    fields.push(only.texts.length === 1 ? (only.texts[0] as string) : rest)
  }
  return fields
}

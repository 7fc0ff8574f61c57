import { type Command, type Io, joinLines, Lines, readOptions } from '../../command.ts'

interface Key {
  fromField: number
  fromChar: number
  toField: number | undefined
  toChar: number
  flags: string
}

const SUFFIX = ' KMGTPEZY'
const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']

/** `1,2n`, `2.3,2.5`, `3`. */
function parseKey(text: string): Key | undefined {
  const found = /^(\d+)(?:\.(\d+))?([bdfgiMhnRrV]*)(?:,(\d+)(?:\.(\d+))?([bdfgiMhnRrV]*))?$/.exec(text)
  if (!found || found[1] === '0') return undefined
  return {
    fromField: Number(found[1]),
    fromChar: Number(found[2] ?? 1) || 1,
    toField: found[4] === undefined ? undefined : Number(found[4]),
    toChar: Number(found[5] ?? 0),
    flags: (found[3] ?? '') + (found[6] ?? ''),
  }
}

/** The part of a line that a key names. */
function keyText(line: string, key: Key, separator: string | undefined): string {
  const starts: number[] = []
  const ends: number[] = []
  if (separator !== undefined) {
    let at = 0
    for (const field of line.split(separator)) {
      starts.push(at)
      ends.push(at + field.length)
      at += field.length + separator.length
    }
  } else {
    // blanks before a field belong to it
    for (const found of line.matchAll(/[ \t]*[^ \t]+|[ \t]+$/g)) {
      starts.push(found.index)
      ends.push(found.index + found[0].length)
    }
  }
  const blanks = (at: number) => {
    let next = at
    if (key.flags.includes('b')) while (line[next] === ' ' || line[next] === '\t') next++
    return next
  }
  const start = key.fromField > starts.length ? line.length : blanks(starts[key.fromField - 1] as number) + key.fromChar - 1
  if (key.toField === undefined || key.toField > starts.length) return line.slice(start)
  const end = key.toChar === 0 ? (ends[key.toField - 1] as number) : blanks(starts[key.toField - 1] as number) + key.toChar
  return line.slice(start, Math.max(start, end))
}

function versionParts(text: string): (string | bigint)[] {
  return (text.match(/\d+|\D+/g) ?? []).map((part) => (/\d/.test(part) ? BigInt(part) : part))
}

/** Order of version numbers: runs of digits count as numbers. */
export function compareVersions(a: string, b: string): number {
  const left = versionParts(a)
  const right = versionParts(b)
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const [x, y] = [left[index], right[index]]
    if (x === undefined || y === undefined) return x === undefined ? -1 : 1
    if (typeof x !== typeof y) return typeof x === 'bigint' ? -1 : 1
    if (x !== y) return x < y ? -1 : 1
  }
  return 0
}

function number(text: string): number {
  return Number(/^\s*(-?\d*\.?\d*)/.exec(text)?.[1] ?? 0) || 0
}

function human(text: string): [power: number, value: number] {
  const found = /^\s*(-?\d*\.?\d*)([KkMGTPEZY]?)/.exec(text)
  const value = Number(found?.[1]) || 0
  return [value === 0 ? 0 : Math.sign(value) * SUFFIX.indexOf((found?.[2] ?? '').toUpperCase() || ' '), value]
}

function compareBy(flags: string, a: string, b: string): number {
  if (flags.includes('n')) return number(a) - number(b)
  if (flags.includes('g')) {
    const [x, y] = [Number.parseFloat(a), Number.parseFloat(b)]
    return Number.isNaN(x) ? (Number.isNaN(y) ? 0 : -1) : Number.isNaN(y) ? 1 : x - y
  }
  if (flags.includes('h')) {
    const [x, y] = [human(a), human(b)]
    return x[0] - y[0] || x[1] - y[1]
  }
  if (flags.includes('M')) return MONTHS.indexOf(a.trim().slice(0, 3).toUpperCase()) - MONTHS.indexOf(b.trim().slice(0, 3).toUpperCase())
  if (flags.includes('V')) return compareVersions(a, b)
  let [x, y] = [a, b]
  if (flags.includes('d')) [x, y] = [x.replace(/[^\p{L}\d \t]/gu, ''), y.replace(/[^\p{L}\d \t]/gu, '')]
  if (flags.includes('f')) [x, y] = [x.toUpperCase(), y.toUpperCase()]
  return x < y ? -1 : x > y ? 1 : 0
}

/** sort (in the C locale's order) */
export const sort: Command = function* (io: Io) {
  const options = yield* readOptions(
    io,
    'bdfghiMnRrVcCmo:st:uzk:',
    {
      key: 'k',
      'field-separator': 't',
      unique: 'u',
      reverse: 'r',
      'numeric-sort': 'n',
      'human-numeric-sort': 'h',
      'version-sort': 'V',
      'ignore-case': 'f',
      output: 'o',
      stable: 's',
      check: 'c',
      'random-sort': 'R',
    },
    { status: 2 },
  )
  if (!options) return io.status
  const global = [...'bdfghiMnRrV'].filter((letter) => options.has(letter)).join('')
  const keys: Key[] = []
  for (const [letter, value] of options.all) {
    if (letter !== 'k') continue
    const key = parseKey(value)
    if (!key)
      return yield* io.fail(
        io.gnu
          ? value.startsWith('0')
            ? `-: invalid field specification ‘${value}’`.replace('-: ', '')
            : `invalid number at field start: invalid count at start of ‘${value}’`
          : `bad field specification '${value}'`,
        2,
      )
    if (key.flags === '') key.flags = global
    keys.push(key)
  }
  const separator = options.get('t')
  if (separator !== undefined && separator !== '\\0' && [...separator].length !== 1) {
    return yield* io.fail(separator === '' ? 'empty tab' : `multi-character tab ‘${separator}’`, 2)
  }
  const lines = yield* new Lines(io, options.operands, 2).all()
  if (io.status !== 0) return io.status
  const byKeys = (a: string, b: string): number => {
    for (const key of keys) {
      const order = compareBy(key.flags, keyText(a, key, separator), keyText(b, key, separator))
      if (order !== 0) return key.flags.includes('r') ? -order : order
    }
    return 0
  }
  const main = keys.length > 0 ? byKeys : (a: string, b: string) => (options.has('r') ? -1 : 1) * compareBy(global, a, b)
  const compare = (a: string, b: string): number => {
    const order = main(a, b)
    if (order !== 0 || options.has('s') || options.has('u')) return order
    return (options.has('r') ? -1 : 1) * (a < b ? -1 : a > b ? 1 : 0)
  }
  if (options.has('c') || options.has('C')) {
    for (let index = 1; index < lines.length; index++) {
      const order = compare(lines[index - 1] as string, lines[index] as string)
      if (order > 0 || (order === 0 && options.has('u'))) {
        return options.has('C') ? 1 : yield* io.fail(`${options.operands[0] ?? '-'}:${index + 1}: disorder: ${lines[index]}`)
      }
    }
    return 0
  }
  if (options.has('R')) {
    const { random } = io.process.machine
    for (let index = lines.length - 1; index > 0; index--) {
      const other = random.below(index + 1)
      ;[lines[index], lines[other]] = [lines[other] as string, lines[index] as string]
    }
  } else lines.sort(compare)
  const result = options.has('u') ? lines.filter((line, index) => index === 0 || main(lines[index - 1] as string, line) !== 0) : lines
  const output = options.get('o')
  if (output === undefined) yield* io.out(joinLines(result))
  else
    yield* io.attempt(
      () => io.fs.writeFile(io.path(output), joinLines(result)),
      (reason) => `open failed: ${output}: ${reason}`,
      2,
    )
  return io.status
}

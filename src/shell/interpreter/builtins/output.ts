import type { Task } from '../../../sim/task.ts'
import { unescape } from '../../escapes.ts'
import type { Dialect } from '../dialect.ts'
import { TestError, testWords } from '../test-command.ts'
import type { Builtin } from './registry.ts'

/** What `echo` writes for its words. */
export function echoText(words: readonly string[], style: Pick<Dialect, 'name' | 'echoEscapes'>): string {
  let at = 0
  let newline = true
  let escapes = style.echoEscapes
  if (style.name === 'dash') {
    if (words[0] === '-n') {
      newline = false
      at = 1
    }
  } else {
    for (; at < words.length && /^-[neE]+$/.test(words[at] as string); at++) {
      for (const letter of (words[at] as string).slice(1)) {
        if (letter === 'n') newline = false
        else escapes = letter === 'e'
      }
    }
  }
  const text = words.slice(at).join(' ')
  if (!escapes) return newline ? `${text}\n` : text
  const result = unescape(text, { zeroOctal: true, ...(style.name === 'dash' ? { without: 'xuUeE"\'?' } : { without: '"\'?' }) })
  return newline && !result.stopped ? `${result.text}\n` : result.text
}

const echo: Builtin = function* (shell, argv) {
  yield* shell.out(echoText(argv.slice(1), shell.dialect))
  return 0
}

const test: Builtin = function* (shell, argv): Task<number> {
  let words = argv.slice(1)
  const name = argv[0] as string
  if (name === '[') {
    if (words.at(-1) !== ']') {
      if (shell.dialect.name === 'ash') yield* shell.stderr.write(`${shell.name}: missing ]\n`)
      else yield* shell.complain(shell.dialect.name === 'bash' ? "missing `]'" : 'missing ]', '[')
      return 2
    }
    words = words.slice(0, -1)
  }
  try {
    return testWords(shell.process, words, shell.dialect.name, shell) ? 0 : 1
  } catch (error) {
    if (!(error instanceof TestError)) throw error
    let text = error.message
    const number = /^(.*): integer expression expected$/s.exec(text)
    if (shell.dialect.name !== 'bash') {
      if (number)
        text = shell.dialect.name === 'dash' ? `Illegal number: ${number[1]}` : number[1] === '' ? 'bad number' : `${number[1]}: bad number`
      else if (/(?:unary|binary) operator expected$/.test(text)) {
        const word = text.slice(0, text.indexOf(':'))
        text =
          shell.dialect.name === 'dash'
            ? `${words[0] === '(' || words[0] === '!' ? word : words[0]}: unexpected operator`
            : `${words.length === 2 ? words[1] : word}: unknown operand`
      } else if (text === 'too many arguments')
        text = shell.dialect.name === 'dash' ? `${words[0]}: unexpected operator` : `${words[1]}: unknown operand`
    }
    if (shell.dialect.name === 'ash') yield* shell.stderr.write(`${shell.name}: ${text}\n`)
    // dash leaves an empty word out of what it says
    else yield* shell.complain(shell.dialect.name === 'dash' ? text.replace(/^: /, '') : text, name)
    return 2
  }
}

export const OUTPUT: [string, Builtin][] = [
  ['echo', echo],
  ['test', test],
  ['[', test],
]

import { resolvePath } from '../cluster/machine/filesystem.ts'
import type { CompletionOption, Completions } from '../cluster/machine/tty.ts'
import { BUILTINS } from './interpreter/builtins/registry.ts'
import type { Shell } from './interpreter/shell.ts'

/** Words before which a command is expected. */
const BEFORE_COMMAND = new Set([
  'if',
  'then',
  'else',
  'elif',
  'while',
  'until',
  'do',
  '!',
  '{',
  'time',
  'exec',
  'sudo',
  'env',
  'watch',
  'xargs',
  'nohup',
])
const KEYWORDS = [
  'case',
  'do',
  'done',
  'elif',
  'else',
  'esac',
  'fi',
  'for',
  'function',
  'if',
  'in',
  'select',
  'then',
  'time',
  'until',
  'while',
]

/** What Tab offers at `cursor`: commands, files, variables, and what the command itself knows. */
export function completeLine(shell: Shell, line: string, cursor: number): Completions {
  const text = line.slice(0, cursor)
  const { words, start, quote } = lastCommand(text)
  const last = words.at(-1) ?? ''
  const raw = text.slice(start)
  const variable = quote === "'" ? null : /\$(\{?)(\w*)$/.exec(raw)
  if (variable) {
    const names = shell.variables.names().filter((name) => name.startsWith(variable[2] as string))
    const close = variable[1] ? '}' : ''
    return { start: cursor - (variable[2] as string).length, options: names.map((name) => ({ text: name + close, append: '' })) }
  }
  let command = words
  while (command.length > 1 && /^[A-Za-z_]\w*=/.test(command[0] as string)) command = command.slice(1)
  while (command.length > 1 && BEFORE_COMMAND.has(command[0] as string)) command = command.slice(1)
  const redirected = /(?:[<>]|>&|&>)\s*$/.test(text.slice(0, start))
  if (command.length === 1 && !redirected && !last.includes('/')) {
    return {
      start,
      options: commandNames(shell)
        .filter((name) => name.startsWith(last))
        .map((name) => ({ text: name })),
    }
  }
  if (!redirected && command.length > 1) {
    const name = command[0] as string
    const alias = shell.aliases.get(name)
    const argv = alias === undefined ? command : [...alias.trim().split(/\s+/), ...command.slice(1)]
    const completer = shell.process.machine.programs.completer?.(argv[0] as string)
    if (completer) {
      const options = completer({ machine: shell.process.machine, cwd: shell.process.cwd, env: shell.variables.environment(), words: argv })
      if (options.length > 0) return { start: quote ? start + 1 : start, options }
    }
  }
  const only = command[0] === 'cd' || command[0] === 'rmdir' || command[0] === 'pushd'
  return completeFiles(shell, last, start, quote, only)
}

function commandNames(shell: Shell): string[] {
  const names = new Set([
    ...(shell.process.machine.programs.names?.() ?? []),
    ...BUILTINS.keys(),
    ...shell.functions.keys(),
    ...shell.aliases.keys(),
    ...KEYWORDS,
  ])
  return [...names].filter((name) => /^[\w.-]/.test(name)).sort()
}

function completeFiles(shell: Shell, word: string, start: number, quote: string, directoriesOnly: boolean): Completions {
  const { machine, cwd } = shell.process
  const slash = word.lastIndexOf('/') + 1
  const head = word.slice(0, slash)
  const prefix = word.slice(slash)
  const home = shell.variables.get('HOME') ?? machine.home
  const directory = machine.fs.lookup(resolvePath(cwd, head === '' ? '.' : head.replace(/^~(?=\/)/, home)))
  const options: CompletionOption[] = []
  if (directory?.type === 'directory') {
    for (const name of machine.fs.readdir(resolvePath(cwd, head === '' ? '.' : head.replace(/^~(?=\/)/, home)))) {
      if (!name.startsWith(prefix) || (name.startsWith('.') && !prefix.startsWith('.'))) continue
      const isDirectory = machine.fs.lookup(resolvePath(cwd, `${head.replace(/^~(?=\/)/, home) || '.'}/${name}`))?.type === 'directory'
      if (directoriesOnly && !isDirectory) continue
      const shown = quote ? head + name : (head + name).replace(/[\s'"\\$`*?[\](){}<>|;&!#]/g, '\\$&')
      options.push(isDirectory ? { text: `${shown}/`, append: '' } : { text: shown, append: quote ? `${quote} ` : ' ' })
    }
  }
  return { start: quote ? start + 1 : start, options }
}

/** The words of the command that the text ends in, and where its last word begins. */
function lastCommand(text: string): { words: string[]; start: number; quote: string } {
  let words: string[] = []
  let word: string | undefined
  let start = text.length
  let quote = ''
  for (let at = 0; at < text.length; at++) {
    const letter = text[at] as string
    if (quote) {
      if (letter === quote) quote = ''
      else if (letter === '\\' && quote === '"' && at + 1 < text.length) word += text[++at] as string
      else word = (word ?? '') + letter
      continue
    }
    if (/[\s;|&()<>]/.test(letter) || (letter === '`' && word === undefined)) {
      if (word !== undefined) words.push(word)
      word = undefined
      if (/[;|&()`\n]/.test(letter)) words = []
      continue
    }
    if (word === undefined) {
      word = ''
      start = at
    }
    if (letter === "'" || letter === '"') quote = letter
    else if (letter === '\\' && at + 1 < text.length) word += text[++at] as string
    else word += letter
  }
  if (word === undefined) start = text.length
  words.push(word ?? '')
  return { words, start, quote }
}

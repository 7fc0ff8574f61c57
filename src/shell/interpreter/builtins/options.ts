import type { Task } from '../../../sim/task.ts'
import { ShellExit } from '../control.ts'
import { quoteForReuse } from '../quoting.ts'
import type { Shell } from '../shell.ts'

/** The options by their letters. */
const LONG_OPTIONS: Record<string, string> = {
  a: 'allexport',
  b: 'notify',
  C: 'noclobber',
  e: 'errexit',
  f: 'noglob',
  h: 'hashall',
  m: 'monitor',
  n: 'noexec',
  u: 'nounset',
  v: 'verbose',
  x: 'xtrace',
  E: 'errtrace',
  T: 'functrace',
  B: 'braceexpand',
  H: 'histexpand',
  P: 'physical',
}

const OPTION_NAMES = new Set([
  ...Object.values(LONG_OPTIONS),
  'pipefail',
  'posix',
  'ignoreeof',
  'vi',
  'emacs',
  'history',
  'nolog',
  'interactive-comments',
])

/** What `set -o` lists, in the order of each shell. */
const LISTED = {
  ash: 'errexit noglob ignoreeof monitor noexec xtrace verbose noclobber allexport notify nounset errtrace vi pipefail',
  dash: 'errexit noglob ignoreeof interactive monitor noexec stdin xtrace verbose vi emacs noclobber allexport notify nounset privileged nolog debug',
}

/** Sets or unsets one option by its letter or name; false when there is none such. */
function setOption(shell: Shell, name: string, on: boolean): boolean {
  if (!OPTION_NAMES.has(name) || (name === 'pipefail' && shell.dialect.lacks.has('pipefail'))) return false
  if (on) shell.options.add(name)
  else shell.options.delete(name)
  return true
}

/** Sets what `-e`, `+x`, `-o pipefail`, … at the front of the arguments say; `other` takes the letters that are no options of `set`. Returns how many were used, or the bad one. */
export function setOptions(
  shell: Shell,
  args: readonly string[],
  other: (letter: string) => boolean = () => false,
): { used: number } | { bad: string } {
  let at = 0
  for (; at < args.length; at++) {
    const argument = args[at] as string
    if (!/^[-+]./.test(argument) || argument === '--') break
    const on = argument[0] === '-'
    if (argument.startsWith('--')) return { bad: argument }
    for (const letter of argument.slice(1)) {
      if (letter === 'o') {
        const name = args[++at]
        if (name !== undefined && !setOption(shell, name, on)) return { bad: `${argument[0]}o ${name}` }
      } else if (Object.hasOwn(LONG_OPTIONS, letter)) setOption(shell, LONG_OPTIONS[letter] as string, on)
      else if (!other(letter)) return { bad: `${argument[0]}${letter}` }
    }
  }
  return { used: at }
}

export function* setBuiltin(shell: Shell, argv: readonly string[]): Task<number> {
  const args = argv.slice(1)
  if (args.length === 0) {
    const lines = shell.variables.names().map((name) => {
      const value = shell.variables.get(name) ?? ''
      return `${name}=${/^[\w@%+=:,./-]*$/.test(value) && shell.dialect.name === 'bash' ? value : quoteForReuse(value)}\n`
    })
    yield* shell.out(lines.join(''))
    return 0
  }
  if (args.length === 1 && (args[0] === '-o' || args[0] === '+o')) {
    if (shell.dialect.name !== 'bash') {
      const { name: dialect } = shell.dialect
      if (args[0] === '+o') {
        yield* shell.out(
          LISTED[dialect]
            .split(' ')
            .map((name) => `set ${shell.options.has(name) ? '-' : '+'}o ${name}\n`)
            .join(''),
        )
        return 0
      }
      const lines = LISTED[dialect].split(' ').map((name) => `${name.padEnd(16)}${shell.options.has(name) ? 'on' : 'off'}\n`)
      yield* shell.out((dialect === 'dash' ? 'Current option settings\n' : '') + lines.join(''))
      return 0
    }
    const names = [...OPTION_NAMES].sort()
    yield* shell.out(
      names
        .map((name) =>
          args[0] === '-o'
            ? `${name.padEnd(15)}\t${shell.options.has(name) ? 'on' : 'off'}\n`
            : `set ${shell.options.has(name) ? '-' : '+'}o ${name}\n`,
        )
        .join(''),
    )
    return 0
  }
  const result = setOptions(shell, args)
  if ('bad' in result) {
    const named = /^.o (.*)$/.exec(result.bad)
    if (shell.dialect.name === 'bash') {
      yield* shell.complain(named ? `${named[1]}: invalid option name` : `${result.bad}: invalid option`, 'set')
      if (!named) yield* shell.stderr.write('set: usage: set [-abefhkmnptuvxBCEHPT] [-o option-name] [--] [-] [arg ...]\n')
      return 2
    }
    yield* shell.complain(`${shell.dialect.name === 'dash' ? 'Illegal option' : 'illegal option'} ${result.bad}`, 'set')
    if (named && shell.dialect.name === 'ash') return 1
    throw new ShellExit(2)
  }
  let rest = args.slice(result.used)
  if (rest[0] === '--' || rest[0] === '-') {
    rest = rest.slice(1)
    shell.positional = rest
  } else if (rest.length > 0) shell.positional = rest
  return 0
}

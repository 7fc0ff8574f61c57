import type { Shell } from './shell.ts'

/** What a parameter stands for: text, several texts (`$@`, `${a[*]}`), or nothing. */
export type Value = string | undefined | { list: string[]; star: boolean }

/** The value of a parameter that is no variable: `$?`, `$1`, `$@`, `$RANDOM`. */
export function specialParameter(shell: Shell, name: string): Value {
  switch (name) {
    case '?':
      return String(shell.status)
    case '#':
      return String(shell.positional.length)
    case '$':
      return String(shell.pid)
    case '!':
      return shell.lastBackground === undefined ? undefined : String(shell.lastBackground)
    case '@':
    case '*':
      return { list: shell.positional, star: name === '*' }
    case '-':
      return optionLetters(shell)
    case '0':
      return shell.name
    case 'LINENO':
      return shell.dialect.name === 'dash' ? undefined : String(shell.line)
    case 'PPID':
      return String(shell.process.parent?.pid ?? 0)
    case 'UID':
    case 'EUID':
      return shell.dialect.name === 'bash' ? (shell.process.machine.user === 'root' ? '0' : '1000') : undefined
    case 'BASHPID':
      return shell.dialect.name === 'bash' ? String(shell.process.pid) : undefined
    case 'RANDOM':
      return shell.dialect.name === 'dash' ? undefined : String(shell.process.machine.random.below(32_768))
    case 'SECONDS':
      return shell.dialect.name === 'bash' ? String(Math.floor((shell.process.machine.clock.now - shell.startedAt) / 1000)) : undefined
    case 'EPOCHSECONDS':
      return shell.dialect.name === 'dash' ? undefined : String(Math.floor(shell.process.machine.clock.now / 1000))
    case 'HOSTNAME':
      return shell.dialect.name === 'bash' ? shell.process.machine.hostname : undefined
    case 'FUNCNAME':
      return shell.dialect.name === 'bash' ? shell.calls.at(-1) : undefined
    case 'BASH_SUBSHELL':
      return shell.dialect.name === 'bash' ? (shell.subshell ? '1' : '0') : undefined
    case 'PIPESTATUS':
      return String(shell.pipeStatus[0])
  }
  if (/^[1-9]\d*$/.test(name)) return shell.positional[Number(name) - 1]
  return undefined
}

/** `$-`: the letters of the options that are set. */
function optionLetters(shell: Shell): string {
  const letters: Record<string, string> = {
    allexport: 'a',
    errexit: 'e',
    noglob: 'f',
    nounset: 'u',
    verbose: 'v',
    xtrace: 'x',
    noclobber: 'C',
  }
  const set = Object.entries(letters).flatMap(([name, letter]) => (shell.options.has(name) ? [letter] : []))
  if (shell.dialect.name !== 'bash')
    return (shell.interactive ? 'i' : '') + set.join('') + (shell.dialect.name === 'ash' && shell.options.has('commandString') ? 'c' : '')
  return `${set.filter((l) => l < 'h').join('')}h${shell.interactive ? 'i' : ''}${shell.interactive ? 'm' : ''}${set.filter((l) => l > 'h').join('')}B${shell.options.has('commandString') ? 'c' : ''}`
}

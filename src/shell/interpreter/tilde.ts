import type { Shell } from './shell.ts'

export function tilde(shell: Shell, text: string): string {
  const end = text.indexOf('/')
  const user = end < 0 ? text.slice(1) : text.slice(1, end)
  const rest = end < 0 ? '' : text.slice(end)
  if (user === '') {
    const home = shell.variables.get('HOME') ?? (shell.dialect.name === 'bash' ? shell.process.machine.home : undefined)
    return home === undefined ? text : home + rest
  }
  if (user === '+') return shell.process.cwd + rest
  if (user === '-') return (shell.variables.get('OLDPWD') ?? '~-') + rest
  if (user === shell.process.machine.user) return shell.process.machine.home + rest
  const { fs } = shell.process.machine
  const passwd = fs.lookup('/etc/passwd')?.type === 'file' ? fs.readFile('/etc/passwd') : 'root:x:0:0:root:/root:'
  const home = passwd
    .split('\n')
    .find((line) => line.startsWith(`${user}:`))
    ?.split(':')[5]
  return home === undefined ? text : home + rest
}

/** In assignments a tilde counts at the start and after each colon. */
export function tildes(shell: Shell, text: string, inside = false): string {
  return text
    .split(':')
    .map((part, index) => (part.startsWith('~') && (index > 0 || !inside) ? tilde(shell, part) : part))
    .join(':')
}

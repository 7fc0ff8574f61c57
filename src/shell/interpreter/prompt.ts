import type { Task } from '../../sim/task.ts'
import { formatDate } from '../date.ts'
import { spoken } from './language.ts'
import type { Shell } from './shell.ts'

/** The prompt that a shell has without a PS1 of its own. */
export function defaultPrompt(shell: Shell): string {
  if (shell.dialect.name === 'ash') return '\\w \\$ '
  if (shell.dialect.name === 'dash') return '\\$ '
  return shell.process.machine.kind === 'laptop' ? '\\h:\\w\\$ ' : '\\u@\\h:\\w\\$ '
}

/** PS1 with its escapes carried out. */
export function* promptText(shell: Shell): Task<string> {
  const { machine, cwd } = shell.process
  const home = shell.variables.get('HOME') ?? machine.home
  const short = cwd === home ? '~' : cwd.startsWith(`${home}/`) && home !== '/' ? `~${cwd.slice(home.length)}` : cwd
  const escapes: Record<string, () => string> = {
    u: () => machine.user,
    h: () => machine.hostname.split('.')[0] as string,
    H: () => machine.hostname,
    w: () => short,
    W: () => (short === '~' || short === '/' ? short : (short.split('/').at(-1) as string)),
    $: () => (machine.user === 'root' ? '#' : '$'),
    n: () => '\n',
    t: () => formatDate('%H:%M:%S', machine.clock.now),
    d: () => formatDate('%a %b %d', machine.clock.now),
    A: () => formatDate('%H:%M', machine.clock.now),
    s: () => shell.dialect.name,
    j: () => String(shell.jobs.list.length),
    e: () => '\x1b',
    '[': () => '',
    ']': () => '',
    '\\': () => '\\\\',
  }
  const own = shell.variables.get('PS1')
  const source = own ?? defaultPrompt(shell)
  const text = source.replace(/\\(\d{3}|.)/g, (whole, code: string) => {
    if (/^\d{3}$/.test(code)) return String.fromCharCode(Number.parseInt(code, 8))
    return Object.hasOwn(escapes, code) ? (escapes[code] as () => string)() : whole
  })
  if (own === undefined) return text
  const { expandTemplate } = yield* spoken(shell.process.machine)
  return yield* expandTemplate(shell, text)
}

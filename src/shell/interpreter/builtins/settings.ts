import { quoteForReuse } from '../quoting.ts'
import type { Builtin } from './registry.ts'

export const alias: Builtin = function* (shell, argv) {
  let status = 0
  const line = (name: string, value: string) => `${shell.dialect.name === 'bash' ? 'alias ' : ''}${name}=${quoteForReuse(value)}\n`
  if (argv.length === 1) for (const [name, value] of [...shell.aliases].sort()) yield* shell.out(line(name, value))
  for (const word of argv.slice(1)) {
    if (word === '-p') continue
    const at = word.indexOf('=')
    if (at > 0) shell.aliases.set(word.slice(0, at), word.slice(at + 1))
    else if (shell.aliases.has(word)) yield* shell.out(line(word, shell.aliases.get(word) as string))
    else {
      if (shell.dialect.name === 'bash') yield* shell.complain(`${word}: not found`, 'alias')
      else yield* shell.stderr.write(`alias: ${word} not found\n`)
      status = 1
    }
  }
  return status
}

export const unalias: Builtin = function* (shell, argv) {
  let status = 0
  for (const word of argv.slice(1)) {
    if (word === '-a') shell.aliases.clear()
    else if (!shell.aliases.delete(word)) {
      if (shell.dialect.name !== 'bash') yield* shell.stderr.write(`unalias: ${word} not found\n`)
      else yield* shell.complain(`${word}: not found`, 'unalias')
      status = 1
    }
  }
  return status
}

export const umask: Builtin = function* (shell, argv) {
  if (argv[1] === undefined) yield* shell.out('0022\n')
  else if (argv[1] === '-S') yield* shell.out('u=rwx,g=rx,o=rx\n')
  else if (Number.parseInt(argv[1], 8) !== 0o022) {
    yield* shell.stderr.write('podtalk does not simulate another umask than 0022\n')
    return 1
  }
  return 0
}

const LIMITS: [letter: string, text: string, unit: string, value: string][] = [
  ['c', 'core file size', 'blocks', '0'],
  ['d', 'data seg size', 'kbytes', 'unlimited'],
  ['f', 'file size', 'blocks', 'unlimited'],
  ['n', 'open files', '', '1024'],
  ['s', 'stack size', 'kbytes', '8192'],
  ['t', 'cpu time', 'seconds', 'unlimited'],
  ['u', 'max user processes', '', '400'],
  ['v', 'virtual memory', 'kbytes', 'unlimited'],
]

export const ulimit: Builtin = function* (shell, argv) {
  const letter = argv[1]?.replace(/^-[SH]?/, '') || 'f'
  if (letter === 'a') {
    yield* shell.out(
      LIMITS.map(
        ([flag, text, unit, value]) => `${text.padEnd(20)} ${`(${unit ? `${unit}, ` : ''}-${flag})`.padStart(20)} ${value}\n`,
      ).join(''),
    )
    return 0
  }
  const limit = LIMITS.find(([flag]) => flag === letter)
  if (argv[2] === undefined) yield* shell.out(`${limit?.[3] ?? 'unlimited'}\n`)
  return 0
}

export const shopt: Builtin = function* (shell, argv) {
  const names = argv.slice(1).filter((word) => !word.startsWith('-'))
  if (argv[1] === '-s') for (const name of names) shell.shopts.add(name)
  else if (argv[1] === '-u') for (const name of names) shell.shopts.delete(name)
  else for (const name of names) yield* shell.out(`${name.padEnd(15)}\t${shell.shopts.has(name) ? 'on' : 'off'}\n`)
  return argv[1] === '-q' && !names.every((name) => shell.shopts.has(name)) ? 1 : 0
}

import type { Builtin } from './registry.ts'

/** `getopts`: one option of the arguments after the other. */
export const getopts: Builtin = function* (shell, argv) {
  const [, specification = '', name = ''] = argv
  if (argv.length < 3) {
    if (shell.dialect.name === 'bash') yield* shell.stderr.write('getopts: usage: getopts optstring name [arg ...]\n')
    else
      yield* shell.complain(
        shell.dialect.name === 'dash' ? 'Usage: getopts optstring var [arg...]' : 'usage: getopts optstring var [arg]',
        'getopts',
      )
    return 2
  }
  const args = argv.length > 3 ? argv.slice(3) : shell.positional
  const quiet = specification.startsWith(':')
  let [index, offset] = (shell.variables.get('OPTIND') ?? '1').split('.').map(Number) as [number, number | undefined]
  const pending = shell.variables.get('_OPTOFFSET')?.split(':')
  offset = pending && Number(pending[0]) === index ? Number(pending[1]) : 1
  const done = (status: number) => {
    shell.assign('OPTIND', undefined, String(index))
    shell.assign('_OPTOFFSET', undefined, `${index}:${offset}`)
    return status
  }
  const word = args[index - 1]
  if (word === undefined || !/^-./.test(word) || word === '--') {
    if (word === '--') index++
    offset = 1
    shell.assign(name, undefined, '?')
    return done(1)
  }
  const letter = word[offset] as string
  const at = letter === ':' ? -1 : specification.indexOf(letter, quiet ? 1 : 0)
  const rest = word.slice(offset + 1)
  const next = () => {
    index++
    offset = 1
  }
  if (at < 0) {
    if (rest === '') next()
    else offset++
    shell.assign(name, undefined, '?')
    if (quiet) shell.assign('OPTARG', undefined, letter)
    else {
      shell.variables.unset('OPTARG')
      yield* shell.stderr.write(
        shell.dialect.name === 'bash' ? `${shell.name}: illegal option -- ${letter}\n` : `Illegal option -${letter}\n`,
      )
    }
    return done(0)
  }
  if (specification[at + 1] !== ':') {
    if (rest === '') next()
    else offset++
    shell.assign(name, undefined, letter)
    shell.variables.unset('OPTARG')
    return done(0)
  }
  next()
  const value = rest === '' ? args[index++ - 1] : rest
  if (value === undefined) {
    index--
    shell.assign(name, undefined, quiet ? ':' : '?')
    if (quiet) shell.assign('OPTARG', undefined, letter)
    else
      yield* shell.stderr.write(
        shell.dialect.name === 'bash' ? `${shell.name}: option requires an argument -- ${letter}\n` : `No arg for -${letter} option\n`,
      )
    return done(0)
  }
  shell.assign(name, undefined, letter)
  shell.assign('OPTARG', undefined, value)
  return done(0)
}

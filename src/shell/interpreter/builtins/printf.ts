import type { Task } from '../../../sim/task.ts'
import { formatDate } from '../../date.ts'
import { printf } from '../../format.ts'
import type { Shell } from '../shell.ts'
import type { Builtin } from './registry.ts'

/** What printf says about an argument or a directive, in each shell's words. */
function* tellPrintf(shell: Shell, format: string, problem: string): Task {
  const number = /^([^]*): invalid number$/.exec(problem)
  const large = /^([^]*): too large$/.exec(problem)
  if (large) {
    if (shell.dialect.name === 'ash') yield* shell.stderr.write(`${shell.name}: invalid number '${large[1]}'\n`)
    else yield* shell.complain(`${shell.dialect.name === 'bash' ? 'warning: ' : ''}${large[1]}: Numerical result out of range`, 'printf')
  } else if (shell.dialect.name === 'ash') {
    // The rest of the format, without the sizes that busybox strikes out.
    const rest = format.slice(Math.max(0, format.search(UNKNOWN_TO_ASH))).replace(/^(%[-+ 0#]*[\d.]*)[hlLjtz]+/, '$1')
    yield* shell.stderr.write(`${shell.name}: ${number ? `invalid number '${number[1]}'` : `${rest}: invalid format`}\n`)
  } else if (shell.dialect.name === 'bash') yield* shell.complain(problem, 'printf')
  else {
    const directive = UNKNOWN_DIRECTIVE.exec(format)?.[0]
    yield* shell.complain(
      number
        ? `${number[1]}: ${/^\s*[-+]?\d/.test(number[1] as string) ? 'not completely converted' : 'expected numeric value'}`
        : directive
          ? `${directive}: invalid directive`
          : 'missing format character',
      'printf',
    )
  }
}

const UNKNOWN_TO_ASH = /%(?!%)[-+ 0#]*[\d.]*[hlLjtz]*(?![-+ 0#\d.hlLjtzdiouxXcsbfFeEgGaA])/
const UNKNOWN_DIRECTIVE = /%[-+ 0#]*[\d.]*(?![-+ 0#\d.diouxXcsbfFeEgGaA%])./

export const printfBuiltin: Builtin = function* (shell, argv) {
  let args = argv.slice(1)
  let variable: string | undefined
  if (args[0] === '-v' && shell.dialect.name === 'bash') {
    variable = args[1]
    args = args.slice(2)
  }
  const open = args[0] === '--'
  if (open) args = args.slice(1)
  if (args.length === 0) {
    yield* shell.stderr.write(
      shell.dialect.name === 'bash'
        ? 'printf: usage: printf [-v var] format [arguments]\n'
        : shell.dialect.name === 'dash'
          ? `${shell.name}: ${shell.line}: printf: usage: printf format [arg ...]\n`
          : `${shell.name}: usage: printf FORMAT [ARGUMENT...]\n`,
    )
    return 2
  }
  if (!open && /^-[^-]/.test(args[0] as string) && shell.dialect.name === 'dash') {
    yield* shell.complain(`Illegal option ${(args[0] as string).slice(0, 2)}`, 'printf')
    return 2
  }
  if (!open && /^-[^-]/.test(args[0] as string) && shell.dialect.name === 'bash') {
    yield* shell.complain(`${(args[0] as string).slice(0, 2)}: invalid option`, 'printf')
    yield* shell.stderr.write('printf: usage: printf [-v var] format [arguments]\n')
    return 2
  }
  const result = printf(
    args[0] as string,
    args.slice(1),
    (format, seconds) => formatDate(format, seconds === undefined ? shell.process.machine.clock.now : seconds * 1000),
    {
      formatWithout: shell.dialect.name === 'dash' ? 'cx' : shell.dialect.name === 'bash' ? 'c' : '',
      strict: shell.dialect.name === 'ash',
      quotes: shell.dialect.name === 'bash',
    },
  )
  if (variable !== undefined) shell.assign(variable, undefined, result.text)
  else yield* shell.out(result.text)
  for (const problem of result.problems) yield* tellPrintf(shell, args[0] as string, problem)
  if (result.problems.length === 0) return 0
  return shell.dialect.name === 'dash' && result.problems.some((problem) => problem.includes('format character')) ? 2 : 1
}

import type { Command } from '../../command.ts'
import { formatDate } from '../../date.ts'
import { printf as format } from '../../format.ts'
import { echoText } from '../../interpreter/builtins/output.ts'

/** printf where no shell is between */
export const printf: Command = function* (io) {
  if (io.args.length === 0) return yield* io.usage(io.gnu ? 'missing operand' : '')
  const result = format(io.args[0] as string, io.args.slice(1), (text, seconds) =>
    formatDate(text, seconds === undefined ? io.now : seconds * 1000),
  )
  yield* io.out(result.text)
  for (const problem of result.problems)
    yield* io.fail(
      io.gnu
        ? problem
            .replace(/^(.*): invalid number$/, '‘$1’: expected a numeric value')
            .replace(/^(.*): too large$/, '‘$1’: Numerical result out of range')
        : problem.replace(/^(.*): (?:invalid number|too large)$/, "invalid number '$1'"),
    )
  return result.problems.length > 0 ? 1 : 0
}

/** echo where no shell is between */
export const echo: Command = function* (io) {
  yield* io.out(echoText(io.args, { name: 'bash', echoEscapes: false }))
  return 0
}

/** pwd where no shell is between */
export const pwd: Command = function* (io) {
  yield* io.out(`${io.process.cwd}\n`)
  return 0
}

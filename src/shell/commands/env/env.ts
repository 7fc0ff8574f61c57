import { Interrupt } from '../../../sim/task.ts'
import { type Command, readOptions } from '../../command.ts'
import { launch } from '../../launch.ts'

/** env: shows the environment, or runs a program in another one */
export const env: Command = function* (io) {
  const options = yield* readOptions(
    io,
    'iu:0C:v',
    { 'ignore-environment': 'i', unset: 'u', null: '0', chdir: 'C' },
    { first: true, status: 125 },
  )
  if (!options) return io.status
  const environment = new Map(options.has('i') || options.operands[0] === '-' ? [] : io.process.env)
  for (const [letter, name] of options.all) if (letter === 'u') environment.delete(name)
  let argv = options.operands[0] === '-' ? options.operands.slice(1) : options.operands
  for (; argv.length > 0 && /^[^=]+=/.test(argv[0] as string); argv = argv.slice(1)) {
    const word = argv[0] as string
    environment.set(word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1))
  }
  if (argv.length === 0) {
    yield* io.out([...environment].map(([name, value]) => `${name}=${value}${options.has('0') ? '\0' : '\n'}`).join(''))
    return 0
  }
  const child = launch(io.process, argv, { env: environment, cwd: options.has('C') ? io.path(options.get('C') as string) : io.process.cwd })
  if ('reason' in child) {
    const reason = child.status === 127 ? 'No such file or directory' : 'Permission denied'
    return yield* io.fail(io.gnu ? `‘${argv[0]}’: ${reason}` : `can't execute '${argv[0]}': ${reason}`, child.status)
  }
  try {
    return yield* child.wait()
  } catch (error) {
    if (error instanceof Interrupt) child.kill(error.signal)
    throw error
  }
}

/** printenv */
export const printenv: Command = function* (io) {
  const options = yield* readOptions(io, '0', { null: '0' }, { status: 2 })
  if (!options) return io.status
  if (options.operands.length === 0) yield* io.out([...io.process.env].map(([name, value]) => `${name}=${value}\n`).join(''))
  for (const name of options.operands) {
    const value = io.process.env.get(name)
    if (value === undefined) io.status = 1
    else yield* io.out(`${value}\n`)
  }
  return io.status
}

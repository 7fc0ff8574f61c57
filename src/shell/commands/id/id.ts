import { type Command, readOptions } from '../../command.ts'

/** id */
export const id: Command = function* (io) {
  const options = yield* readOptions(io, 'ugGnra', { user: 'u', group: 'g', groups: 'G', name: 'n' })
  if (!options) return io.status
  const { user } = io.process.machine
  const asked = options.operands[0]
  if (asked !== undefined && asked !== user && asked !== 'root')
    return yield* io.fail(io.gnu ? `‘${asked}’: no such user` : `unknown user ${asked}`)
  const name = asked ?? user
  const number = name === 'root' ? 0 : 1000
  if (['u', 'g', 'G'].some((letter) => options.has(letter))) yield* io.out(`${options.has('n') ? name : number}\n`)
  else {
    const groups = !io.gnu && number === 0 ? '0(root),10(wheel)' : `${number}(${name})`
    yield* io.out(`uid=${number}(${name}) gid=${number}(${name}) groups=${groups}\n`)
  }
  return io.status
}

/** whoami, logname */
export const whoami: Command = function* (io) {
  yield* io.out(`${io.process.machine.user}\n`)
  return 0
}

/** groups */
export const groups: Command = whoami

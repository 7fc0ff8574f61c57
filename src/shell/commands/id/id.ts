import { type Command, type Io, readOptions } from '../../command.ts'

/** The name that /etc/passwd or /etc/group has for a number. */
function nameOf(io: Io, file: 'passwd' | 'group', number: number): string | undefined {
  const path = `/etc/${file}`
  const text = io.fs.lookup(path)?.type === 'file' ? io.fs.readFile(path) : ''
  const entry = text.split('\n').find((line) => line.split(':')[2] === String(number))
  return (
    entry?.split(':')[0] ??
    (number === io.process.machine.ids.uid && !/^\d+$/.test(io.process.machine.user) ? io.process.machine.user : undefined)
  )
}

/** id */
export const id: Command = function* (io) {
  const options = yield* readOptions(io, 'ugGnra', { user: 'u', group: 'g', groups: 'G', name: 'n' })
  if (!options) return io.status
  const { user, ids } = io.process.machine
  const asked = options.operands[0]
  if (asked !== undefined && asked !== user && asked !== 'root')
    return yield* io.fail(io.gnu ? `‘${asked}’: no such user` : `unknown user ${asked}`)
  const { uid, gid, groups } = asked === 'root' && user !== 'root' ? { uid: 0, gid: 0, groups: [0] } : ids
  // GNU puts the group itself before the others.
  const all = io.gnu ? [gid, ...groups.filter((group) => group !== gid)] : groups
  const kinds: [letter: string, file: 'passwd' | 'group', numbers: readonly number[]][] = [
    ['u', 'passwd', [uid]],
    ['g', 'group', [gid]],
    ['G', 'group', all],
  ]
  const chosen = kinds.find(([letter]) => options.has(letter))
  if (chosen) {
    const [, file, numbers] = chosen
    yield* io.out(`${numbers.map((number) => (options.has('n') ? (nameOf(io, file, number) ?? number) : number)).join(' ')}\n`)
    return io.status
  }
  const shown = (file: 'passwd' | 'group', number: number): string => {
    const name = nameOf(io, file, number)
    return name === undefined ? String(number) : `${number}(${name})`
  }
  yield* io.out(`uid=${shown('passwd', uid)} gid=${shown('group', gid)} groups=${all.map((group) => shown('group', group)).join(',')}\n`)
  return io.status
}

/** whoami, logname */
export const whoami: Command = function* (io) {
  const { uid } = io.process.machine.ids
  const name = nameOf(io, 'passwd', uid)
  if (name === undefined) return yield* io.fail(io.gnu ? `cannot find name for user ID ${uid}` : `unknown uid ${uid}`)
  yield* io.out(`${name}\n`)
  return 0
}

/** groups */
export const groups: Command = function* (io) {
  const { gid, groups: all } = io.process.machine.ids
  const order = io.gnu ? [gid, ...all.filter((group) => group !== gid)] : all
  yield* io.out(`${order.map((group) => nameOf(io, 'group', group) ?? group).join(' ')}\n`)
  return 0
}

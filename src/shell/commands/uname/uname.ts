import { KERNEL, KERNEL_BUILD } from '../../../cluster/machine/host.ts'
import { type Command, type Io, readOptions } from '../../command.ts'

/** uname */
export const uname: Command = function* (io) {
  const options = yield* readOptions(io, 'asnrvmpio', {
    all: 'a',
    'kernel-name': 's',
    nodename: 'n',
    'kernel-release': 'r',
    'kernel-version': 'v',
    machine: 'm',
    'operating-system': 'o',
  })
  if (!options) return io.status
  const values: [string, string][] = [
    ['s', 'Linux'],
    ['n', io.process.machine.hostname],
    ['r', KERNEL],
    ['v', KERNEL_BUILD],
    ['m', 'x86_64'],
    ['o', io.gnu ? 'GNU/Linux' : 'Linux'],
  ]
  const shown = values.filter(([letter]) => options.has('a') || options.has(letter) || (options.flags.size === 0 && letter === 's'))
  yield* io.out(`${shown.map(([, value]) => value).join(' ')}\n`)
  return io.status
}

/** The name that /etc/hosts lists first beside the host's own. */
function fullName(io: Io): string {
  const { hostname: own } = io.process.machine
  const hosts = io.fs.exists('/etc/hosts') ? io.fs.readFile('/etc/hosts') : ''
  for (const line of hosts.split('\n')) {
    const [, ...names] = line.replace(/#.*/, '').trim().split(/\s+/)
    if (names.includes(own)) return names[0] as string
  }
  return own
}

/** hostname */
export const hostname: Command = function* (io) {
  const options = yield* readOptions(io, 'sfidIA', {
    short: 's',
    fqdn: 'f',
    long: 'f',
    'ip-address': 'i',
    'all-ip-addresses': 'I',
    domain: 'd',
  })
  if (!options) return io.status
  const { machine } = io.process
  if (options.operands.length > 0)
    return yield* io.fail(io.gnu ? 'you must be root to change the host name' : 'sethostname: Operation not permitted')
  const addresses = machine.net.interfaces.filter(({ name }) => name !== 'lo').map(({ address }) => address)
  if (options.has('I')) yield* io.out(`${addresses.join(' ')} \n`)
  else if (options.has('i')) yield* io.out(`${addresses[0] ?? '127.0.0.1'}\n`)
  else if (options.has('d')) {
    const domain = fullName(io).split('.').slice(1).join('.')
    yield* io.out(domain === '' && io.gnu ? '' : `${domain}\n`)
  } else if (options.has('f')) yield* io.out(`${fullName(io)}\n`)
  else yield* io.out(`${options.has('s') ? machine.hostname.split('.')[0] : machine.hostname}\n`)
  return io.status
}

import { withoutDot } from '../../../cluster/coredns/message.ts'
import type { Process, Program } from '../../../cluster/machine/machine.ts'
import { askServer } from '../../../cluster/network/dns-client.ts'
import { lookupHost } from '../../../cluster/network/resolver.ts'
import type { Hop } from '../../../cluster/network/trace.ts'
import type { Task } from '../../../sim/task.ts'
import { type BindLookup, bindDefaults, reverseName } from '../bind/query.ts'
import { SERVICES, type Service } from './services.ts'

const DATABASES =
  'ahosts ahostsv4 ahostsv6 aliases ethers group gshadow hosts initgroups netgroup networks passwd protocols rpc services shadow'.split(' ')

/** GNU getent: names as the C library finds them. */
export const getent: Program = function* (process) {
  const words = process.argv.slice(1).filter((arg) => !/^-(?:i|-no-idn|s.+|-service=.*)$/.test(arg))
  for (let at = words.indexOf('-s'); at >= 0; at = words.indexOf('-s')) words.splice(at, 2)
  const [database, ...keys] = words
  if (database === undefined || !DATABASES.includes(database)) {
    yield* process.stderr.write(database === undefined ? 'getent: wrong number of arguments\n' : `Unknown database: ${database}\n`)
    yield* process.stdout.write("Try `getent --help' or `getent --usage' for more information.\n")
    return 1
  }
  if (database === 'services') {
    const found = keys.length === 0 ? SERVICES : keys.map((key) => SERVICES.find((service) => isService(service, key)))
    for (const service of found) if (service) yield* process.stdout.write(serviceLine(service))
    return found.every((service) => service !== undefined) ? 0 : 2
  }
  if (database === 'hosts' || database.startsWith('ahosts')) {
    if (keys.length === 0) return yield* listHosts(process)
    let code = 0
    for (const key of keys) if (!(yield* printHost(process, database, key))) code = 2
    return code
  }
  if (database === 'passwd' || database === 'group') return yield* printEntries(process, `/etc/${database}`, keys)
  yield* process.stderr.write(`getent: podtalk does not simulate the database ${database}\n`)
  return 3
}

const isService = ([name, port, protocol, alias]: Service, key: string): boolean => {
  const [wanted = '', over] = key.split('/', 2)
  return (wanted === name || wanted === String(port) || wanted === alias) && (over === undefined || over === protocol)
}

const serviceLine = ([name, port, protocol, alias]: Service): string =>
  `${name.padEnd(21)} ${port}/${protocol}${alias === undefined ? '' : ` ${alias}`}\n`

const line = (address: string, names: string): string => `${address.padEnd(15)} ${names}\n`

function hostsLines(process: Process): { address: string; names: string[] }[] {
  const { fs } = process.machine
  const text = fs.lookup('/etc/hosts')?.type === 'file' ? fs.readFile('/etc/hosts') : ''
  return text.split('\n').flatMap((each) => {
    const [address = '', ...names] = each.replace(/#.*/, '').trim().split(/\s+/)
    return address !== '' && names.length > 0 ? [{ address, names }] : []
  })
}

function* listHosts(process: Process): Task<number> {
  // IPv4 alone, and the own address for its IPv6 twin
  for (const { address, names } of hostsLines(process)) {
    const shown = address === '::1' ? '127.0.0.1' : address
    if (!shown.includes(':')) yield* process.stdout.write(line(shown, names.join(' ')))
  }
  return 0
}

function* printHost(process: Process, database: string, key: string): Task<boolean> {
  const listed = hostsLines(process).filter(({ names }) => names.includes(key))
  if (database === 'hosts') {
    const sixth = listed.find(({ address }) => address.includes(':')) ?? listed[0]
    if (sixth) {
      yield* process.stdout.write(line(sixth.address, sixth.names.join(' ')))
      return true
    }
    const reversed = reverseName(key)
    if (reversed) {
      const own = hostsLines(process).find(({ address }) => address === key)
      const names = own ? own.names : yield* reverse(process, reversed)
      if (names.length > 0) yield* process.stdout.write(line(key, names.join(' ')))
      return names.length > 0
    }
  }
  if (database === 'ahostsv6' && !listed.some(({ address }) => address.includes(':'))) return false
  const found = yield* lookupHost(process.machine, key, { program: 'getent', target: key })
  if ('failed' in found) return false
  process.machine.net.looked(key, found.hops, { outcome: 'connected', program: 'getent' })
  const addresses =
    database === 'ahostsv6' ? listed.filter(({ address }) => address.includes(':')).map(({ address }) => address) : [...found.addresses]
  // the line of ::1 counts as one of 127.0.0.1
  if (database === 'ahosts' && listed.some(({ address }) => address === '::1')) addresses.push('127.0.0.1')
  for (const [at, address] of addresses.entries()) {
    if (database === 'hosts') yield* process.stdout.write(line(address, namesOf(found)))
    else {
      yield* process.stdout.write(`${address.padEnd(15)} STREAM ${at === 0 ? found.name : ''}\n`)
      yield* process.stdout.write(`${address.padEnd(15)} DGRAM  \n${address.padEnd(15)} RAW    \n`)
    }
  }
  return true
}

/** The name that has the address, then the alias that led to it. */
function namesOf({ name, hops }: { name: string; hops: readonly Hop[] }): string {
  const asked = hops.findLast((hop) => hop.kind === 'query' && hop.type === 'A' && hop.rcode === 'NOERROR')
  return asked?.kind === 'query' && asked.name.toLowerCase() !== name.toLowerCase() ? `${name} ${asked.name}` : name
}

function* reverse(process: Process, name: string): Task<string[]> {
  const { servers, timeoutMs }: Pick<BindLookup, 'servers' | 'timeoutMs'> = bindDefaults(process)
  const answer = yield* askServer(process.machine.net, { name, type: 'PTR', server: servers[0] as string, timeoutMs }, [])
  return typeof answer === 'string' ? [] : answer.answers.filter((record) => record.type === 'PTR').map((record) => withoutDot(record.data))
}

function* printEntries(process: Process, path: string, keys: readonly string[]): Task<number> {
  const { fs } = process.machine
  const entries = (fs.lookup(path)?.type === 'file' ? fs.readFile(path) : '').split('\n').filter((each) => each !== '')
  if (keys.length === 0) {
    for (const entry of entries) yield* process.stdout.write(`${entry}\n`)
    return 0
  }
  let code = 0
  for (const key of keys) {
    const found = entries.find((entry) => entry.split(':')[0] === key || entry.split(':')[2] === key)
    if (found) yield* process.stdout.write(`${found}\n`)
    else code = 2
  }
  return code
}

import { ownValue } from '../cluster/api/json.ts'
import { KERNEL, KERNEL_BUILD } from '../cluster/machine/host.ts'
import type { Machine, Process } from '../cluster/machine/machine.ts'
import { parseCidr, parseIPv4 } from '../cluster/network/ip.ts'
import { LAB_START } from '../sim/clock.ts'

/** What a process shows of itself under /proc/<pid>/. */
const OF_PROCESS: Record<string, (process: Process) => string> = {
  cmdline: ({ argv }) => argv.map((word) => `${word}\0`).join(''),
  comm: (process) => `${commOf(process)}\n`,
  environ: ({ env }) => [...env].map(([name, value]) => `${name}=${value}\0`).join(''),
  cgroup: () => '0::/\n',
  status: (process) => {
    const { uid, gid, groups } = process.machine.ids
    const parent = process.parent?.machine === process.machine ? process.parent.pid : 0
    const four = (number: number): string => `${number}\t`.repeat(4).trimEnd()
    return `Name:\t${commOf(process)}\nUmask:\t0022\nState:\tS (sleeping)\nTgid:\t${process.pid}\nNgid:\t0\nPid:\t${process.pid}\nPPid:\t${parent}\nTracerPid:\t0\nUid:\t${four(uid)}\nGid:\t${four(gid)}\nFDSize:\t64\nGroups:\t${groups.join(' ')} \nThreads:\t1\n`
  },
}

/** The memory of every machine, kB: what free, top and /proc/meminfo tell. */
export const MEMORY = { total: 8_131_000, used: 1_523_480, free: 4_217_864, shared: 11_320, cached: 2_398_948 }

/** An IPv4 number as the kernel's tables have it: in hexadecimal, the last byte first. */
function kernelHex(address: number): string {
  return [0, 8, 16, 24]
    .map((shift) => ((address >>> shift) & 255).toString(16).padStart(2, '0'))
    .join('')
    .toUpperCase()
}

function routes({ net }: Machine): string {
  const rows = net.routes.map(({ destination, via, device }) => {
    const cidr = parseCidr(destination === 'default' ? '0.0.0.0/0' : destination)
    const base = cidr?.base ?? parseIPv4(destination) ?? 0
    const prefix = cidr?.prefix ?? 32
    const mask = prefix === 0 ? 0 : (0xffffffff << (32 - prefix)) >>> 0
    const gateway = via === undefined ? 0 : (parseIPv4(via) ?? 0)
    const cells = [device, kernelHex(base), kernelHex(gateway), via === undefined ? '0001' : '0003', 0, 0, 0, kernelHex(mask), 0, 0, 0]
    return `${cells.join('\t').padEnd(127)}\n`
  })
  const head = ['Iface', 'Destination', 'Gateway ', 'Flags', 'RefCnt', 'Use', 'Metric', 'Mask', '', 'MTU', 'Window', 'IRTT']
  return `${`${head.join('\t')}`.padEnd(127)}\n${rows.join('')}`
}

/** One line of /proc/net/tcp or udp. */
function socketLine(index: number, local: string, remote: string, state: string): string {
  return `${String(index).padStart(4)}: ${local} ${remote} ${state} 00000000:00000000 00:00000000 00000000     0        0 ${20_000 + index} 1 0000000000000000 100 0 0 10 0`.padEnd(
    149,
  )
}

/** /proc/net/tcp and its like: listeners, then connections. Sockets of `::` stand in the table of IPv6. */
function sockets({ net }: Machine, protocol: 'TCP' | 'UDP', sixth: boolean): string {
  const port = (number: number): string => number.toString(16).toUpperCase().padStart(4, '0')
  const at = (address: string, number: number): string => `${kernelHex(parseIPv4(address) ?? 0)}:${port(number)}`
  const nowhere = sixth ? `${'0'.repeat(32)}:0000` : '00000000:0000'
  const rows = net.listeners
    .filter((listener) => listener.protocol === protocol && listener.dual === sixth)
    .map((listener) => [
      sixth ? `${'0'.repeat(32)}:${port(listener.port)}` : at(listener.address, listener.port),
      nowhere,
      protocol === 'TCP' ? '0A' : '07',
    ])
  if (protocol === 'TCP' && !sixth)
    for (const { local, remote } of net.connections) rows.push([at(local.address, local.port), at(remote.address, remote.port), '01'])
  const blank = sixth ? 'remote_address                        ' : 'rem_address  '
  const head = `  sl  ${sixth ? 'local_address                         ' : 'local_address '}${blank} st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode`
  const lines = rows.map(([local, remote, state], index) => socketLine(index, local as string, remote as string, state as string))
  return `${head.padEnd(149)}\n${lines.map((line) => `${line}\n`).join('')}`
}

/** Processors of every machine: as many as a node says it has. */
export const PROCESSORS = 4

const CPU = `vendor_id\t: GenuineIntel
cpu family\t: 6
model\t\t: 85
model name\t: Intel(R) Xeon(R) Processor @ 2.60GHz
stepping\t: 7
cpu MHz\t\t: 2600.000
cache size\t: 16384 KB
physical id\t: 0
siblings\t: ${PROCESSORS}
`

/** What the kernel shows of the whole machine. */
const OF_MACHINE: Record<string, (machine: Machine) => string> = {
  loadavg: ({ processes, guests }) =>
    `0.00 0.00 0.00 1/${processes.size + guests().length} ${Math.max(0, ...processes.keys(), ...guests().map(({ pid }) => pid))}\n`,
  meminfo: () =>
    Object.entries({
      MemTotal: MEMORY.total,
      MemFree: MEMORY.free,
      MemAvailable: MEMORY.total - MEMORY.used,
      Buffers: 0,
      Cached: MEMORY.cached,
      SwapTotal: 0,
      SwapFree: 0,
      Shmem: MEMORY.shared,
    })
      .map(([name, kib]) => `${`${name}:`.padEnd(15)} ${String(kib).padStart(8)} kB\n`)
      .join(''),
  cpuinfo: () =>
    Array.from(
      { length: PROCESSORS },
      (_, number) => `processor\t: ${number}\n${CPU}core id\t\t: ${number}\ncpu cores\t: ${PROCESSORS}\nbogomips\t: 5200.00\n\n`,
    ).join(''),
  'net/route': routes,
  'net/tcp': (machine) => sockets(machine, 'TCP', false),
  'net/tcp6': (machine) => sockets(machine, 'TCP', true),
  'net/udp': (machine) => sockets(machine, 'UDP', false),
  'net/udp6': (machine) => sockets(machine, 'UDP', true),
  'sys/kernel/osrelease': () => `${KERNEL}\n`,
  'sys/kernel/ostype': () => 'Linux\n',
  'sys/net/core/somaxconn': () => '4096\n',
  version: () =>
    `Linux version ${KERNEL} (debian-kernel@lists.debian.org) (gcc-12 (Debian 12.2.0-14+deb12u1) 12.2.0, GNU ld (GNU Binutils for Debian) 2.40) ${KERNEL_BUILD}\n`,
  uptime: ({ clock }) => {
    const seconds = ((clock.now - LAB_START) / 1000).toFixed(2)
    return `${seconds} ${seconds}\n`
  },
  'sys/kernel/hostname': ({ hostname }) => `${hostname}\n`,
  'sys/net/ipv4/ip_forward': () => '1\n',
  'sys/net/ipv4/ip_unprivileged_port_start': ({ kind }) => (kind === 'container' ? '0\n' : '1024\n'),
  'sys/net/ipv4/ip_local_port_range': () => '32768\t60999\n',
}

const commOf = ({ argv }: Pick<Process, 'argv'>): string => ((argv[0] ?? '').split('/').at(-1) ?? '').slice(0, 15)

/** The text of a file under /proc as `process` sees it; undefined where there is none. */
export function procText(process: Process, path: string): string | undefined {
  // where a limit is kept, a container sees its own
  if (path === '/sys/fs/cgroup/memory.max' && process.machine.kind === 'container') {
    const { memoryLimit } = process.machine
    return `${memoryLimit === Number.POSITIVE_INFINITY ? 'max' : memoryLimit}\n`
  }
  if (!path.startsWith('/proc/')) return undefined
  const rest = path.slice(6)
  const [, pid, name = ''] = /^(self|thread-self|\d+)\/(\w+)$/.exec(rest) ?? []
  if (pid === undefined) return ownValue(OF_MACHINE, rest)?.(process.machine)
  const shown = /^\d+$/.test(pid) ? process.machine.processes.get(Number(pid)) : process
  const guest = shown ? undefined : process.machine.guests().find((each) => each.pid === Number(pid))
  if (guest && name === 'cmdline') return guest.argv.map((word) => `${word}\0`).join('')
  if (guest && name === 'comm') return `${commOf(guest)}\n`
  return shown && ownValue(OF_PROCESS, name)?.(shown)
}

import type { Machine, Process } from '../cluster/machine/machine.ts'
import { parseCidr, parseIPv4 } from '../cluster/network/ip.ts'
import { LAB_START } from '../sim/clock.ts'
import { KERNEL, VERSION } from './commands/uname/uname.ts'

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

/** What the kernel shows of the whole machine. */
const OF_MACHINE: Record<string, (machine: Machine) => string> = {
  loadavg: ({ processes }) => `0.00 0.00 0.00 1/${processes.size} ${Math.max(0, ...processes.keys())}\n`,
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
  'net/route': routes,
  version: () =>
    `Linux version ${KERNEL} (debian-kernel@lists.debian.org) (gcc-12 (Debian 12.2.0-14+deb12u1) 12.2.0, GNU ld (GNU Binutils for Debian) 2.40) ${VERSION}\n`,
  uptime: ({ clock }) => {
    const seconds = ((clock.now - LAB_START) / 1000).toFixed(2)
    return `${seconds} ${seconds}\n`
  },
  'sys/kernel/hostname': ({ hostname }) => `${hostname}\n`,
  'sys/net/ipv4/ip_forward': () => '1\n',
  'sys/net/ipv4/ip_unprivileged_port_start': ({ kind }) => (kind === 'container' ? '0\n' : '1024\n'),
  'sys/net/ipv4/ip_local_port_range': () => '32768\t60999\n',
}

const commOf = ({ argv }: Process): string => ((argv[0] ?? '').split('/').at(-1) ?? '').slice(0, 15)

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
  if (pid === undefined) return Object.hasOwn(OF_MACHINE, rest) ? OF_MACHINE[rest]?.(process.machine) : undefined
  const shown = /^\d+$/.test(pid) ? process.machine.processes.get(Number(pid)) : process
  return shown && Object.hasOwn(OF_PROCESS, name) ? OF_PROCESS[name]?.(shown) : undefined
}

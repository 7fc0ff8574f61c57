import type { Machine, Process } from '../cluster/machine/machine.ts'
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

/** What the kernel shows of the whole machine. */
const OF_MACHINE: Record<string, (machine: Machine) => string> = {
  loadavg: ({ processes }) => `0.00 0.00 0.00 1/${processes.size} ${Math.max(0, ...processes.keys())}\n`,
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
  if (!path.startsWith('/proc/')) return undefined
  const rest = path.slice(6)
  const [, pid, name = ''] = /^(self|thread-self|\d+)\/(\w+)$/.exec(rest) ?? []
  if (pid === undefined) return Object.hasOwn(OF_MACHINE, rest) ? OF_MACHINE[rest]?.(process.machine) : undefined
  const shown = /^\d+$/.test(pid) ? process.machine.processes.get(Number(pid)) : process
  return shown && Object.hasOwn(OF_PROCESS, name) ? OF_PROCESS[name]?.(shown) : undefined
}

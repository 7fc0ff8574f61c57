import type { Process } from '../../../cluster/machine/machine.ts'

/** One line of ss or netstat. */
export interface SocketRow {
  protocol: 'tcp' | 'udp'
  state: 'LISTEN' | 'ESTAB' | 'UNCONN'
  /** shown as an IPv6 socket: bound to `::` */
  dual: boolean
  local: { address: string; port: number }
  remote: { address: string; port: number } | undefined
  program: string | undefined
  pid: number | undefined
}

export interface SocketFilter {
  tcp: boolean
  udp: boolean
  listening: boolean
  connected: boolean
}

/** A process that cannot be seen from here. */
const NOBODY = { program: undefined, pid: undefined }

/** What is open on the machine: listeners, then connections. */
export function socketRows(process: Process, filter: SocketFilter): SocketRow[] {
  const { net } = process.machine
  const guests = process.machine.guests()
  const daemon = (program: string | undefined): number | undefined => guests.find(({ argv }) => argv[0]?.split('/').at(-1) === program)?.pid
  const rows: SocketRow[] = []
  for (const { protocol, address, port, dual, program, owner } of net.listeners) {
    const tcp = protocol === 'TCP'
    if (!filter.listening || !(tcp ? filter.tcp : filter.udp)) continue
    rows.push({
      protocol: tcp ? 'tcp' : 'udp',
      state: tcp ? 'LISTEN' : 'UNCONN',
      dual,
      local: { address, port },
      remote: undefined,
      ...(owner && owner.machine.pids !== process.machine.pids ? NOBODY : { program, pid: owner?.pid ?? daemon(program) }),
    })
  }
  if (filter.connected && filter.tcp) {
    for (const { local, remote } of net.connections)
      rows.push({ protocol: 'tcp', state: 'ESTAB', dual: false, local, remote, program: undefined, pid: undefined })
  }
  return rows
}

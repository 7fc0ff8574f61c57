import { awake } from '../cluster/awake.ts'
import type { Flavour } from '../cluster/cluster.ts'
import type { Program } from '../cluster/machine/machine.ts'
import { everyday } from './everyday.ts'
import { type Later, later } from './loading.ts'

const names = reaching(later('the programs that ask for names', () => import('./commands/names.ts')))
const network = reaching(later('the programs for the network', () => import('./commands/network.ts')))

const curl = reaching(everyday).program((all) => all.curl)

const bind = {
  dig: names.program((all) => all.dig),
  host: names.program((all) => all.host),
  nslookup: names.program((all) => all.bindNslookup),
}

/** A machine that people administer: everything to look around with. */
const tools = {
  ...bind,
  curl,
  getent: names.program((all) => all.getent),
  ip: network.program((all) => all.ip(false)),
  nc: network.program((all) => all.openbsdNc),
  netcat: network.program((all) => all.openbsdNc),
  netstat: network.program((all) => all.netstat(false)),
  ping: network.program((all) => all.iputilsPing),
  podtalk: network.program((all) => all.podtalk),
  ss: network.program((all) => all.ss),
  telnet: network.program((all) => all.telnet(false)),
  traceroute: network.program((all) => all.traceroute(false)),
  wget: network.program((all) => all.gnuWget),
  arp: network.program((all) => all.arp(false)),
  ifconfig: network.program((all) => all.ifconfig(false)),
  route: network.program((all) => all.route(false)),
}

/** The programs that reach into the network, by what a machine has installed. */
export const networkCommands: Record<Flavour, Record<string, Program>> = {
  busybox: {
    arp: network.program((all) => all.arp(true)),
    httpd: network.program((all) => all.httpd),
    ifconfig: network.program((all) => all.ifconfig(true)),
    ip: network.program((all) => all.ip(true)),
    nc: network.program((all) => all.busyboxNc),
    netstat: network.program((all) => all.netstat(true)),
    nslookup: names.program((all) => all.busyboxNslookup),
    ping: network.program((all) => all.busyboxPing),
    podtalk: network.program((all) => all.podtalk),
    route: network.program((all) => all.route(true)),
    telnet: network.program((all) => all.telnet(true)),
    traceroute: network.program((all) => all.traceroute(true)),
    wget: network.program((all) => all.busyboxWget),
  },
  debian: { ...bind, curl, getent: tools.getent, ip: tools.ip, podtalk: tools.podtalk, ss: tools.ss },
  node: {
    ...tools,
    iptables: network.program((all) => all.iptables),
    'iptables-save': network.program((all) => all.iptablesSave),
    tcpdump: network.program((all) => all.tcpdump),
  },
  laptop: tools,
  scratch: {},
}

/** Programs that a cluster has to run for. Who uses the network of a container has one that does. */
function reaching<M>({ program }: Later<M>): Pick<Later<M>, 'program'> {
  return {
    program: (pick) => {
      const run = program(pick)
      return function* (process) {
        if (process.machine.kind !== 'container') yield* awake(process.machine)
        return yield* run(process)
      }
    },
  }
}

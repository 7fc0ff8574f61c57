import type { Flavour } from '../cluster/cluster.ts'
import type { Program } from '../cluster/machine/machine.ts'
import { arp } from './commands/arp/arp.ts'
import { curl } from './commands/curl/curl.ts'
import { dig } from './commands/dig/dig.ts'
import { getent } from './commands/getent/getent.ts'
import { host } from './commands/host/host.ts'
import { httpd } from './commands/httpd/httpd.ts'
import { ifconfig } from './commands/ifconfig/ifconfig.ts'
import { ip } from './commands/ip/ip.ts'
import { iptables, iptablesSave } from './commands/iptables/iptables.ts'
import { busyboxNc } from './commands/nc/busybox.ts'
import { openbsdNc } from './commands/nc/openbsd.ts'
import { netstat } from './commands/netstat/netstat.ts'
import { bindNslookup } from './commands/nslookup/bind.ts'
import { busyboxNslookup } from './commands/nslookup/busybox.ts'
import { busyboxPing } from './commands/ping/busybox.ts'
import { iputilsPing } from './commands/ping/iputils.ts'
import { podtalk } from './commands/podtalk/podtalk.ts'
import { route } from './commands/route/route.ts'
import { ss } from './commands/ss/ss.ts'
import { tcpdump } from './commands/tcpdump/tcpdump.ts'
import { telnet } from './commands/telnet/telnet.ts'
import { traceroute } from './commands/traceroute/traceroute.ts'
import { busyboxWget } from './commands/wget/busybox.ts'
import { gnuWget } from './commands/wget/gnu.ts'

const bind = { dig, host, nslookup: bindNslookup }

/** A machine that people administer: everything to look around with. */
const tools: Record<string, Program> = {
  ...bind,
  curl,
  getent,
  ip: ip(false),
  nc: openbsdNc,
  netcat: openbsdNc,
  netstat: netstat(false),
  ping: iputilsPing,
  podtalk,
  ss,
  telnet: telnet(false),
  traceroute: traceroute(false),
  wget: gnuWget,
  arp: arp(false),
  ifconfig: ifconfig(false),
  route: route(false),
}

/** The programs that reach into the network, by what a machine has installed. */
export const networkCommands: Record<Flavour, Record<string, Program>> = {
  busybox: {
    arp: arp(true),
    httpd,
    ifconfig: ifconfig(true),
    ip: ip(true),
    nc: busyboxNc,
    netstat: netstat(true),
    nslookup: busyboxNslookup,
    ping: busyboxPing,
    podtalk,
    route: route(true),
    telnet: telnet(true),
    traceroute: traceroute(true),
    wget: busyboxWget,
  },
  debian: { ...bind, curl, getent, ip: ip(false), podtalk, ss },
  node: { ...tools, iptables, 'iptables-save': iptablesSave, tcpdump },
  laptop: tools,
  scratch: {},
}

import type { Program } from '../../../cluster/machine/machine.ts'
import { formatIPv4, linkLocal, parseIPv4 } from '../../../cluster/network/ip.ts'
import type { Interface } from '../../../cluster/network/namespace.ts'

/** ifconfig, busybox's and net-tools'. Counters of traffic are not kept: they stay at nothing. */
export const ifconfig = (busybox: boolean): Program =>
  function* (process) {
    const words = process.argv.slice(1).filter((arg) => !arg.startsWith('-'))
    const { interfaces } = process.machine.net
    if (words.length > 1) {
      yield* process.stderr.write('ifconfig: podtalk does not simulate changing interfaces\n')
      return 1
    }
    const wanted = words[0]
    const shown = wanted === undefined ? interfaces : interfaces.filter(({ name }) => name === wanted)
    if (shown.length === 0) {
      yield* process.stderr.write(
        busybox
          ? `ifconfig: ${wanted}: error fetching interface information: Device not found\n`
          : `${wanted}: error fetching interface information: Device not found\n`,
      )
      return 1
    }
    const sorted = [...shown].sort((a, b) => (a.name < b.name ? -1 : 1))
    for (const each of sorted) yield* process.stdout.write(busybox ? busyboxText(each) : netToolsText(each))
    return 0
  }

function masks({ address, prefix }: Interface): { netmask: string; broadcast: string } {
  const mask = prefix === 0 ? 0 : (0xffffffff << (32 - prefix)) >>> 0
  return { netmask: formatIPv4(mask), broadcast: formatIPv4((((parseIPv4(address) ?? 0) & mask) | ~mask) >>> 0) }
}

function busyboxText(each: Interface): string {
  const { netmask, broadcast } = masks(each)
  const loopback = each.name === 'lo'
  const lines = [
    loopback ? 'Link encap:Local Loopback  ' : `Link encap:Ethernet  HWaddr ${each.mac.toUpperCase()}  `,
    ...(each.address === ''
      ? []
      : [loopback ? `inet addr:${each.address}  Mask:${netmask}` : `inet addr:${each.address}  Bcast:${broadcast}  Mask:${netmask}`]),
    loopback ? 'inet6 addr: ::1/128 Scope:Host' : `inet6 addr: ${linkLocal(each.mac)}/64 Scope:Link`,
    loopback ? `UP LOOPBACK RUNNING  MTU:${each.mtu}  Metric:1` : `UP BROADCAST RUNNING MULTICAST  MTU:${each.mtu}  Metric:1`,
    'RX packets:0 errors:0 dropped:0 overruns:0 frame:0',
    'TX packets:0 errors:0 dropped:0 overruns:0 carrier:0',
    'collisions:0 txqueuelen:1000 ',
    'RX bytes:0 (0.0 B)  TX bytes:0 (0.0 B)',
  ]
  return `${each.name.padEnd(10)}${lines.join('\n          ')}\n\n`
}

function netToolsText(each: Interface): string {
  const { netmask, broadcast } = masks(each)
  const loopback = each.name === 'lo'
  const lines = [
    `flags=${loopback ? '73<UP,LOOPBACK,RUNNING>' : '4163<UP,BROADCAST,RUNNING,MULTICAST>'}  mtu ${each.mtu}`,
    ...(each.address === '' ? [] : [`inet ${each.address}  netmask ${netmask}${loopback ? '' : `  broadcast ${broadcast}`}`]),
    loopback ? 'inet6 ::1  prefixlen 128  scopeid 0x10<host>' : `inet6 ${linkLocal(each.mac)}  prefixlen 64  scopeid 0x20<link>`,
    loopback ? 'loop  txqueuelen 1000  (Local Loopback)' : `ether ${each.mac}  txqueuelen 1000  (Ethernet)`,
    'RX packets 0  bytes 0 (0.0 B)',
    'RX errors 0  dropped 0  overruns 0  frame 0',
    'TX packets 0  bytes 0 (0.0 B)',
    'TX errors 0  dropped 0 overruns 0  carrier 0  collisions 0',
  ]
  return `${each.name}: ${lines.join('\n        ')}\n\n`
}

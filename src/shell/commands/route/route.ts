import type { Program } from '../../../cluster/machine/machine.ts'
import { formatIPv4, parseCidr } from '../../../cluster/network/ip.ts'
import type { NetworkNamespace } from '../../../cluster/network/namespace.ts'

/** The routing table as `route -n` and `netstat -rn` print it. */
export function routeTable(net: NetworkNamespace, busybox: boolean, netstat: boolean): string {
  const tail = netstat ? '  MSS Window  irtt Iface' : 'Metric Ref    Use Iface'
  let out = `Kernel IP routing table\nDestination     Gateway         Genmask         Flags ${netstat && busybox ? '  MSS Window  irtt Iface' : tail}\n`
  for (const { destination, via, device } of net.routes) {
    const cidr = destination === 'default' ? { base: 0, prefix: 0 } : (parseCidr(destination) ?? { base: 0, prefix: 32 })
    const mask = cidr.prefix === 0 ? 0 : (0xffffffff << (32 - cidr.prefix)) >>> 0
    const flags = via === undefined ? 'U' : 'UG'
    const numbers = netstat ? '    0 0          0 ' : '0      0        0 '
    out += `${formatIPv4(cidr.base).padEnd(15)} ${(via ?? '0.0.0.0').padEnd(15)} ${formatIPv4(mask).padEnd(15)} ${flags.padEnd(5)} ${numbers}${device}\n`
  }
  return out
}

/** route: prints the table; changing it is not simulated. */
export const route = (busybox: boolean): Program =>
  function* (process) {
    const words = process.argv.slice(1).filter((arg) => !arg.startsWith('-'))
    if (words.length > 0) {
      yield* process.stderr.write(`route: podtalk does not simulate "route ${words.join(' ')}"\n`)
      return 1
    }
    yield* process.stdout.write(routeTable(process.machine.net, busybox, false))
    return 0
  }

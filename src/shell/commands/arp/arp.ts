import type { Program } from '../../../cluster/machine/machine.ts'
import { neighbours } from './neighbours.ts'

/** arp: the neighbours; changing them is not simulated. */
export const arp = (busybox: boolean): Program =>
  function* (process) {
    const args = process.argv.slice(1)
    if (args.some((arg) => /^-[sdf]/.test(arg))) {
      yield* process.stderr.write('arp: podtalk does not simulate changing the ARP cache\n')
      return 1
    }
    const known = neighbours(process.machine.net)
    const bsd = busybox || args.some((arg) => /^-\w*a/.test(arg))
    if (bsd) {
      for (const { address, mac, device } of known)
        yield* process.stdout.write(`? (${address}) at ${mac} [ether]${busybox ? ' ' : ''} on ${device}\n`)
      return 0
    }
    yield* process.stdout.write('Address                  HWtype  HWaddress           Flags Mask            Iface\n')
    for (const { address, mac, device } of known)
      yield* process.stdout.write(`${address.padEnd(24)} ether   ${mac.padEnd(19)} ${'C'.padEnd(21)} ${device}\n`)
    return 0
  }

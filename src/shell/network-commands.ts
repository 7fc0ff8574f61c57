import type { Flavour } from '../cluster/cluster.ts'
import type { Program } from '../cluster/machine/machine.ts'
import { curl } from './commands/curl/curl.ts'
import { dig } from './commands/dig/dig.ts'
import { getent } from './commands/getent/getent.ts'
import { host } from './commands/host/host.ts'
import { bindNslookup } from './commands/nslookup/bind.ts'
import { busyboxNslookup } from './commands/nslookup/busybox.ts'
import { busyboxWget } from './commands/wget/busybox.ts'
import { gnuWget } from './commands/wget/gnu.ts'

const bind = { dig, host, nslookup: bindNslookup }

/** The programs that reach into the network, by what a machine has installed. */
export const networkCommands: Record<Flavour, Record<string, Program>> = {
  busybox: { nslookup: busyboxNslookup, wget: busyboxWget },
  debian: { ...bind, curl, getent },
  node: { ...bind, curl, getent, wget: gnuWget },
  laptop: { ...bind, curl, getent, wget: gnuWget },
  scratch: {},
}

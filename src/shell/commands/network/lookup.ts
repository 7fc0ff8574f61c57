import type { Process } from '../../../cluster/machine/machine.ts'
import { type Lookup, lookupHost } from '../../../cluster/network/resolver.ts'
import type { Task } from '../../../sim/task.ts'

/** The address of a name for a program that wants one: its queries go into the trace of what is asked next. */
export function* addressFor(
  process: Process,
  name: string,
  target: string,
): Task<{ address: string; name: string } | Extract<Lookup, { failed: string }>> {
  const found = yield* lookupHost(process.machine, name, { program: process.argv[0] as string, target })
  return 'failed' in found ? found : { address: found.addresses[0] as string, name: found.name }
}

/** gai_strerror of a failed lookup. */
export function lookupError(failed: Extract<Lookup, { failed: string }>['failed']): string {
  if (failed === 'nxdomain') return 'Name or service not known'
  return failed === 'nodata' ? 'No address associated with hostname' : 'Temporary failure in name resolution'
}

/** strerror of a failed connection. */
export const CONNECT_ERROR: Record<string, string> = {
  refused: 'Connection refused',
  timeout: 'Connection timed out',
  unreachable: 'No route to host',
  reset: 'Connection reset by peer',
}

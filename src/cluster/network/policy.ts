import type { Stack } from './stack.ts'
import type { Hop, Protocol } from './trace.ts'

/** Says whether a packet may pass; writes down the policies that decided. */
export type PolicyCheck = (
  from: Stack,
  to: Stack,
  source: string,
  address: string,
  port: number,
  protocol: Protocol | 'ICMP',
  hops: Hop[],
) => boolean

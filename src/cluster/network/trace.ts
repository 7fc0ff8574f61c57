/** One thing that happened to a request on its way. Plain JSON: the map animates it, `podtalk trace` prints it, hints explain it. */
export type Hop =
  | {
      kind: 'query'
      name: string
      type: string
      server: string
      /** `UNREACHABLE`: the packet came back, nobody serves names there */
      rcode: 'NOERROR' | 'NXDOMAIN' | 'SERVFAIL' | 'REFUSED' | 'FORMERR' | 'NOTIMP' | 'TIMEOUT' | 'UNREACHABLE'
      answers: string[]
    }
  | { kind: 'address'; from: string; to: string; port: number; protocol: Protocol | 'ICMP' }
  | {
      kind: 'rule'
      /** which of kube-proxy's tables matched */
      via: 'clusterIP' | 'nodePort' | 'externalIP' | 'loadBalancer' | 'hostPort'
      service: string
      namespace: string
      portName: string
      port: number
      /** endpoints the rule could choose from, as `ip:port` */
      candidates: string[]
      chosen?: string
      /** why this one */
      reason: 'random' | 'affinity' | 'only' | 'none'
      /** why there was none to choose */
      missing?: NoEndpoints
    }
  | { kind: 'policy'; policy: string; namespace: string; direction: 'ingress' | 'egress'; allowed: boolean }
  | { kind: 'listener'; at: string; pod?: string; namespace?: string; port: number; found: boolean; boundTo?: string }
  | { kind: 'response'; protocol: 'HTTP' | 'TCP' | 'UDP' | 'ICMP'; status?: number; from?: string; problem?: 'no-tls' }

/**
 * Why a rule has no endpoint: no Pod has the selector's labels; the Service has no selector and nobody
 * wrote endpoints; Pods match and none is ready; none of them has the target port; none is on this node.
 */
export type NoEndpoints = 'no-pods' | 'no-selector' | 'not-ready' | 'no-such-port' | 'elsewhere'

export type Protocol = 'TCP' | 'UDP' | 'SCTP'

/** How an attempt ended. These are never confused: each has its own cause and its own words in every program. */
export type Outcome = 'connected' | 'refused' | 'timeout' | 'unreachable' | 'reset' | 'nxdomain' | 'noanswer'

/** One network attempt, from the process that made it to where it arrived or died. */
export interface Trace {
  id: number
  /** virtual time, ms */
  at: number
  /** the machine it left: `laptop`, `node/node-1`, `pod/<namespace>/<name>` */
  from: string
  program: string
  target: string
  hops: Hop[]
  outcome: Outcome
}

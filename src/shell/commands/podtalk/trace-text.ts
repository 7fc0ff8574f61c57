import { explainTrace, nameServerIsGone } from '../../../cluster/network/explain.ts'
import type { Hop, NoEndpoints, Trace } from '../../../cluster/network/trace.ts'

const OUTCOMES: Record<Trace['outcome'], string> = {
  connected: 'arrived',
  refused: 'refused: nobody takes connections there, and that came back at once',
  timeout: 'timed out: no answer came back',
  unreachable: 'no route to host: nobody has that address',
  reset: 'reset: the connection was broken off',
  nxdomain: 'no such name',
  noanswer: 'connected, but no answer came',
}

const VIA: Record<Extract<Hop, { kind: 'rule' }>['via'], string> = {
  clusterIP: 'ClusterIP',
  nodePort: 'NodePort',
  externalIP: 'external IP',
  loadBalancer: 'load balancer IP',
  hostPort: 'host port',
}

const MISSING: Record<NoEndpoints, string> = {
  'no-pods': 'no Pod has the labels that its selector asks for',
  'no-selector': 'it has no selector, and nobody wrote endpoints for it',
  'not-ready': 'Pods match its selector, but none is ready',
  'no-such-port': 'Pods match its selector, but none has its target port',
  elsewhere: 'its policy is Local, and none of its Pods is on this node',
}

const REASONS = { random: 'by chance', affinity: 'the client had it before', only: 'the only one', none: '' }

/** A trace as text: one line a hop, then how it ended. */
export function traceText(trace: Trace): string {
  const lines = [
    `${trace.target} from ${trace.from}`,
    ...trace.hops.map((hop) => `  ${hopText(hop)}`),
    `=> ${trace.outcome === 'noanswer' && nameServerIsGone(trace.hops) ? 'no name server answered' : OUTCOMES[trace.outcome]}`,
  ]
  const misconception = explainTrace(trace)
  if (misconception) lines.push(`   see: ${misconception}`)
  return `${lines.join('\n')}\n`
}

function hopText(hop: Hop): string {
  switch (hop.kind) {
    case 'query':
      return `name      ${hop.type.padEnd(5)} ${hop.name} @${hop.server}: ${hop.rcode}${hop.answers.length > 0 ? ` ${hop.answers.join(', ')}` : hop.rcode === 'NOERROR' ? ' (no records)' : ''}`
    case 'address':
      return `address   ${hop.from} -> ${hop.to}${hop.protocol === 'ICMP' ? ' ICMP echo' : `:${hop.port} ${hop.protocol}`}`
    case 'rule': {
      const what = `${VIA[hop.via]} of ${hop.namespace}/${hop.service}${hop.portName === '' ? '' : `:${hop.portName}`} port ${hop.port}`
      if (hop.chosen === undefined)
        return `rule      ${what}: no endpoints${hop.missing ? ` (${MISSING[hop.missing]})` : ' for this client'}`
      return `rule      ${what}: ${hop.chosen} (${REASONS[hop.reason]}${hop.candidates.length > 1 ? `, of ${hop.candidates.length}: ${shortened(hop.candidates)}` : ''})`
    }
    case 'policy':
      return `policy    ${hop.namespace}/${hop.policy} ${hop.direction}: ${hop.allowed ? 'allowed' : 'not allowed'}`
    case 'listener': {
      const who = hop.pod === undefined ? hop.at : `Pod ${hop.namespace}/${hop.pod} (${hop.at})`
      if (hop.found) return `listener  ${who} port ${hop.port}: found`
      return `listener  ${who} port ${hop.port}: nobody listens${hop.boundTo === undefined ? '' : ` (only on ${hop.boundTo}:${hop.port})`}`
    }
    case 'response':
      if (hop.problem === 'no-tls') return 'answer    the server does not speak TLS'
      return `answer    ${hop.protocol}${hop.status === undefined ? '' : ` ${hop.status}`}${hop.from === undefined ? '' : ` from ${hop.from}`}`
  }
}

function shortened(candidates: readonly string[]): string {
  return candidates.length <= 4 ? candidates.join(', ') : `${candidates.slice(0, 4).join(', ')}, …`
}

import type { Hop, Trace } from '../../cluster/network/trace.ts'
import { fill } from '../i18n/fill.ts'
import type { Texts } from '../i18n/index.ts'
import { reasonOf } from '../map/journey.ts'
import { texts } from '../workspace/store.ts'

/** A trace, hop by hop, in words. */
export function TraceSteps({ trace }: { trace: Trace }) {
  const words = texts.value
  return (
    <ol class={`trace ${trace.outcome === 'connected' ? 'alive' : 'dead'}`}>
      <li>
        <code>{trace.from}</code> → <code>{trace.target}</code>
      </li>
      {trace.hops.map((hop, index) => (
        <li key={index}>{hopText(hop, words)}</li>
      ))}
      <li class="end">{reasonOf(trace, words, { pods: [], services: [] })}</li>
    </ol>
  )
}

function hopText(hop: Hop, words: Texts): string {
  switch (hop.kind) {
    case 'query':
      return fill(words.hopQuery, { name: hop.name, type: hop.type, answer: hop.answers.join(', ') || hop.rcode })
    case 'address':
      return fill(words.hopAddress, { from: hop.from, to: hop.to, port: hop.port })
    case 'rule':
      return hop.chosen
        ? fill(words.hopRule, { service: `${hop.namespace}/${hop.service}`, count: hop.candidates.length, chosen: hop.chosen })
        : fill(words.hopRuleNone, { service: `${hop.namespace}/${hop.service}` })
    case 'policy':
      return fill(hop.allowed ? words.hopPolicyAllows : words.hopPolicyDenies, { policy: `${hop.namespace}/${hop.policy}` })
    case 'listener':
      return fill(hop.found ? words.hopListener : words.hopNoListener, { at: hop.pod ?? hop.at, port: hop.port })
    case 'response':
      return hop.status === undefined ? words.arrived : fill(words.arrivedStatus, { status: hop.status })
  }
}

import type { Hop, Trace } from '../../cluster/network/trace.ts'
import type { Check, Exercise, Language } from '../exercise.ts'
import type { CheckResult, Place } from '../report.ts'
import { sentence } from '../words.ts'
import { printable } from './escape.ts'

/** A check's result in words, of which none has a control character. */
export interface Explained {
  title: string
  maxPoints: number
  expected: string
  seen: string
  place: Place | undefined
  /** the request's way, one line a step; empty where there was none */
  way: readonly string[]
  /** the hint that fits best */
  hint: string | undefined
}

export function explain(result: CheckResult, exercise: Exercise | undefined, language: Language): Explained {
  const check: Check | undefined = exercise?.checks.find((each) => each.id === result.id)
  const hint = check?.hints.find((each) => each.id === result.hints[0])
  return {
    title: check?.title[language] || result.id,
    maxPoints: check?.points ?? result.points,
    expected: printable(sentence(result.expected, language)),
    seen: printable(sentence(result.seen, language)),
    place: result.place && { ...result.place, file: printable(result.place.file) },
    way: result.trace ? wayOf(result.trace) : [],
    hint: hint?.text[language].trim().replace(/\n\s*/g, language === 'en' ? ' ' : ''),
  }
}

/** `shop.yaml:5:3`, or nothing. */
export function placeText(place: Place | undefined): string {
  return place ? `${place.file}:${place.line}:${place.column}` : ''
}

function wayOf(trace: Trace): string[] {
  return [...trace.hops.map((hop) => printable(hopText(hop))), printable(trace.outcome)]
}

/** One step of a request's way; the words are the network's own, in every language. */
export function hopText(hop: Hop): string {
  switch (hop.kind) {
    case 'query':
      return `DNS ${hop.type} ${hop.name} @${hop.server} → ${hop.answers.join(', ') || hop.rcode}`
    case 'address':
      return `${hop.from} → ${hop.to}:${hop.port}/${hop.protocol}`
    case 'rule':
      return `${hop.via} ${hop.namespace}/${hop.service}:${hop.port} → ${hop.chosen ?? '(no endpoints)'}`
    case 'policy':
      return `NetworkPolicy ${hop.namespace}/${hop.policy}: ${hop.direction} ${hop.allowed ? 'allowed' : 'denied'}`
    case 'listener':
      return hop.found
        ? `listener ${hop.at}:${hop.port}${hop.pod ? ` in ${hop.pod}` : ''}`
        : `nobody listens on ${hop.at}:${hop.port}${hop.boundTo ? ` (bound to ${hop.boundTo})` : ''}`
    default:
      return `${hop.protocol} ${hop.status ?? ''}`.trim()
  }
}

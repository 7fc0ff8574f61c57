import { lookupHost } from '../../cluster/network/resolver.ts'
import type { Trace } from '../../cluster/network/trace.ts'
import type { CheckOf } from '../exercise.ts'
import { message } from '../report.ts'
import { standpoint } from '../standpoint.ts'
import { runTask } from './request.ts'
import type { CheckContext, Verdict } from './verdict.ts'

const LOOKUP_LIMIT = 60_000
const KINDS = { clusterIP: /^10\.(?:9[6-9]|10\d|11[01])\./, podIP: /^10\.244\./, any: /./ }

/** A name leads to an address of the right kind. */
export function resolves(context: CheckContext, check: CheckOf<'resolves'>): Verdict {
  const { addresses, from, trace } = lookUp(context, check.from, check.name)
  const expected = message('expected.resolves', { name: check.name, from: from ?? check.from })
  if (!from) return { pass: false, expected, seen: message('seen.noPlace', { from: check.from }) }
  if (addresses.length === 0) return { pass: false, expected, seen: message('seen.noAddress', { name: check.name }), trace }
  const pass = addresses.every((address) => KINDS[check.to ?? 'any'].test(address)) && addresses.length >= (check.addresses ?? 1)
  return { pass, expected, seen: message('seen.addresses', { name: check.name, addresses: addresses.join(', ') }) }
}

/** A name that must lead nowhere. */
export function notResolves(context: CheckContext, check: CheckOf<'notResolves'>): Verdict {
  const { addresses, from } = lookUp(context, check.from, check.name)
  const expected = message('expected.notResolves', { name: check.name, from: from ?? check.from })
  if (!from) return { pass: false, expected, seen: message('seen.noPlace', { from: check.from }) }
  if (addresses.length === 0) return { pass: true, expected, seen: message('seen.noAddress', { name: check.name }) }
  return { pass: false, expected, seen: message('seen.addresses', { name: check.name, addresses: addresses.join(', ') }) }
}

/** `trace`: each name that was asked for, when none of them had an address. */
function lookUp(
  { lab }: CheckContext,
  place: string,
  name: string,
): { addresses: readonly string[]; from: string | undefined; trace: Trace | undefined } {
  const from = standpoint(lab, place)
  if (!from) return { addresses: [], from: undefined, trace: undefined }
  let trace: Trace | undefined
  const stop = lab.cluster.onTrace((each) => {
    if (each.program === 'check') trace = each
  })
  const found = runTask(lab, lookupHost(from.machine, name, { program: 'check', target: name }), LOOKUP_LIMIT)
  stop()
  return { addresses: found && 'addresses' in found ? found.addresses : [], from: from.name, trace }
}

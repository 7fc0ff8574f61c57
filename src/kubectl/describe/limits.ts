import type { JsonObject } from '../../cluster/api/object.ts'
import type { Describer } from './describer.ts'
import { type Description, longTime } from './description.ts'
import { describeAnnotations, describeLabels, describeName } from './metadata.ts'

/** What each scope of a quota means, as kubectl explains it. */
const SCOPES: Record<string, string> = {
  Terminating:
    'Matches all pods that have an active deadline. These pods have a limited lifespan on a node before being actively terminated by the system.',
  NotTerminating:
    'Matches all pods that do not have an active deadline. These pods usually include long running pods whose container command is not expected to terminate.',
  BestEffort: 'Matches all pods that do not have resource requirements set. These pods have a best effort quality of service.',
  NotBestEffort:
    'Matches all pods that have at least one resource requirement set. These pods have a burstable or guaranteed quality of service.',
}

export const describeQuota: Describer = (_k, info, text) => {
  const { spec, status = {} } = info.object
  describeName(text, info.object)
  const scopes: string[] = [...(spec.scopes ?? [])].sort()
  if (scopes.length > 0) {
    text.field(0, 'Scopes', scopes.join(', '))
    for (const scope of scopes) if (SCOPES[scope]) text.line(0, ` * ${SCOPES[scope]}`)
  }
  text.line(0, 'Resource\tUsed\tHard')
  text.line(0, '--------\t----\t----')
  for (const name of Object.keys(status.hard ?? {}).sort()) text.line(0, `${name}\t${status.used?.[name] ?? '0'}\t${status.hard[name]}`)
}

const LIMIT_HEADERS = 'Type\tResource\tMin\tMax\tDefault Request\tDefault Limit\tMax Limit/Request Ratio'
const LIMIT_RULES = '----\t--------\t---\t---\t---------------\t-------------\t-----------------------'

/** One line for each resource that a LimitRange's entries name. */
function limitLines(spec: JsonObject): string[] {
  return (spec['limits'] ?? []).flatMap((item: JsonObject) => {
    const columns = ['min', 'max', 'defaultRequest', 'default', 'maxLimitRequestRatio'].map((key) => item[key] ?? {})
    const names = [...new Set(columns.flatMap((column) => Object.keys(column)))].sort()
    return names.map((name) => [item['type'], name, ...columns.map((column) => column[name] ?? '-')].join('\t'))
  })
}

export const describeLimitRange: Describer = (_k, info, text) => {
  describeName(text, info.object)
  text.line(0, LIMIT_HEADERS)
  text.line(0, LIMIT_RULES)
  for (const line of limitLines(info.object['spec'])) text.line(0, line)
}

export const describeNamespace: Describer = (k, info, text) => {
  const { metadata, status = {} } = info.object
  text.field(0, 'Name', metadata.name)
  describeLabels(text, info.object)
  describeAnnotations(text, info.object)
  text.field(0, 'Status', status.phase ?? '')
  if (status.conditions?.length) {
    text.line(0, 'Conditions:')
    text.line(1, 'Type\tStatus\tLastTransitionTime\tReason\tMessage')
    text.line(1, '----\t------\t------------------\t------\t-------')
    for (const { type, status: value, lastTransitionTime, reason, message } of status.conditions)
      text.line(1, `${type}\t${value}\t${longTime(lastTransitionTime)}\t${reason ?? ''}\t${message ?? ''}`)
  }
  const listed = (resource: string): JsonObject[] => {
    const mapping = k.mapper.find(resource)
    return mapping ? (k.client.list(mapping, info.name)['items'] as JsonObject[]) : []
  }
  text.line(0)
  quotaLines(text, listed('resourcequotas'))
  text.line(0)
  const limits = listed('limitranges')
  if (limits.length === 0) return text.line(0, 'No LimitRange resource.')
  text.line(0, 'Resource Limits')
  text.line(0, ` ${LIMIT_HEADERS}`)
  text.line(0, ` ${LIMIT_RULES}`)
  for (const { spec } of limits) for (const line of limitLines(spec)) text.line(0, ` ${line}`)
}

function quotaLines(text: Description, quotas: readonly JsonObject[]): void {
  if (quotas.length === 0) return text.line(0, 'No resource quota.')
  text.line(0, 'Resource Quotas')
  for (const { metadata, spec, status = {} } of quotas) {
    text.field(1, 'Name', metadata.name)
    const scopes: string[] = spec.scopes ?? []
    if (scopes.length > 0) {
      text.field(1, 'Scopes', scopes.join(', '))
      for (const scope of scopes) if (SCOPES[scope]) text.line(1, `* ${SCOPES[scope]}`)
    }
    text.line(1, 'Resource\tUsed\tHard')
    text.line(1, '--------\t---\t---')
    for (const name of Object.keys(status.hard ?? {}).sort()) text.line(1, `${name}\t${status.used?.[name] ?? '0'}\t${status.hard[name]}`)
  }
}

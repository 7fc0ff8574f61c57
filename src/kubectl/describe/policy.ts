import { formatLabelSelector } from '../../cluster/api/label-text.ts'
import type { Describer } from './describer.ts'
import { describeEvents } from './events.ts'
import { describeAnnotations, describeLabels, describeName } from './metadata.ts'
import { ruleCells, ruleRows } from './rules.ts'

export const describeDisruptionBudget: Describer = (k, info, text, withEvents) => {
  const { spec, status = {} } = info.object
  describeName(text, info.object)
  if (spec.minAvailable !== undefined) text.field(0, 'Min available', spec.minAvailable)
  else if (spec.maxUnavailable !== undefined) text.field(0, 'Max unavailable', spec.maxUnavailable)
  text.field(0, 'Selector', spec.selector ? formatLabelSelector(spec.selector) : '<unset>')
  text.line(0, 'Status:')
  text.field(2, 'Allowed disruptions', status.disruptionsAllowed ?? 0)
  text.field(2, 'Current', status.currentHealthy ?? 0)
  text.field(2, 'Desired', status.desiredHealthy ?? 0)
  text.field(2, 'Total', status.expectedPods ?? 0)
  if (withEvents) describeEvents(k, text, info)
}

export const describePriorityClass: Describer = (k, info, text, withEvents) => {
  const { metadata, value, globalDefault, preemptionPolicy, description } = info.object
  text.field(0, 'Name', metadata.name)
  text.field(0, 'Value', value)
  text.field(0, 'GlobalDefault', globalDefault === true)
  text.field(0, 'PreemptionPolicy', preemptionPolicy ?? '')
  text.field(0, 'Description', description ?? '')
  const annotations = Object.keys(metadata.annotations ?? {}).sort()
  text.field(0, 'Annotations', annotations.map((key) => `${key}=${metadata.annotations[key]}`).join(',') || '<none>')
  if (withEvents) describeEvents(k, text, info)
}

export const describeRole: Describer = (_k, info, text) => {
  const { metadata, rules } = info.object
  text.field(0, 'Name', metadata.name)
  describeLabels(text, info.object)
  describeAnnotations(text, info.object)
  text.line(0, 'PolicyRule:')
  text.line(1, 'Resources\tNon-Resource URLs\tResource Names\tVerbs')
  text.line(1, '---------\t-----------------\t--------------\t-----')
  for (const row of ruleRows(rules ?? [])) text.line(1, ruleCells(row).join('\t'))
}

export const describeRoleBinding: Describer = (_k, info, text) => {
  const { metadata, roleRef, subjects } = info.object
  text.field(0, 'Name', metadata.name)
  describeLabels(text, info.object)
  describeAnnotations(text, info.object)
  text.line(0, 'Role:')
  text.field(1, 'Kind', roleRef.kind)
  text.field(1, 'Name', roleRef.name)
  text.line(0, 'Subjects:')
  text.line(1, 'Kind\tName\tNamespace')
  text.line(1, '----\t----\t---------')
  for (const { kind, name, namespace } of subjects ?? []) text.line(1, `${kind}\t${name}\t${namespace ?? ''}`)
}

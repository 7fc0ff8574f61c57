import { canonicalQuantity, parseQuantity } from '../../../cluster/api/quantity.ts'
import { CommandError } from '../../errors.ts'
import { labelSelectorOf } from '../../selectors.ts'
import { generatorCommand } from './generator.ts'

export const createNamespace = generatorCommand({
  name: 'namespace',
  aliases: ['ns'],
  use: 'namespace NAME [--dry-run=server|client|none]',
  short: 'Create a namespace with the specified name',
  examples: "# A namespace of one's own\nkubectl create namespace shop",
  clusterScoped: true,
  build: (_, name) => ({ kind: 'Namespace', apiVersion: 'v1', metadata: { name }, spec: {}, status: {} }),
})

export const createServiceAccount = generatorCommand({
  name: 'serviceaccount',
  aliases: ['sa'],
  use: 'serviceaccount NAME [--dry-run=server|client|none]',
  short: 'Create a service account with the specified name',
  failure: 'failed to create serviceaccount: ',
  build: (_, name) => ({ kind: 'ServiceAccount', apiVersion: 'v1', metadata: { name } }),
})

export const createPriorityClass = generatorCommand({
  name: 'priorityclass',
  aliases: ['pc'],
  use: 'priorityclass NAME --value=VALUE --global-default=BOOL [--dry-run=server|client|none]',
  short: 'Create a priority class with the specified name',
  failure: 'failed to create priorityclass: ',
  clusterScoped: true,
  flags: `
--description string  When to use it.
--global-default bool  The class of Pods that name none.
--preemption-policy string=PreemptLowerPriority  PreemptLowerPriority or Never.
--value int32  The priority.
`,
  build: (k, name) => ({
    kind: 'PriorityClass',
    apiVersion: 'scheduling.k8s.io/v1',
    metadata: { name },
    value: k.int('value'),
    ...(k.bool('global-default') ? { globalDefault: true } : {}),
    ...(k.str('description') ? { description: k.str('description') } : {}),
    preemptionPolicy: k.str('preemption-policy'),
  }),
})

/** `cpu=1,pods=2` as a list of quantities. */
export function resourceList(text: string): Record<string, string> {
  const list: Record<string, string> = {}
  for (const part of text.split(',')) {
    const [name = '', value, more] = part.split('=')
    if (value === undefined || more !== undefined) throw new CommandError(`Invalid argument syntax ${part}, expected <resource>=<value>`)
    if (!parseQuantity(value))
      throw new CommandError("quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'")
    list[name] = canonicalQuantity(value)
  }
  return Object.fromEntries(Object.entries(list).sort(([a], [b]) => (a < b ? -1 : 1)))
}

export const createQuota = generatorCommand({
  name: 'quota',
  aliases: ['resourcequota'],
  use: 'quota NAME [--hard=key1=value1,key2=value2] [--scopes=Scope1,Scope2] [--dry-run=server|client|none]',
  short: 'Create a quota with the specified name',
  failure: 'failed to create quota: ',
  flags: `
--hard string  Limits, RESOURCE=AMOUNT,….
--scopes string  Which objects count, SCOPE,….
`,
  build: (k, name) => ({
    kind: 'ResourceQuota',
    apiVersion: 'v1',
    metadata: { name },
    spec: {
      ...(k.str('hard') ? { hard: resourceList(k.str('hard')) } : {}),
      ...(k.str('scopes') ? { scopes: k.str('scopes').split(',') } : {}),
    },
    status: {},
  }),
})

export const createPodDisruptionBudget = generatorCommand({
  name: 'poddisruptionbudget',
  aliases: ['pdb'],
  use: 'poddisruptionbudget NAME --selector=SELECTOR --min-available=N [--dry-run=server|client|none]',
  short: 'Create a pod disruption budget with the specified name',
  failure: 'failed to create poddisruptionbudgets: ',
  flags: `
--max-unavailable string  How many of the Pods may be missing, a number or a percentage.
--min-available string  How many of the Pods must stay, a number or a percentage.
--selector string  Labels of the Pods, KEY=VALUE,….
`,
  build: (k, name) => {
    const min = k.str('min-available')
    const max = k.str('max-unavailable')
    if (!k.str('selector')) throw new CommandError('a selector must be specified')
    if (!min && !max) throw new CommandError('one of min-available or max-unavailable must be specified')
    if (min && max) throw new CommandError('min-available and max-unavailable cannot be both specified')
    for (const [flag, value] of [
      ['min-available', min],
      ['max-unavailable', max],
    ])
      if (value && !/^\d+%?$/.test(value)) throw new CommandError(`invalid format specified for ${flag}`)
    return {
      kind: 'PodDisruptionBudget',
      apiVersion: 'policy/v1',
      metadata: { name },
      spec: {
        ...(min ? { minAvailable: numberOrText(min) } : {}),
        selector: labelSelectorOf(k.str('selector')),
        ...(max ? { maxUnavailable: numberOrText(max) } : {}),
      },
      status: { disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 },
    }
  },
})

/** Go's intstr.Parse. */
export const numberOrText = (text: string): number | string => (/^-?\d+$/.test(text) ? Number(text) : text)

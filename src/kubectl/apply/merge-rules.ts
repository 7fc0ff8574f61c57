import { ownValue } from '../../cluster/api/json.ts'
/** How the API says a field merges (x-kubernetes-patch-strategy and -merge-key). */
export interface MergeRule {
  /** elements of the list are matched by this key; '' for lists of plain values that are sets */
  key?: string
  retainKeys?: boolean
  /** replaced whole */
  replace?: boolean
}

const byKey = (key: string): MergeRule => ({ key })

/** By field name: in the built-in kinds it decides, but for a few that the parent's name decides. */
const RULES: Record<string, MergeRule> = {
  containers: byKey('name'),
  initContainers: byKey('name'),
  ephemeralContainers: byKey('name'),
  env: byKey('name'),
  volumes: { key: 'name', retainKeys: true },
  resourceClaims: { key: 'name', retainKeys: true },
  volumeMounts: byKey('mountPath'),
  volumeDevices: byKey('devicePath'),
  imagePullSecrets: byKey('name'),
  schedulingGates: byKey('name'),
  hostAliases: byKey('ip'),
  topologySpreadConstraints: byKey('topologyKey'),
  ownerReferences: byKey('uid'),
  podIPs: byKey('ip'),
  hostIPs: byKey('ip'),
  finalizers: byKey(''),
  podCIDRs: byKey(''),
  'spec.strategy': { retainKeys: true },
  'spec.ports': byKey('port'),
  'containers.ports': byKey('containerPort'),
  'initContainers.ports': byKey('containerPort'),
  'ephemeralContainers.ports': byKey('containerPort'),
  'status.conditions': byKey('type'),
  'status.addresses': byKey('type'),
  '.secrets': byKey('name'),
}

/** The rule of `field` inside `parent` ('' for the object itself). */
export function mergeRule(parent: string, field: string): MergeRule | undefined {
  return RULES[`${parent}.${field}`] ?? ownValue(RULES, field)
}

import { ageOf } from '../../../api/duration.ts'
import type { KubeObject } from '../../../api/object.ts'
import type { Node } from '../../../api/types.ts'
import { equal } from '../../json.ts'
import type { Resource } from '../../resource.ts'
import { ANNOUNCED } from '../announced.ts'
import { columns, VERBS } from '../define.ts'
import { validateTaints } from '../pod-spec/scheduling.ts'
import { FieldErrors, root } from '../validation/errors.ts'
import { validateCidr } from '../validation/ip.ts'

const SPEC = root('spec')

const ROLE_PREFIX = 'node-role.kubernetes.io/'

export const nodes: Resource<Node & KubeObject> = {
  ...ANNOUNCED.nodes,
  verbs: VERBS,
  defaults(node) {
    node.spec ??= {}
    node.status ??= {}
    // The first of the list and the older single field are one value.
    const { spec } = node
    if (spec.podCIDR && spec.podCIDR !== spec.podCIDRs?.[0]) spec.podCIDRs = [spec.podCIDR]
    else if (!spec.podCIDR && spec.podCIDRs?.[0]) spec.podCIDR = spec.podCIDRs[0]
  },
  prepareForUpdate(node, old) {
    node.status = old.status
  },
  prepareForStatusUpdate(node, old) {
    node.spec = old.spec
  },
  validate(node) {
    const errors = new FieldErrors()
    validateNode(errors, node)
    return errors.list
  },
  validateUpdate(node, old) {
    const errors = new FieldErrors()
    if (node.spec === old.spec) return errors.list
    validateNode(errors, node)
    const { podCIDRs = [], providerID = '' } = old.spec ?? {}
    if (podCIDRs.length > 0 && !equal(node.spec?.podCIDRs ?? [], podCIDRs))
      errors.forbidden(SPEC, 'podCIDRs', 'node updates may not change podCIDR except from "" to valid')
    if (providerID !== '' && node.spec?.providerID !== providerID)
      errors.forbidden(SPEC, 'providerID', 'node updates may not change providerID except from "" to valid')
    return errors.list
  },
  columns: columns('Name|Status|Roles|Age|Version|+Internal-IP|+External-IP|+OS-Image|+Kernel-Version|+Container-Runtime'),
  cells(node, now) {
    const info = node.status?.nodeInfo
    return [
      node.metadata.name ?? '',
      statusText(node),
      rolesText(node),
      ageOf(node.metadata.creationTimestamp, now),
      info?.kubeletVersion ?? '',
      addressOf(node, 'InternalIP'),
      addressOf(node, 'ExternalIP'),
      info?.osImage || '<unknown>',
      info?.kernelVersion || '<unknown>',
      info?.containerRuntimeVersion || '<unknown>',
    ]
  },
  selectableFields: (node) => ({ 'spec.unschedulable': String(node.spec?.unschedulable ?? false) }),
}

function statusText({ spec, status }: Node): string {
  const ready = status?.conditions?.find((condition) => condition.type === 'Ready')
  const text = ready ? (ready.status === 'True' ? 'Ready' : 'NotReady') : 'Unknown'
  return spec?.unschedulable ? `${text},SchedulingDisabled` : text
}

function rolesText(node: Node): string {
  const roles = new Set<string>()
  for (const [key, value] of Object.entries(node.metadata?.labels ?? {})) {
    if (key.startsWith(ROLE_PREFIX)) {
      if (key.length > ROLE_PREFIX.length) roles.add(key.slice(ROLE_PREFIX.length))
    } else if (key === 'kubernetes.io/role' && value !== '') roles.add(value)
  }
  return roles.size === 0 ? '<none>' : [...roles].sort().join(',')
}

function addressOf(node: Node, type: string): string {
  return node.status?.addresses?.find((address) => address.type === type)?.address ?? '<none>'
}

function validateNode(errors: FieldErrors, { spec = {} }: Node): void {
  // The taints' place is named as it was when they were an annotation.
  validateTaints(errors, root('metadata'), spec.taints)
  const { podCIDRs = [] } = spec
  podCIDRs.forEach((cidr, i) => validateCidr(errors, SPEC, `podCIDRs[${i}]`, cidr))
}

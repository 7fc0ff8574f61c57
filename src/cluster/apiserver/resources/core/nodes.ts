import { equal } from '../../../api/json.ts'
import type { KubeObject } from '../../../api/object.ts'
import type { Node } from '../../../api/types.ts'
import type { ResourceRules } from '../../resource.ts'
import { ANNOUNCED } from '../announced.ts'
import { VERBS } from '../define.ts'
import { validateTaints } from '../pod-spec/tolerations.ts'
import { FieldErrors, root } from '../validation/errors.ts'
import { validateCidr } from '../validation/ip.ts'

const SPEC = root('spec')

export const nodes: ResourceRules<Node & KubeObject> = {
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
}

function validateNode(errors: FieldErrors, { spec = {} }: Node): void {
  // The taints' place is named as it was when they were an annotation.
  validateTaints(errors, root('metadata'), spec.taints)
  const { podCIDRs = [] } = spec
  podCIDRs.forEach((cidr, i) => validateCidr(errors, SPEC, `podCIDRs[${i}]`, cidr))
}

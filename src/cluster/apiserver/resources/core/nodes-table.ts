import { ageOf } from '../../../api/duration.ts'
import type { KubeObject } from '../../../api/object.ts'
import type { Node } from '../../../api/types.ts'
import type { ResourceTable } from '../../resource.ts'
import { columns } from '../define.ts'

export const nodesTable: ResourceTable<Node & KubeObject> = {
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

const ROLE_PREFIX = 'node-role.kubernetes.io/'

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

import type { JsonObject } from '../../cluster/api/object.ts'
import type { Describer } from './describer.ts'
import { type Description, longTime } from './description.ts'
import { describeEvents } from './events.ts'
import { describeAnnotations, describeLabels, describeName } from './metadata.ts'
import { volumeFields } from './volumes.ts'

const MODES: Record<string, string> = { ReadWriteOnce: 'RWO', ReadOnlyMany: 'ROX', ReadWriteMany: 'RWX', ReadWriteOncePod: 'RWOP' }
const modesText = (modes: readonly string[] | undefined): string => (modes ?? []).map((mode) => MODES[mode] ?? mode).join(',')
const finalizersText = ({ metadata }: JsonObject): string => `[${(metadata.finalizers ?? []).join(' ')}]`

export const describePersistentVolume: Describer = (k, info, text, withEvents) => {
  const { metadata, spec, status = {} } = info.object
  text.field(0, 'Name', metadata.name)
  describeLabels(text, info.object)
  describeAnnotations(text, info.object)
  text.field(0, 'Finalizers', finalizersText(info.object))
  text.field(0, 'StorageClass', spec.storageClassName ?? '')
  text.field(0, 'Status', metadata.deletionTimestamp ? 'Terminating' : (status.phase ?? ''))
  text.field(0, 'Claim', spec.claimRef ? `${spec.claimRef.namespace}/${spec.claimRef.name}` : '')
  text.field(0, 'Reclaim Policy', spec.persistentVolumeReclaimPolicy ?? '')
  text.field(0, 'Access Modes', modesText(spec.accessModes))
  if (spec.volumeMode) text.field(0, 'VolumeMode', spec.volumeMode)
  text.field(0, 'Capacity', spec.capacity?.storage ?? '')
  describeAffinity(text, spec.nodeAffinity?.required?.nodeSelectorTerms)
  text.field(0, 'Message', status.message ?? '')
  text.line(0, 'Source:')
  for (const [name, value] of volumeFields(spec)) text.field(2, name, value)
  if (withEvents) describeEvents(k, text, info)
}

function describeAffinity(text: Description, terms: readonly JsonObject[] | undefined): void {
  if (!terms?.length) return text.field(0, 'Node Affinity', '<none>')
  text.field(0, 'Node Affinity', '')
  text.field(1, 'Required Terms', '')
  terms.forEach(({ matchExpressions = [] }, index) => {
    const shown = matchExpressions.map(
      ({ key, operator, values }: JsonObject) => `${key} ${operator.toLowerCase()}${values?.length ? ` [${values.join(', ')}]` : ''}`,
    )
    text.line(2, `Term ${index}:\t${shown[0] ?? ''}`)
    for (const more of shown.slice(1)) text.line(2, `\t${more}`)
  })
}

export const describePersistentVolumeClaim: Describer = (k, info, text, withEvents) => {
  const { metadata, spec, status = {} } = info.object
  describeName(text, info.object)
  text.field(0, 'StorageClass', spec.storageClassName ?? '')
  text.field(0, 'Status', metadata.deletionTimestamp ? `Terminating (lasts ${longTime(metadata.deletionTimestamp)})` : (status.phase ?? ''))
  text.field(0, 'Volume', spec.volumeName ?? '')
  describeLabels(text, info.object)
  describeAnnotations(text, info.object)
  text.field(0, 'Finalizers', finalizersText(info.object))
  const bound = Boolean(spec.volumeName)
  text.field(0, 'Capacity', bound ? (status.capacity?.storage ?? '') : '')
  text.field(0, 'Access Modes', bound ? modesText(status.accessModes) : '')
  if (spec.volumeMode) text.field(0, 'VolumeMode', spec.volumeMode)
  const pods: JsonObject[] = k.client.list(k.mapper.resourceFor('pods'), info.namespace)['items']
  const users = pods.filter(({ spec: { volumes = [] } }) =>
    volumes.some((volume: JsonObject) => volume['persistentVolumeClaim']?.claimName === info.name),
  )
  users.forEach((pod, index) => text.line(0, `${index === 0 ? 'Used By:' : ''}\t${pod['metadata'].name}`))
  if (users.length === 0) text.field(0, 'Used By', '<none>')
  if (status.conditions?.length) {
    text.line(0, 'Conditions:')
    text.line(1, 'Type\tStatus\tLastProbeTime\tLastTransitionTime\tReason\tMessage')
    text.line(1, '----\t------\t-----------------\t------------------\t------\t-------')
    for (const { type, status: value, lastProbeTime, lastTransitionTime, reason, message } of status.conditions)
      text.line(1, `${type} \t${value} \t${longTime(lastProbeTime)} \t${longTime(lastTransitionTime)} \t${reason ?? ''} \t${message ?? ''}`)
  }
  if (withEvents) describeEvents(k, text, info)
}

export const describeStorageClass: Describer = (k, info, text, withEvents) => {
  const { metadata, provisioner, parameters, allowVolumeExpansion, mountOptions, reclaimPolicy, volumeBindingMode } = info.object
  text.field(0, 'Name', metadata.name)
  text.field(0, 'IsDefaultClass', metadata.annotations?.['storageclass.kubernetes.io/is-default-class'] === 'true' ? 'Yes' : 'No')
  const annotations = Object.keys(metadata.annotations ?? {}).sort()
  text.field(0, 'Annotations', annotations.map((key) => `${key}=${metadata.annotations[key]}`).join(',') || '<none>')
  text.field(0, 'Provisioner', provisioner)
  const keys = Object.keys(parameters ?? {}).sort()
  text.field(0, 'Parameters', keys.map((key) => `${key}=${parameters[key]}`).join(',') || '<none>')
  text.field(0, 'AllowVolumeExpansion', allowVolumeExpansion === undefined ? '<unset>' : allowVolumeExpansion ? 'True' : 'False')
  text.field(0, 'MountOptions', mountOptions?.length ? '' : '<none>')
  for (const option of mountOptions ?? []) text.line(1, option)
  text.field(0, 'ReclaimPolicy', reclaimPolicy ?? '')
  text.field(0, 'VolumeBindingMode', volumeBindingMode ?? '')
  if (withEvents) describeEvents(k, text, info)
}

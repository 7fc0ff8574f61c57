import type { KubeObject } from '../../../api/object.ts'
import type { Pod } from '../../../api/types.ts'
import type { Resource } from '../../resource.ts'
import { VERBS } from '../define.ts'
import { defaultPodSpec } from '../pod-spec-defaults.ts'
import { podCells, podColumns } from './pods-table.ts'
import { qosClassOf } from './qos.ts'

type StoredPod = Pod & KubeObject

export const pods: Resource<StoredPod> = {
  group: '',
  version: 'v1',
  kind: 'Pod',
  plural: 'pods',
  singular: 'pod',
  shortNames: ['po'],
  categories: ['all'],
  namespaced: true,
  schema: 'io.k8s.api.core.v1.Pod',
  verbs: VERBS,
  subresources: ['attach', 'binding', 'ephemeralcontainers', 'eviction', 'exec', 'log', 'portforward', 'proxy', 'resize', 'status'],
  defaults(pod) {
    pod.spec ??= { containers: [] }
    pod.status ??= {}
    // What is limited and not requested is requested as much.
    for (const containers of [pod.spec.containers, pod.spec.initContainers]) {
      for (const { resources } of containers ?? []) {
        if (!resources?.limits) continue
        resources.requests = { ...resources.limits, ...resources.requests }
      }
    }
    pod.spec.enableServiceLinks ??= true
    defaultPodSpec(pod.spec)
  },
  prepareForCreate(pod) {
    pod.status = { phase: 'Pending', qosClass: qosClassOf(pod.spec) }
  },
  prepareForUpdate(pod, old) {
    pod.status = old.status
  },
  prepareForStatusUpdate(pod, old) {
    pod.spec = old.spec
    pod.metadata.deletionTimestamp = old.metadata.deletionTimestamp
    pod.metadata.ownerReferences = old.metadata.ownerReferences
  },
  columns: podColumns,
  cells: podCells,
  selectableFields: (pod) => ({
    'spec.nodeName': pod.spec?.nodeName ?? '',
    'spec.restartPolicy': pod.spec?.restartPolicy ?? '',
    'spec.schedulerName': pod.spec?.schedulerName ?? '',
    'spec.serviceAccountName': pod.spec?.serviceAccountName ?? '',
    'spec.hostNetwork': String(pod.spec?.hostNetwork ?? false),
    'status.phase': pod.status?.phase ?? '',
    'status.podIP': pod.status?.podIPs?.[0]?.ip ?? '',
    'status.nominatedNodeName': pod.status?.nominatedNodeName ?? '',
  }),
}

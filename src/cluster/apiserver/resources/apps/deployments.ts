import { ageOf } from '../../../api/duration.ts'
import type { KubeObject } from '../../../api/object.ts'
import type { Deployment } from '../../../api/types.ts'
import { equal } from '../../json.ts'
import type { Resource } from '../../resource.ts'
import { columns, VERBS } from '../define.ts'
import { defaultPodTemplate } from '../pod-spec-defaults.ts'
import { imagesOf, namesOf, selectorText } from '../table-text.ts'

export const deployments: Resource<Deployment & KubeObject> = {
  group: 'apps',
  version: 'v1',
  kind: 'Deployment',
  plural: 'deployments',
  singular: 'deployment',
  shortNames: ['deploy'],
  categories: ['all'],
  namespaced: true,
  schema: 'io.k8s.api.apps.v1.Deployment',
  verbs: VERBS,
  subresources: ['scale', 'status'],
  defaults(deployment) {
    deployment.spec ??= {} as NonNullable<Deployment['spec']>
    deployment.status ??= {}
    const spec = deployment.spec
    spec.template ??= {}
    defaultPodTemplate(spec.template)
    spec.replicas ??= 1
    spec.strategy ??= {}
    const strategy = spec.strategy
    strategy.type ||= 'RollingUpdate'
    if (strategy.type === 'RollingUpdate') {
      strategy.rollingUpdate ??= {}
      strategy.rollingUpdate.maxUnavailable ??= '25%'
      strategy.rollingUpdate.maxSurge ??= '25%'
    }
    spec.revisionHistoryLimit ??= 10
    spec.progressDeadlineSeconds ??= 600
  },
  prepareForCreate(deployment) {
    deployment.status = {}
    deployment.metadata.generation = 1
  },
  prepareForUpdate(deployment, old) {
    deployment.status = old.status
    // The annotations count too: they are passed on to the ReplicaSets.
    if (!equal(deployment.spec, old.spec) || !equal(deployment.metadata.annotations, old.metadata.annotations))
      deployment.metadata.generation = (old.metadata.generation ?? 0) + 1
  },
  prepareForStatusUpdate(deployment, old) {
    deployment.spec = old.spec
    deployment.metadata.labels = old.metadata.labels
  },
  columns: columns('Name|Ready|#Up-to-date|#Available|Age|+Containers|+Images|+Selector'),
  cells(deployment, now) {
    const { spec, status } = deployment
    const containers = spec?.template?.spec?.containers
    return [
      deployment.metadata.name ?? '',
      `${status?.readyReplicas ?? 0}/${spec?.replicas ?? 0}`,
      status?.updatedReplicas ?? 0,
      status?.availableReplicas ?? 0,
      ageOf(deployment.metadata.creationTimestamp, now),
      namesOf(containers),
      imagesOf(containers),
      selectorText(spec?.selector),
    ]
  },
  scale: { replicas: 'spec.replicas', selector: 'spec.selector', status: 'status.replicas' },
}

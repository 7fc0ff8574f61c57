import { equal } from '../../../api/json.ts'
import type { KubeObject } from '../../../api/object.ts'
import { rfc3339 } from '../../../api/time.ts'
import type { Pod, PodCondition, PodSpec } from '../../../api/types.ts'
import type { ResourceRules } from '../../resource.ts'
import { ANNOUNCED } from '../announced.ts'
import { VERBS } from '../define.ts'
import { SELDOM_RESOURCES } from '../later.ts'
import { defaultPodSpec } from '../pod-spec/defaults.ts'
import { validatePodStatusUpdate, validatePodUpdate } from '../pod-spec/update.ts'
import { validatePod } from '../pod-spec/validate.ts'
import { podWarnings } from '../pod-spec/warnings.ts'
import { FieldErrors, root } from '../validation/errors.ts'
import { qosClassOf } from './qos.ts'

const SPEC = root('spec')

type StoredPod = Pod & KubeObject

export const pods: ResourceRules<StoredPod> = {
  ...ANNOUNCED.pods,
  verbs: VERBS,
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
    if ((pod.spec.terminationGracePeriodSeconds ?? 0) < 0) pod.spec.terminationGracePeriodSeconds = 1
    if (pod.spec.hostNetwork)
      for (const containers of [pod.spec.containers, pod.spec.initContainers])
        for (const { ports } of containers ?? []) for (const port of ports ?? []) port.hostPort ||= port.containerPort
    defaultPodSpec(pod.spec)
  },
  prepareForCreate(pod, { now }) {
    pod.metadata.generation = 1
    pod.status = { phase: 'Pending', qosClass: qosClassOf(pod.spec) }
    if (pod.spec?.schedulingGates?.length) pod.status.conditions = [gated(rfc3339(now))]
  },
  prepareForUpdate(pod, old) {
    pod.status = old.status
    if (!equal(pod.spec, old.spec)) pod.metadata.generation = (old.metadata.generation ?? 0) + 1
  },
  prepareForStatusUpdate(pod, old) {
    pod.spec = old.spec
    pod.metadata.deletionTimestamp = old.metadata.deletionTimestamp
    pod.metadata.ownerReferences = old.metadata.ownerReferences
  },
  validate(pod) {
    const errors = new FieldErrors()
    validatePod(errors, pod.spec as PodSpec, pod.metadata)
    const { ephemeralContainers, nodeName, schedulingGates } = pod.spec as PodSpec
    if (ephemeralContainers?.length) errors.forbidden(SPEC, 'ephemeralContainers', 'cannot be set on create')
    if (nodeName && schedulingGates?.length) errors.forbidden(SPEC, 'nodeName', 'cannot be set until all schedulingGates have been cleared')
    return errors.list
  },
  validateUpdate(pod, old) {
    const errors = new FieldErrors()
    // The stored spec has been found good; only annotations can have changed then.
    if (pod.spec !== old.spec || pod.metadata.annotations !== old.metadata.annotations)
      validatePod(errors, pod.spec as PodSpec, pod.metadata)
    validatePodUpdate(errors, pod, old)
    return errors.list
  },
  validateStatusUpdate(pod, old) {
    const errors = new FieldErrors()
    validatePodStatusUpdate(errors, pod, old)
    return errors.list
  },
  // Updates of Pods come from the cluster's own parts: nobody would read a warning.
  warnings: (pod, old) => (old ? [] : podWarnings(pod.spec as PodSpec, pod.metadata)),
  subresourceRules: {
    ephemeralcontainers: (pod, old) => SELDOM_RESOURCES.value.validateEphemeralUpdate(pod, old),
    resize: (pod, old) => SELDOM_RESOURCES.value.validateResize(pod, old),
  },
}

function gated(now: string): PodCondition {
  return {
    type: 'PodScheduled',
    status: 'False',
    reason: 'SchedulingGated',
    message: 'Scheduling is blocked due to non-empty scheduling gates',
    lastProbeTime: null as never,
    lastTransitionTime: now,
  }
}

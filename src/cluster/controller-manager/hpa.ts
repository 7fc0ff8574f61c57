import { ownValue } from '../api/json.ts'
import { type KubeObject, keyOf, splitKey } from '../api/object.ts'
import { rfc3339 } from '../api/time.ts'
import type {
  HorizontalPodAutoscaler,
  HorizontalPodAutoscalerCondition,
  HorizontalPodAutoscalerSpec,
  HorizontalPodAutoscalerStatus,
  MetricSpec,
} from '../api/types.ts'
import { type ControllerContext, recorderFor } from './controller.ts'
import { semanticEqual } from './equal.ts'
import { type SyncResult, WorkQueue } from './work-queue.ts'

type AutoscalerObject = HorizontalPodAutoscaler & KubeObject & { spec: HorizontalPodAutoscalerSpec; status?: HorizontalPodAutoscalerStatus }

/** --horizontal-pod-autoscaler-sync-period */
const PERIOD = 15_000
const NO_METRICS =
  'unable to fetch metrics from resource metrics API: the server could not find the requested resource (get pods.metrics.k8s.io)'
const NO_CUSTOM = 'unable to fetch metrics from custom metrics API: no custom metrics API (custom.metrics.k8s.io) registered'
const NO_EXTERNAL = 'unable to fetch metrics from external metrics API: no external metrics API (external.metrics.k8s.io) registered'

/** What can be scaled, by kind. */
const TARGETS: Record<string, string> = {
  Deployment: 'deployments.apps',
  ReplicaSet: 'replicasets.apps',
  ReplicationController: 'replicationcontrollers',
  StatefulSet: 'statefulsets.apps',
}

/** A HorizontalPodAutoscaler in a cluster without metrics: it keeps the size within its limits and complains. */
export function startHorizontalPodAutoscaler(context: ControllerContext): void {
  const { clock, client, informers } = context
  const autoscalers = informers.for<AutoscalerObject>('horizontalpodautoscalers.autoscaling')
  const recorder = recorderFor(context, 'horizontal-pod-autoscaler')
  const queue = new WorkQueue(clock, sync)

  autoscalers.onChange((autoscaler, old) => {
    if (autoscaler?.spec === old?.spec) return
    const key = keyOf((autoscaler ?? old) as KubeObject)
    // Every request waits a whole period, and one that waits already stands for all.
    if (autoscaler) queue.addAfter(key, PERIOD)
    else queue.remind(key, undefined)
  })

  function sync(key: string): SyncResult {
    const { namespace, name } = splitKey(key)
    const autoscaler = autoscalers.get(namespace, name)
    if (!autoscaler) return
    const status: HorizontalPodAutoscalerStatus = { desiredReplicas: 0, ...autoscaler.status }
    reconcile(autoscaler, status)
    if (!semanticEqual(status, autoscaler.status))
      client.update('horizontalpodautoscalers.autoscaling', { ...autoscaler, status }, 'status')
    queue.remind(key, PERIOD)
  }

  function reconcile(autoscaler: AutoscalerObject, status: HorizontalPodAutoscalerStatus): void {
    const { scaleTargetRef, minReplicas = 1, maxReplicas } = autoscaler.spec
    const namespace = autoscaler.metadata.namespace ?? ''
    const known = ownValue(TARGETS, scaleTargetRef.kind)
    const resource = known ?? `${scaleTargetRef.kind.toLowerCase()}s`
    const target = informers.for(resource).get(namespace, scaleTargetRef.name)
    if (!target) {
      const message = known
        ? `${resource} "${scaleTargetRef.name}" not found`
        : `no matches for kind "${scaleTargetRef.kind}" in group "${scaleTargetRef.apiVersion?.split('/').slice(0, -1).join('') ?? ''}"`
      recorder.event(autoscaler, 'Warning', 'FailedGetScale', message)
      set(status, 'AbleToScale', 'False', 'FailedGetScale', `the HPA controller was unable to get the target's current scale: ${message}`)
      return
    }
    set(status, 'AbleToScale', 'True', 'SucceededGetScale', "the HPA controller was able to get the target's current scale")
    const replicas: number = target['spec'].replicas ?? 1
    status.currentReplicas = target['status']?.replicas ?? 0
    if (replicas === 0 && minReplicas !== 0) {
      status.desiredReplicas = 0
      set(status, 'ScalingActive', 'False', 'ScalingDisabled', 'scaling is disabled since the replica count of the target is zero')
      return
    }
    const wanted = replicas > maxReplicas ? maxReplicas : replicas < minReplicas ? minReplicas : undefined
    if (wanted === undefined) return complain(autoscaler, status)
    const result = client.update(
      resource,
      { kind: 'Scale', metadata: { name: scaleTargetRef.name, namespace }, spec: { replicas: wanted } },
      'scale',
    )
    const reason = `Current number of replicas ${wanted === maxReplicas ? 'above Spec.MaxReplicas' : 'below Spec.MinReplicas'}`
    if (!result.ok) {
      recorder.event(autoscaler, 'Warning', 'FailedRescale', `New size: ${wanted}; reason: ${reason}; error: ${result.status.message}`)
      set(
        status,
        'AbleToScale',
        'False',
        'FailedUpdateScale',
        `the HPA controller was unable to update the target scale: ${result.status.message}`,
      )
      return
    }
    recorder.event(autoscaler, 'Normal', 'SuccessfulRescale', `New size: ${wanted}; reason: ${reason}`)
    set(status, 'AbleToScale', 'True', 'SucceededRescale', `the HPA controller was able to update the target scale to ${wanted}`)
    status.desiredReplicas = wanted
    status.lastScaleTime = rfc3339(clock.now)
  }

  /** No metric can be had here: there is no metrics server. */
  function complain(autoscaler: AutoscalerObject, status: HorizontalPodAutoscalerStatus): void {
    const metrics = autoscaler.spec.metrics ?? []
    const first = metrics[0]
    if (!first) return
    const { reason, error, prefix } = failureOf(first)
    for (const metric of metrics) {
      const failure = failureOf(metric)
      recorder.event(autoscaler, 'Warning', failure.reason, failure.error)
    }
    set(status, 'ScalingActive', 'False', reason, `the HPA was unable to compute the replica count: ${error}`)
    const summary = `invalid metrics (${metrics.length} invalid out of ${metrics.length}), first error is: ${prefix}: ${error}`
    recorder.event(autoscaler, 'Warning', 'FailedComputeMetricsReplicas', summary)
  }

  function set(status: HorizontalPodAutoscalerStatus, type: string, state: string, reason: string, message: string): void {
    const before = status.conditions?.find((condition) => condition.type === type)
    const lastTransitionTime = before?.status === state ? before.lastTransitionTime : rfc3339(clock.now)
    const condition: HorizontalPodAutoscalerCondition = { type, status: state, reason, message, lastTransitionTime }
    const conditions = status.conditions ?? []
    status.conditions = before ? conditions.map((each) => (each === before ? condition : each)) : [...conditions, condition]
  }
}

function failureOf({ type, resource, containerResource, pods, object, external }: MetricSpec): {
  reason: string
  error: string
  prefix: string
} {
  switch (type) {
    case 'Resource':
    case 'ContainerResource': {
      const name = resource?.name ?? containerResource?.name ?? ''
      const what = resource?.target.type === 'AverageValue' ? `resource metric ${name}` : `metrics for resource ${name}`
      const goal = resource?.target.type === 'AverageValue' ? `${name} resource metric value` : `${name} utilization`
      const error = `failed to get ${goal}: unable to get ${what}: ${NO_METRICS}`
      const reason = type === 'Resource' ? 'FailedGetResourceMetric' : 'FailedGetContainerResourceMetric'
      return { reason, error, prefix: `failed to get ${name} ${type === 'Resource' ? 'resource' : 'container'} metric value` }
    }
    case 'Pods':
      return {
        reason: 'FailedGetPodsMetric',
        error: `unable to get metric ${pods?.metric.name}: ${NO_CUSTOM}`,
        prefix: 'failed to get pods metric value',
      }
    case 'Object':
      return {
        reason: 'FailedGetObjectMetric',
        error: `unable to get metric ${object?.metric.name}: ${NO_CUSTOM}`,
        prefix: 'failed to get object metric value',
      }
    default:
      return {
        reason: 'FailedGetExternalMetric',
        error: `unable to get external metric ${external?.metric.name}: ${NO_EXTERNAL}`,
        prefix: 'failed to get external metric value',
      }
  }
}

import { ageOf } from '../../../api/duration.ts'
import type { KubeObject } from '../../../api/object.ts'
import type { CrossVersionObjectReference, HorizontalPodAutoscaler, MetricSpec } from '../../../api/types.ts'
import type { Resource } from '../../resource.ts'
import { ANNOUNCED } from '../announced.ts'
import { horizontalpodautoscalers as current } from './horizontalpodautoscalers.ts'

/** autoscaling/v1 knows of the CPU's utilization only. */
interface OldAutoscaler extends KubeObject {
  spec?: {
    minReplicas?: number
    maxReplicas?: number
    scaleTargetRef?: CrossVersionObjectReference
    targetCPUUtilizationPercentage?: number
  }
  status?: {
    currentReplicas: number
    desiredReplicas: number
    currentCPUUtilizationPercentage?: number
    lastScaleTime?: string
    observedGeneration?: number
  }
}

type Autoscaler = HorizontalPodAutoscaler & KubeObject

export const horizontalpodautoscalersV1: Resource<OldAutoscaler> = {
  ...(current as Resource),
  ...ANNOUNCED.horizontalpodautoscalersV1,
  otherForm: { table: 'horizontalpodautoscalers.autoscaling', to: toCurrent, from: fromCurrent },
  defaults(autoscaler) {
    autoscaler.spec ??= {}
    autoscaler.spec.minReplicas ??= 1
    autoscaler.status ??= { currentReplicas: 0, desiredReplicas: 0 }
  },
  prepareForCreate(autoscaler) {
    autoscaler.status = { currentReplicas: 0, desiredReplicas: 0 }
  },
  validate: (autoscaler, context) => current.validate?.(toCurrent(autoscaler), context) ?? [],
  validateUpdate: (autoscaler, old, context) => current.validateUpdate?.(toCurrent(autoscaler), toCurrent(old), context) ?? [],
  validateStatusUpdate: (autoscaler, old) => current.validateStatusUpdate?.(toCurrent(autoscaler), toCurrent(old)) ?? [],
  cells: (autoscaler, now) => {
    const cells = current.cells(toCurrent(autoscaler), now)
    return [...cells.slice(0, -1), ageOf(autoscaler.metadata.creationTimestamp, now)]
  },
}

function toCurrent({ spec, status, ...rest }: OldAutoscaler): Autoscaler {
  const { targetCPUUtilizationPercentage: target, ...others } = spec ?? {}
  const { currentCPUUtilizationPercentage: measured, ...counts } = status ?? { desiredReplicas: 0 }
  const metrics: MetricSpec[] | undefined =
    target === undefined
      ? undefined
      : [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: target } } }]
  const currentMetrics =
    measured === undefined ? null : [{ type: 'Resource', resource: { name: 'cpu', current: { averageUtilization: measured } } }]
  return {
    ...rest,
    apiVersion: 'autoscaling/v2',
    spec: { ...others, ...(metrics && { metrics }) },
    status: { ...counts, currentMetrics },
  } as Autoscaler
}

function fromCurrent({ spec, status, ...rest }: Autoscaler): OldAutoscaler {
  const { metrics = [], behavior: _behavior, ...others } = spec ?? ({} as NonNullable<Autoscaler['spec']>)
  const target = metrics.find((metric) => metric.resource?.name === 'cpu')?.resource?.target.averageUtilization
  const measured = status?.currentMetrics?.find((metric) => metric.resource?.name === 'cpu')?.resource?.current.averageUtilization
  return {
    ...rest,
    apiVersion: 'autoscaling/v1',
    spec: { ...others, ...(target !== undefined && { targetCPUUtilizationPercentage: target }) },
    status: {
      currentReplicas: status?.currentReplicas ?? 0,
      desiredReplicas: status?.desiredReplicas ?? 0,
      ...(measured !== undefined && { currentCPUUtilizationPercentage: measured }),
      ...(status?.lastScaleTime !== undefined && { lastScaleTime: status.lastScaleTime }),
      ...(status?.observedGeneration !== undefined && { observedGeneration: status.observedGeneration }),
    },
  }
}

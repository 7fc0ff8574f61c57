import type { KubeObject } from '../../../api/object.ts'
import type { Service, ServiceSpec } from '../../../api/types.ts'
import type { ResourceRules } from '../../resource.ts'
import { ANNOUNCED } from '../announced.ts'
import { VERBS } from '../define.ts'
import { FieldErrors } from '../validation/errors.ts'
import { nameIsLabel } from '../validation/names.ts'
import {
  isExternallyAccessible,
  serviceWarnings,
  validateBalancerStatus,
  validateService,
  validateServiceTransition,
} from './services-validate.ts'

type StoredService = Service & KubeObject

export const services: ResourceRules<StoredService> = {
  ...ANNOUNCED.services,
  verbs: VERBS,
  defaults(service) {
    service.spec ??= {}
    service.status ??= {}
    service.status.loadBalancer ??= {}
    defaultServiceSpec(service.spec)
  },
  prepareForCreate(service) {
    service.status = { loadBalancer: {} }
  },
  // Addresses and what belongs to the type are prepared before they are allocated (services-prepare.ts).
  prepareForUpdate(service, old) {
    service.status = old.status
  },
  prepareForStatusUpdate(service, old) {
    service.spec = old.spec
  },
  // Service names have been DNS labels since 1.36; before, they could not begin with a digit.
  validateName: nameIsLabel,
  validate(service) {
    const errors = new FieldErrors()
    validateService(errors, service, undefined)
    return errors.list
  },
  validateUpdate(service, old) {
    const errors = new FieldErrors()
    if (service.spec === old.spec && service.metadata.annotations === old.metadata.annotations) return errors.list
    validateServiceTransition(errors, service.spec ?? {}, old.spec ?? {})
    validateService(errors, service, old)
    return errors.list
  },
  validateStatusUpdate(service) {
    const errors = new FieldErrors()
    validateBalancerStatus(errors, service)
    return errors.list
  },
  warnings: (service) => serviceWarnings(service),
}

function defaultServiceSpec(spec: ServiceSpec): void {
  spec.sessionAffinity ||= 'None'
  if (spec.sessionAffinity === 'None') delete spec.sessionAffinityConfig
  if (spec.sessionAffinity === 'ClientIP') {
    const config = spec.sessionAffinityConfig
    if (!config?.clientIP || config.clientIP.timeoutSeconds === undefined)
      spec.sessionAffinityConfig = { clientIP: { timeoutSeconds: 10800 } }
  }
  spec.type ||= 'ClusterIP'
  for (const port of spec.ports ?? []) {
    port.protocol ||= 'TCP'
    if (port.targetPort === undefined || port.targetPort === 0 || port.targetPort === '') port.targetPort = port.port
  }
  if (isExternallyAccessible(spec)) spec.externalTrafficPolicy ||= 'Cluster'
  if (spec.type === 'ClusterIP' || spec.type === 'NodePort' || spec.type === 'LoadBalancer') spec.internalTrafficPolicy ??= 'Cluster'
  if (spec.type === 'LoadBalancer') spec.allocateLoadBalancerNodePorts ??= true
}

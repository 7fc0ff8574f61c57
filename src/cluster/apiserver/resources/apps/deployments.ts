import { equal } from '../../../api/json.ts'
import type { KubeObject } from '../../../api/object.ts'
import type { Deployment, DeploymentSpec, DeploymentStrategy } from '../../../api/types.ts'
import type { ResourceRules } from '../../resource.ts'
import { ANNOUNCED } from '../announced.ts'
import { VERBS } from '../define.ts'
import { defaultPodTemplate } from '../pod-spec/defaults.ts'
import { templateWarnings } from '../pod-spec/warnings.ts'
import { child, FieldErrors, IMMUTABLE, type Path, root } from '../validation/errors.ts'
import {
  internalStrategy,
  intOrPercentValue,
  selectorIsUsable,
  validateAtMost100Percent,
  validateIntOrPercent,
  validateReplicaCounts,
  validateRequiredSelector,
  validateRunningTemplate,
  validateSelected,
} from '../workload.ts'

const SPEC = root('spec')

export const deployments: ResourceRules<Deployment & KubeObject> = {
  ...ANNOUNCED.deployments,
  verbs: VERBS,
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
  validate(deployment) {
    const errors = new FieldErrors()
    validateDeploymentSpec(errors, SPEC, deployment.spec as DeploymentSpec)
    return errors.list
  },
  validateUpdate(deployment, old) {
    const errors = new FieldErrors()
    if (deployment.spec !== old.spec) validateDeploymentSpec(errors, SPEC, deployment.spec as DeploymentSpec)
    if (!equal(deployment.spec?.selector, old.spec?.selector)) errors.invalid(SPEC, 'selector', deployment.spec?.selector, IMMUTABLE)
    return errors.list
  },
  validateStatusUpdate(deployment, old) {
    const errors = new FieldErrors()
    const path = root('status')
    validateReplicaCounts(errors, path, 'Deployment', deployment.status)
    if ((deployment.status?.collisionCount ?? 0) < (old.status?.collisionCount ?? 0))
      errors.invalid(path, 'collisionCount', deployment.status?.collisionCount ?? 0, 'cannot be decremented')
    return errors.list
  },
  warnings: (deployment, old) => templateWarnings('spec.template', deployment.spec?.template, deployment, old),
}

function validateDeploymentSpec(errors: FieldErrors, path: Path, spec: DeploymentSpec): void {
  errors.nonNegative(path, 'replicas', spec.replicas)
  validateRequiredSelector(errors, path, spec.selector, 'deployment')
  if (!selectorIsUsable(spec.selector)) errors.invalid(path, 'selector', spec.selector, 'invalid label selector')
  else {
    validateSelected(errors, path, spec.selector, spec.template)
    validateRunningTemplate(errors, path, spec.template, 'ReplicaSet')
  }
  validateStrategy(errors, path, spec.strategy ?? {})
  errors.nonNegative(path, 'minReadySeconds', spec.minReadySeconds)
  errors.nonNegative(path, 'revisionHistoryLimit', spec.revisionHistoryLimit)
  const deadline = spec.progressDeadlineSeconds
  errors.nonNegative(path, 'progressDeadlineSeconds', deadline)
  if (deadline !== undefined && deadline <= (spec.minReadySeconds ?? 0))
    errors.invalid(path, 'progressDeadlineSeconds', deadline, 'must be greater than minReadySeconds')
}

function validateStrategy(errors: FieldErrors, spec: Path, strategy: DeploymentStrategy): void {
  const rolling = strategy.rollingUpdate
  if (strategy.type === 'Recreate') {
    if (rolling) errors.forbidden(spec, 'strategy.rollingUpdate', "may not be specified when strategy `type` is 'Recreate'")
    return
  }
  if (strategy.type !== 'RollingUpdate')
    return errors.notSupported(spec, 'strategy', internalStrategy(strategy as object, ['MaxUnavailable', 'MaxSurge']), [
      'Recreate',
      'RollingUpdate',
    ])
  if (!rolling) return errors.required(spec, 'strategy.rollingUpdate', 'this should be defaulted and never be nil')
  const path = child(child(spec, 'strategy'), 'rollingUpdate')
  const { maxUnavailable = 0, maxSurge = 0 } = rolling
  validateIntOrPercent(errors, path, 'maxUnavailable', maxUnavailable)
  validateIntOrPercent(errors, path, 'maxSurge', maxSurge)
  if (intOrPercentValue(maxUnavailable) === 0 && intOrPercentValue(maxSurge) === 0)
    errors.invalid(path, 'maxUnavailable', maxUnavailable, 'may not be 0 when `maxSurge` is 0')
  validateAtMost100Percent(errors, path, 'maxUnavailable', maxUnavailable)
}

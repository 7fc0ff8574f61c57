import { ageOf } from '../../../api/duration.ts'
import { equal } from '../../../api/json.ts'
import { formatLabelSelector, formatLabels } from '../../../api/label-text.ts'
import type { KubeObject } from '../../../api/object.ts'
import type { DaemonSet, DaemonSetSpec, DaemonSetUpdateStrategy } from '../../../api/types.ts'
import type { Resource } from '../../resource.ts'
import { ANNOUNCED } from '../announced.ts'
import { columns, VERBS } from '../define.ts'
import { defaultPodTemplate } from '../pod-spec/defaults.ts'
import { templateWarnings } from '../pod-spec/warnings.ts'
import { imagesOf, namesOf } from '../table-text.ts'
import { child, FieldErrors, IMMUTABLE, type Path, root } from '../validation/errors.ts'
import { isEmptySelector, selectorAt } from '../validation/labels.ts'
import {
  internalStrategy,
  intOrPercentValue,
  selectorIsUsable,
  validateAtMost100Percent,
  validateIntOrPercent,
  validateRunningTemplate,
  validateSelected,
} from '../workload.ts'

const SPEC = root('spec')
/** How the generation of a DaemonSet's template is carried since its field was dropped. */
const TEMPLATE_GENERATION = 'deprecated.daemonset.template.generation'

export const daemonsets: Resource<DaemonSet & KubeObject> = {
  ...ANNOUNCED.daemonsets,
  verbs: VERBS,
  defaults(set) {
    set.spec ??= {} as DaemonSetSpec
    set.status ??= emptyStatus()
    const { spec } = set
    spec.template ??= {}
    defaultPodTemplate(spec.template)
    spec.updateStrategy ??= {}
    const strategy = spec.updateStrategy
    strategy.type ||= 'RollingUpdate'
    if (strategy.type === 'RollingUpdate') {
      strategy.rollingUpdate ??= {}
      strategy.rollingUpdate.maxUnavailable ??= 1
      strategy.rollingUpdate.maxSurge ??= 0
    }
    spec.revisionHistoryLimit ??= 10
  },
  prepareForCreate(set) {
    set.status = emptyStatus()
    set.metadata.generation = 1
    set.metadata.annotations = { ...set.metadata.annotations, [TEMPLATE_GENERATION]: '1' }
  },
  prepareForUpdate(set, old) {
    set.status = old.status
    const before = Number(old.metadata.annotations?.[TEMPLATE_GENERATION] ?? 0)
    const changed = !equal(set.spec?.template, old.spec?.template)
    if (set.spec !== old.spec || set.metadata.annotations !== old.metadata.annotations)
      set.metadata.annotations = { ...set.metadata.annotations, [TEMPLATE_GENERATION]: String(changed ? before + 1 : before) }
    if (changed || !equal(set.spec, old.spec)) set.metadata.generation = (old.metadata.generation ?? 0) + 1
  },
  prepareForStatusUpdate(set, old) {
    set.spec = old.spec
  },
  validate(set) {
    const errors = new FieldErrors()
    validateDaemonSetSpec(errors, SPEC, set.spec as DaemonSetSpec)
    return errors.list
  },
  validateUpdate(set, old) {
    const errors = new FieldErrors()
    if (set.spec !== old.spec) validateDaemonSetSpec(errors, SPEC, set.spec as DaemonSetSpec)
    if (!equal(set.spec?.selector, old.spec?.selector)) errors.invalid(SPEC, 'selector', set.spec?.selector, IMMUTABLE)
    return errors.list
  },
  validateStatusUpdate(set) {
    const errors = new FieldErrors()
    for (const [name, count] of Object.entries(set.status ?? {}))
      if (typeof count === 'number') errors.nonNegative(root('status'), name, count)
    return errors.list
  },
  warnings: (set, old) => templateWarnings('spec.template', set.spec?.template, set, old),
  columns: columns('Name|#Desired|#Current|#Ready|#Up-to-date|#Available|Node Selector|Age|+Containers|+Images|+Selector'),
  cells(set, now) {
    const { spec, status } = set
    const pod = spec?.template?.spec
    return [
      set.metadata.name ?? '',
      status?.desiredNumberScheduled ?? 0,
      status?.currentNumberScheduled ?? 0,
      status?.numberReady ?? 0,
      status?.updatedNumberScheduled ?? 0,
      status?.numberAvailable ?? 0,
      formatLabels(pod?.nodeSelector),
      ageOf(set.metadata.creationTimestamp, now),
      namesOf(pod?.containers),
      imagesOf(pod?.containers),
      formatLabelSelector(spec?.selector),
    ]
  },
}

function emptyStatus(): NonNullable<DaemonSet['status']> {
  return { currentNumberScheduled: 0, desiredNumberScheduled: 0, numberMisscheduled: 0, numberReady: 0 }
}

function validateDaemonSetSpec(errors: FieldErrors, path: Path, spec: DaemonSetSpec): void {
  selectorAt(errors, path, 'selector', spec.selector)
  if (selectorIsUsable(spec.selector)) validateSelected(errors, path, spec.selector, spec.template)
  if (spec.selector && isEmptySelector(spec.selector))
    errors.invalid(path, 'selector', spec.selector, 'empty selector is invalid for daemonset')
  validateRunningTemplate(errors, path, spec.template, 'DaemonSet')
  errors.nonNegative(path, 'minReadySeconds', spec.minReadySeconds)
  validateStrategy(errors, child(path, 'updateStrategy'), spec.updateStrategy ?? {})
  errors.nonNegative(path, 'revisionHistoryLimit', spec.revisionHistoryLimit)
}

function validateStrategy(errors: FieldErrors, path: Path, strategy: DaemonSetUpdateStrategy): void {
  const { type, rollingUpdate } = strategy
  if (type === 'OnDelete') return
  if (type !== 'RollingUpdate')
    return errors.notSupported(path, '', internalStrategy(strategy as object, ['MaxUnavailable', 'MaxSurge']), [
      'RollingUpdate',
      'OnDelete',
    ])
  if (!rollingUpdate) return errors.required(path, 'rollingUpdate')
  const at = child(path, 'rollingUpdate')
  const { maxUnavailable = 0, maxSurge = 0 } = rollingUpdate
  validateIntOrPercent(errors, at, 'maxUnavailable', maxUnavailable)
  validateIntOrPercent(errors, at, 'maxSurge', maxSurge)
  validateAtMost100Percent(errors, at, 'maxUnavailable', maxUnavailable)
  validateAtMost100Percent(errors, at, 'maxSurge', maxSurge)
  const unavailable = intOrPercentValue(maxUnavailable) !== 0
  const surge = intOrPercentValue(maxSurge) !== 0
  if (unavailable && surge) errors.invalid(at, 'maxSurge', maxSurge, 'may not be set when maxUnavailable is non-zero')
  else if (!unavailable && !surge) errors.required(at, 'maxUnavailable', 'cannot be 0 when maxSurge is 0')
}

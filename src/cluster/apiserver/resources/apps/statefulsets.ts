import { ageOf } from '../../../api/duration.ts'
import { equal } from '../../../api/json.ts'
import type { KubeObject } from '../../../api/object.ts'
import type { PodTemplateSpec, StatefulSet, StatefulSetSpec, Volume } from '../../../api/types.ts'
import type { Resource } from '../../resource.ts'
import { ANNOUNCED } from '../announced.ts'
import { claimWarnings } from '../core/claim-spec.ts'
import { columns, VERBS } from '../define.ts'
import { defaultPodTemplate } from '../pod-spec/defaults.ts'
import { templateWarnings } from '../pod-spec/warnings.ts'
import { imagesOf, namesOf } from '../table-text.ts'
import { child, FieldErrors, type Path, root } from '../validation/errors.ts'
import { labelFaults, nameIsLabel } from '../validation/names.ts'
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

export const statefulsets: Resource<StatefulSet & KubeObject> = {
  ...ANNOUNCED.statefulsets,
  verbs: VERBS,
  defaults(set) {
    set.spec ??= {} as StatefulSetSpec
    set.status ??= { replicas: 0 }
    set.status.availableReplicas ??= 0
    const { spec } = set
    spec.template ??= {}
    defaultPodTemplate(spec.template)
    spec.podManagementPolicy ||= 'OrderedReady'
    spec.updateStrategy ??= {}
    const strategy = spec.updateStrategy
    // What is left open altogether is filled in, a written type alone is not.
    if (!strategy.type) {
      strategy.type = 'RollingUpdate'
      strategy.rollingUpdate ??= {}
    }
    if (strategy.type === 'RollingUpdate' && strategy.rollingUpdate) strategy.rollingUpdate.partition ??= 0
    spec.serviceName ??= ''
    spec.persistentVolumeClaimRetentionPolicy ??= {}
    spec.persistentVolumeClaimRetentionPolicy.whenDeleted ||= 'Retain'
    spec.persistentVolumeClaimRetentionPolicy.whenScaled ||= 'Retain'
    spec.replicas ??= 1
    spec.revisionHistoryLimit ??= 10
    for (const claim of spec.volumeClaimTemplates ?? []) {
      claim.apiVersion ??= 'v1'
      claim.kind ??= 'PersistentVolumeClaim'
      claim.metadata ??= {}
      claim.spec ??= {}
      claim.spec.resources ??= {}
      claim.spec.volumeMode ??= 'Filesystem'
      claim.status ??= {}
      claim.status.phase ||= 'Pending'
    }
  },
  prepareForCreate(set) {
    set.status = { replicas: 0, availableReplicas: 0 }
    set.metadata.generation = 1
  },
  prepareForUpdate(set, old) {
    set.status = old.status
    if (!equal(set.spec, old.spec)) set.metadata.generation = (old.metadata.generation ?? 0) + 1
  },
  prepareForStatusUpdate(set, old) {
    set.spec = old.spec
  },
  // Its Pods' names are made of it, so it has to be a label.
  validateName: nameIsLabel,
  validate(set) {
    const errors = new FieldErrors()
    validateStatefulSetSpec(errors, SPEC, set.spec as StatefulSetSpec, true)
    return errors.list
  },
  validateUpdate(set, old) {
    const errors = new FieldErrors()
    if (set.spec === old.spec) return errors.list
    const spec = set.spec as StatefulSetSpec
    const before = old.spec as StatefulSetSpec
    validateStatefulSetSpec(errors, SPEC, spec, false)
    const { replicas, template, updateStrategy, minReadySeconds, ordinals, revisionHistoryLimit, persistentVolumeClaimRetentionPolicy } =
      before
    const kept = {
      ...spec,
      replicas,
      template,
      updateStrategy,
      minReadySeconds,
      ordinals,
      revisionHistoryLimit,
      persistentVolumeClaimRetentionPolicy,
    }
    if (!equal(kept, before))
      errors.forbidden(
        SPEC,
        '',
        "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden",
      )
    return errors.list
  },
  validateStatusUpdate(set) {
    const errors = new FieldErrors()
    validateReplicaCounts(errors, root('status'), 'StatefulSet', set.status)
    return errors.list
  },
  warnings(set, old) {
    const out = templateWarnings('spec.template', set.spec?.template, set, old)
    set.spec?.volumeClaimTemplates?.forEach((claim, i) => out.push(...claimWarnings(`spec.volumeClaimTemplates[${i}]`, claim.spec)))
    if ((set.spec?.revisionHistoryLimit ?? 0) < 0)
      out.push('spec.revisionHistoryLimit: a negative value retains all historical revisions; a value >= 0 is recommended')
    return out
  },
  columns: columns('Name|Ready|Age|+Containers|+Images'),
  cells(set, now) {
    const containers = set.spec?.template?.spec?.containers
    return [
      set.metadata.name ?? '',
      `${set.status?.readyReplicas ?? 0}/${set.spec?.replicas ?? 0}`,
      ageOf(set.metadata.creationTimestamp, now),
      namesOf(containers),
      imagesOf(containers),
    ]
  },
  scale: { replicas: 'spec.replicas', selector: 'spec.selector', status: 'status.replicas' },
}

const CLAIM_POLICIES = ['Retain', 'Delete']

function validateStatefulSetSpec(errors: FieldErrors, path: Path, spec: StatefulSetSpec, isNew: boolean): void {
  const management = spec.podManagementPolicy
  if (!management) errors.required(path, 'podManagementPolicy')
  else if (management !== 'OrderedReady' && management !== 'Parallel')
    errors.invalid(path, 'podManagementPolicy', management, "must be 'OrderedReady' or 'Parallel'")
  validateStrategy(errors, path, spec)
  const claims = spec.persistentVolumeClaimRetentionPolicy
  for (const when of ['whenDeleted', 'whenScaled'] as const) {
    const policy = claims?.[when] ?? ''
    if (claims && !CLAIM_POLICIES.includes(policy))
      errors.notSupported(path, `persistentVolumeClaimRetentionPolicy.${when}`, policy, CLAIM_POLICIES)
  }
  errors.nonNegative(path, 'replicas', spec.replicas)
  errors.nonNegative(path, 'minReadySeconds', spec.minReadySeconds)
  errors.nonNegative(path, 'ordinals.start', spec.ordinals?.start)
  if (isNew && spec.serviceName) errors.invalidAll(path, 'serviceName', spec.serviceName, labelFaults(spec.serviceName))
  validateRequiredSelector(errors, path, spec.selector, 'statefulset')
  if (!selectorIsUsable(spec.selector)) return errors.invalid(path, 'selector', spec.selector, '')
  validateSelected(errors, path, spec.selector, spec.template)
  validateRunningTemplate(errors, path, withClaims(spec), 'StatefulSet')
}

/** The template as its Pods will be: with a volume for each claim. */
function withClaims({ template, volumeClaimTemplates }: StatefulSetSpec): PodTemplateSpec {
  if (!volumeClaimTemplates?.length || !template.spec) return template
  const names = new Set(volumeClaimTemplates.map((claim) => claim.metadata?.name ?? ''))
  const own = (template.spec.volumes ?? []).filter((volume) => !names.has(volume.name))
  const claimed: Volume[] = [...names].map((name) => ({ name, persistentVolumeClaim: { claimName: name } }))
  return { ...template, spec: { ...template.spec, volumes: [...own, ...claimed] } }
}

function validateStrategy(errors: FieldErrors, spec: Path, { updateStrategy = {} }: StatefulSetSpec): void {
  const { type, rollingUpdate } = updateStrategy
  const path = child(spec, 'updateStrategy')
  if (!type) errors.required(path, '')
  else if (type === 'OnDelete') {
    if (rollingUpdate)
      errors.invalid(
        path,
        'rollingUpdate',
        internalStrategy({ rollingUpdate: { ...rollingUpdate } }, ['Partition', 'MaxUnavailable']).fields['RollingUpdate'],
        "only allowed for updateStrategy 'RollingUpdate'",
      )
  } else if (type !== 'RollingUpdate')
    errors.invalid(
      path,
      '',
      internalStrategy(updateStrategy as object, ['Partition', 'MaxUnavailable']),
      "must be 'RollingUpdate' or 'OnDelete'",
    )
  else if (rollingUpdate) {
    const at = child(path, 'rollingUpdate')
    errors.nonNegative(at, 'partition', rollingUpdate.partition)
    const most = rollingUpdate.maxUnavailable
    if (most === undefined) return
    validateIntOrPercent(errors, at, 'maxUnavailable', most)
    if (intOrPercentValue(most) === 0) errors.invalid(at, 'maxUnavailable', most, 'cannot be 0')
    validateAtMost100Percent(errors, at, 'maxUnavailable', most)
  }
}

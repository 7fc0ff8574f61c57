import { equal } from '../../../api/json.ts'
import type { Container, NodeAffinity, NodeSelectorTerm, PodSpec, Toleration } from '../../../api/types.ts'
import { child, type FieldErrors, inclusiveRange, item, root } from '../validation/errors.ts'
import { podSpecDiff } from './spec-diff.ts'
import { validateTolerations } from './tolerations.ts'

const SPEC = root('spec')
const MAX_INT32 = 2147483647
const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution'

const UPDATABLE =
  '`spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)'

/** What an update of a Pod's spec may change: images, deadlines, more tolerations, fewer gates. */
export function validateSpecUpdate(errors: FieldErrors, spec: PodSpec, before: PodSpec): void {
  for (const list of ['containers', 'initContainers'] as const) if (!sameContainers(errors, list, spec[list], before[list])) return

  const deadline = spec.activeDeadlineSeconds
  const oldDeadline = before.activeDeadlineSeconds
  if (deadline !== undefined) {
    if (deadline < 0 || deadline > MAX_INT32) return errors.invalid(SPEC, 'activeDeadlineSeconds', deadline, inclusiveRange(0, MAX_INT32))
    if (oldDeadline !== undefined && oldDeadline < deadline)
      return errors.invalid(SPEC, 'activeDeadlineSeconds', deadline, 'must be less than or equal to previous value')
  } else if (oldDeadline !== undefined)
    errors.invalid(SPEC, 'activeDeadlineSeconds', null, 'must not update from a positive integer to nil value')

  validateAddedTolerations(errors, spec.tolerations ?? [], before.tolerations ?? [])
  const oldGates = new Set((before.schedulingGates ?? []).map((gate) => gate.name))
  spec.schedulingGates?.forEach(({ name }, i) => {
    if (!oldGates.has(name))
      errors.forbidden(SPEC, `schedulingGates[${i}].name`, `only deletion is allowed, but found new scheduling gate '${name}'`)
  })
  const munged = withAllowedChangesUndone(errors, spec, before)
  if (equal(munged, before)) return
  errors.forbidden(SPEC, '', `pod updates may not change fields other than ${UPDATABLE}\n${podSpecDiff(before, munged)}`)
}

function sameContainers(
  errors: FieldErrors,
  list: 'containers' | 'initContainers',
  containers: readonly Container[] = [],
  old: readonly Container[] = [],
): boolean {
  if (containers.length !== old.length) {
    errors.forbidden(SPEC, list, 'pod updates may not add or remove containers')
    return false
  }
  containers.forEach(({ image = '' }, i) => {
    if (image === '') errors.required(item(SPEC, list, i), 'image')
    if (image !== image.trim()) errors.invalid(item(SPEC, list, i), 'image', image, 'must not have leading or trailing whitespace')
  })
  return true
}

/** The new spec with all that may change set back: what still differs may not. */
function withAllowedChangesUndone(errors: FieldErrors, spec: PodSpec, before: PodSpec): PodSpec {
  const images = (list: readonly Container[] | undefined, old: readonly Container[] | undefined): Container[] | undefined =>
    list?.map((container, i) => ({ ...container, image: old?.[i]?.image }) as Container)
  const munged: PodSpec = { ...spec, containers: images(spec.containers, before.containers) ?? [] }
  const keep = <K extends keyof PodSpec>(key: K, value: PodSpec[K] | undefined): void => {
    if (value === undefined) delete munged[key]
    else munged[key] = value
  }
  keep('initContainers', images(spec.initContainers, before.initContainers))
  keep('activeDeadlineSeconds', before.activeDeadlineSeconds)
  keep('schedulingGates', before.schedulingGates)
  keep('tolerations', before.tolerations)
  if ((before.terminationGracePeriodSeconds ?? 0) < 0 && munged.terminationGracePeriodSeconds === 1)
    keep('terminationGracePeriodSeconds', before.terminationGracePeriodSeconds)
  if (before.schedulingGates?.length) undoGatedChanges(errors, munged, before, keep)
  return munged
}

/** A Pod that waits at its gates may still be narrowed to fewer nodes. */
function undoGatedChanges(
  errors: FieldErrors,
  munged: PodSpec,
  before: PodSpec,
  keep: <K extends keyof PodSpec>(key: K, value: PodSpec[K] | undefined) => void,
): void {
  const selector = munged.nodeSelector ?? {}
  if (!equal(selector, before.nodeSelector ?? {})) {
    if (Object.entries(before.nodeSelector ?? {}).some(([key, value]) => selector[key] !== value))
      errors.invalid(SPEC, 'nodeSelector', selector, 'only additions to spec.nodeSelector are allowed (no mutations or deletions)')
    keep('nodeSelector', before.nodeSelector)
  }
  const affinity = munged.affinity?.nodeAffinity
  const oldAffinity = before.affinity?.nodeAffinity
  if (equal(affinity, oldAffinity)) return
  validateNodeAffinityMutation(errors, affinity, oldAffinity)
  const rest = { ...munged.affinity }
  delete rest.nodeAffinity
  if (oldAffinity) rest.nodeAffinity = oldAffinity
  keep('affinity', before.affinity === undefined && Object.keys(rest).length === 0 ? undefined : rest)
}

function validateNodeAffinityMutation(errors: FieldErrors, affinity: NodeAffinity | undefined, old: NodeAffinity | undefined): void {
  const before = old?.[REQUIRED]?.nodeSelectorTerms
  if (!before) return
  const terms = affinity?.[REQUIRED]?.nodeSelectorTerms ?? []
  const path = child(SPEC, `affinity.nodeAffinity.${REQUIRED}`)
  if (before.length > 0 && before.length !== terms.length)
    return errors.invalid(path, 'nodeSelectorTerms', terms, 'no additions/deletions to non-empty NodeSelectorTerms list are allowed')
  before.forEach((term, i) => {
    if (!onlyAdds(terms[i] ?? {}, term))
      errors.invalid(path, `nodeSelectorTerms[${i}]`, terms[i], 'only additions are allowed (no mutations or deletions)')
  })
}

function onlyAdds(term: NodeSelectorTerm, old: NodeSelectorTerm): boolean {
  if (!old.matchExpressions?.length && !old.matchFields?.length) return !term.matchExpressions?.length && !term.matchFields?.length
  return (['matchExpressions', 'matchFields'] as const).every((list) => {
    const count = old[list]?.length ?? 0
    return count === 0 || equal(term[list]?.slice(0, count), old[list])
  })
}

function validateAddedTolerations(errors: FieldErrors, tolerations: readonly Toleration[], old: readonly Toleration[]): void {
  const found = (one: Toleration): boolean =>
    tolerations.some((other) => equal({ ...one, tolerationSeconds: undefined }, { ...other, tolerationSeconds: undefined }))
  if (!old.every(found))
    return errors.forbidden(SPEC, 'tolerations', 'existing toleration can not be modified except its tolerationSeconds')
  if (tolerations !== old) validateTolerations(errors, SPEC, tolerations)
}

import { ageOf, humanDuration } from '../../../api/duration.ts'
import { equal } from '../../../api/json.ts'
import { labelMatcher } from '../../../api/label-selector.ts'
import { formatLabelSelector } from '../../../api/label-text.ts'
import type { KubeObject } from '../../../api/object.ts'
import type { Job, JobSpec, PodSpec, PodTemplateSpec } from '../../../api/types.ts'
import type { Resource } from '../../resource.ts'
import { ANNOUNCED } from '../announced.ts'
import { columns, VERBS } from '../define.ts'
import { internalPodSpec } from '../pod-spec/go-form.ts'
import { templateWarnings } from '../pod-spec/warnings.ts'
import { imagesOf, namesOf } from '../table-text.ts'
import { FieldErrors, GoStruct, IMMUTABLE, root } from '../validation/errors.ts'
import { selectorAt } from '../validation/labels.ts'
import { labelFaults } from '../validation/names.ts'
import { validateSelected } from '../workload.ts'
import { defaultJobSpec, defaultJobTemplate, validateJobSpec } from './job-spec.ts'

const SPEC = root('spec')
const UID_LABEL = 'batch.kubernetes.io/controller-uid'
const NAME_LABEL = 'batch.kubernetes.io/job-name'

export const jobs: Resource<Job & KubeObject> = {
  ...ANNOUNCED.jobs,
  verbs: VERBS,
  defaults(job) {
    job.spec ??= {} as JobSpec
    job.status ??= {}
    defaultJobSpec(job.spec)
    defaultJobTemplate(job.spec)
    takeLabels(job)
  },
  prepareForCreate(job) {
    job.status = {}
    job.metadata.generation = 1
    if (!job.spec?.manualSelector) generateSelector(job)
    takeLabels(job)
  },
  prepareForUpdate(job, old) {
    job.status = old.status
    if (!equal(job.spec, old.spec)) job.metadata.generation = (old.metadata.generation ?? 0) + 1
  },
  prepareForStatusUpdate(job, old) {
    job.spec = old.spec
  },
  validate(job) {
    const errors = new FieldErrors()
    validateGeneratedSelector(errors, job)
    const spec = job.spec as JobSpec
    validateWholeSpec(errors, spec)
    if (spec.completionMode === 'Indexed' && (spec.completions ?? 0) > 0) {
      const last = `${job.metadata.name}-${(spec.completions as number) - 1}`
      if (labelFaults(last).length > 0)
        errors.invalid(root('metadata'), 'name', job.metadata.name, `will not able to create pod with invalid DNS label: ${last}`)
    }
    return errors.list
  },
  validateUpdate(job, old) {
    const errors = new FieldErrors()
    if (job.spec === old.spec) return errors.list
    const spec = job.spec as JobSpec
    const before = old.spec as JobSpec
    validateWholeSpec(errors, spec)
    if (spec.completionMode !== 'Indexed') immutable(errors, 'completions', spec, before)
    else if (spec.completions !== undefined && spec.completions !== before.completions && spec.completions !== spec.parallelism)
      errors.invalid(SPEC, 'completions', spec.completions, 'can only be modified in tandem with spec.parallelism')
    immutable(errors, 'selector', spec, before)
    validateTemplateUpdate(errors, spec, before, old)
    for (const name of ['completionMode', 'podFailurePolicy', 'backoffLimitPerIndex', 'managedBy', 'successPolicy'] as const)
      immutable(errors, name, spec, before)
    return errors.list
  },
  warnings(job, old) {
    const out = templateWarnings('spec.template', job.spec?.template, job, old)
    if (!old && labelFaults(job.metadata.name ?? '').length > 0)
      out.push(
        `metadata.name: this is used in Pod names and hostnames, which can result in surprising behavior; a DNS label is recommended: [${labelFaults(job.metadata.name ?? '').join(' ')}]`,
      )
    return out
  },
  columns: columns('Name|Status|Completions|Duration|Age|+Containers|+Images|+Selector'),
  cells(job, now) {
    const { spec, status, metadata } = job
    const containers = spec?.template.spec?.containers
    return [
      metadata.name ?? '',
      statusText(job),
      completionsText(job),
      status?.startTime
        ? humanDuration((status.completionTime ? Date.parse(status.completionTime) : now) - Date.parse(status.startTime))
        : '',
      ageOf(metadata.creationTimestamp, now),
      namesOf(containers),
      imagesOf(containers),
      formatLabelSelector(spec?.selector),
    ]
  },
  selectableFields: (job) => ({ 'status.successful': String(job.status?.succeeded ?? 0) }),
}

/** A Job without labels takes those of its template. */
function takeLabels(job: Job & KubeObject): void {
  const labels = job.spec?.template.metadata?.labels
  if (labels && Object.keys(job.metadata.labels ?? {}).length === 0) job.metadata.labels = { ...labels }
}

/** The Job's own selector: its uid, in every Pod's labels. */
function generateSelector(job: Job & KubeObject): void {
  const spec = job.spec as JobSpec
  const uid = job.metadata.uid as string
  const name = job.metadata.name ?? ''
  const given = spec.template.metadata?.labels
  const labels = { ...given, 'controller-uid': uid, [UID_LABEL]: uid, 'job-name': name, [NAME_LABEL]: name }
  spec.template = { ...spec.template, metadata: { ...spec.template.metadata, labels } }
  spec.selector = {
    ...spec.selector,
    matchLabels: { ...spec.selector?.matchLabels, [UID_LABEL]: spec.selector?.matchLabels?.[UID_LABEL] ?? uid },
  }
}

function validateGeneratedSelector(errors: FieldErrors, job: Job & KubeObject): void {
  if (job.spec?.manualSelector || !job.spec?.selector) return
  const uid = job.metadata.uid as string
  const name = job.metadata.name ?? ''
  const expected = { 'controller-uid': uid, [UID_LABEL]: uid, 'job-name': name, [NAME_LABEL]: name }
  if (!labelMatcher(job.spec.selector)(expected)) errors.invalid(SPEC, 'selector', job.spec.selector, '`selector` not auto-generated')
}

function validateWholeSpec(errors: FieldErrors, spec: JobSpec): void {
  validateJobSpec(errors, SPEC, spec)
  if (!spec.selector) errors.required(SPEC, 'selector')
  else selectorAt(errors, SPEC, 'selector', spec.selector)
  validateSelected(errors, SPEC, spec.selector, spec.template)
}

function immutable(errors: FieldErrors, name: keyof JobSpec, spec: JobSpec, old: JobSpec): void {
  if (!equal(spec[name], old[name])) errors.invalid(SPEC, name, spec[name], IMMUTABLE)
}

/** While a Job is suspended its containers' resources may change, and where it may run; else nothing in its template. */
function validateTemplateUpdate(errors: FieldErrors, spec: JobSpec, before: JobSpec, old: Job): void {
  if (!before.suspend) {
    if (!equal(spec.template, before.template)) errors.invalid(SPEC, 'template', internalTemplate(spec.template), IMMUTABLE)
    return
  }
  const now = spec.template.spec as PodSpec
  const was = before.template.spec as PodSpec
  const neverStarted = old.status?.startTime === undefined
  const allowed: PodSpec = {
    ...was,
    containers:
      now.containers?.length === was.containers?.length
        ? was.containers.map((one, i) => withResources(one, now.containers[i]))
        : was.containers,
  }
  if (neverStarted) {
    for (const name of ['nodeSelector', 'tolerations', 'schedulingGates'] as const) Object.assign(allowed, { [name]: now[name] })
    const { nodeAffinity: _, ...rest } = was.affinity ?? {}
    const affinity = { ...rest, ...(now.affinity?.nodeAffinity ? { nodeAffinity: now.affinity.nodeAffinity } : {}) }
    Object.assign(allowed, { affinity: Object.keys(affinity).length > 0 || now.affinity ? affinity : undefined })
  }
  if (!equal(now, allowed)) errors.invalid(SPEC, 'template.spec', internalPodSpec(now), IMMUTABLE)
}

function withResources<T extends { name: string; resources?: unknown }>(old: T, now: T | undefined): T {
  return now && now.name === old.name ? { ...old, resources: now.resources } : old
}

function internalTemplate(template: PodTemplateSpec): GoStruct {
  const { name, generateName, namespace, labels, annotations, finalizers } = template.metadata ?? {}
  return new GoStruct({
    name,
    generateName,
    namespace,
    labels,
    annotations,
    finalizers,
    Spec: internalPodSpec(template.spec ?? { containers: [] }),
  })
}

function statusText(job: Job & KubeObject): string {
  const holds = (type: string): boolean => job.status?.conditions?.some((one) => one.type === type && one.status === 'True') ?? false
  if (holds('Complete')) return 'Complete'
  if (holds('Failed')) return 'Failed'
  if (job.metadata.deletionTimestamp) return 'Terminating'
  if (holds('Suspended')) return 'Suspended'
  if (holds('FailureTarget')) return 'FailureTarget'
  if (holds('SuccessCriteriaMet')) return 'SuccessCriteriaMet'
  return 'Running'
}

function completionsText({ spec, status }: Job): string {
  const succeeded = status?.succeeded ?? 0
  if (spec?.completions !== undefined) return `${succeeded}/${spec.completions}`
  const parallelism = spec?.parallelism ?? 0
  return parallelism > 1 ? `${succeeded}/1 of ${parallelism}` : `${succeeded}/1`
}

import { Lab } from '../lab/lab.ts'
import type { Exercise, Submission } from './exercise.ts'
import { handIn } from './grade.ts'

/** What the cluster makes by itself, or notes. */
const MADE = new Set(['Event', 'Lease', 'Endpoints', 'EndpointSlice', 'ReplicaSet', 'ControllerRevision'])
/** Fields that say when or by whom something was written, or that the cluster hands out. */
const PASSING = new Set(['uid', 'resourceVersion', 'creationTimestamp', 'managedFields', 'generation', 'status', 'clusterIP', 'clusterIPs'])
const NOTES = new Set(['kubectl.kubernetes.io/last-applied-configuration', 'deployment.kubernetes.io/revision'])

/**
 * What a submission makes of the cluster, as a text that is equal for clusters that differ in nothing
 * but spelling: a default written out, keys in another order, an object that was there already.
 */
export function outcomeOf(exercise: Exercise, submission: Submission, seed = '1'): string {
  const lab = Lab.open({ scenario: exercise.scenario, seed })
  const applied = handIn(lab, exercise, submission)
  const contents = lab.cluster
    .objects()
    .filter((object: any) => !object.metadata.ownerReferences && !(MADE.has(object.kind) && !object.metadata.annotations))
    .map((object) => JSON.stringify(object, essential))
  return JSON.stringify([contents.sort(), applied.refusals, submission.answers ?? {}])
}

function essential(_: string, value: unknown): unknown {
  if (typeof value === 'string') return value.replace(/^kube-api-access-\w{5}$/, 'kube-api-access')
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value
  const entries = Object.entries(value).filter(([key]) => !PASSING.has(key) && !NOTES.has(key))
  return Object.fromEntries(
    entries.filter(([key, each]) => !(key === 'annotations' && Object.keys(each).every((note) => NOTES.has(note)))).sort(),
  )
}

import { labelPairs, labelsInclude } from '../cluster/api/label-selector.ts'
import type { KubeObject } from '../cluster/api/object.ts'
import type { CheckContext } from './checks/verdict.ts'
import type { Station } from './exercise.ts'
import { isOwnProgram } from './listening.ts'
import { ownersOf } from './owner.ts'
import { labelOf } from './start.ts'
import type { Met } from './way.ts'

/** What of a check's surroundings tells whether a station is the right one. */
type Surroundings = Pick<CheckContext, 'lab' | 'start'>

/** Is it the way that an exercise wants? What the last Pod on it asks of itself is its own affair. */
export function isWanted(context: Surroundings, met: readonly Met[], wanted: readonly Station[]): boolean {
  const last = met[wanted.length - 1]?.pod
  return (
    wanted.every((station, index) => met[index] !== undefined && faultsOf(context, met[index], station).length === 0) &&
    met.slice(wanted.length).every(({ pod }) => pod !== undefined && pod.metadata.uid === last?.metadata.uid)
  )
}

/** In what a station is another than wanted, in the words that are shown beside it; empty words for what is shown anyway. */
function faultsOf(
  { lab, start }: Surroundings,
  met: Met,
  { pods, image, service, at, asked, owner, kept, probed, alone }: Station,
): string[] {
  const { pod } = met
  const faults: [boolean | undefined, string][] = [
    [pods !== undefined && !(pod && isOneOf(pod, pods)), ''],
    [image !== undefined && !isOwnProgram(met.container?.image, met.program, image), ''],
    [service !== undefined && !(met.service === service && (pods === undefined || met.selected)), ''],
    [at !== undefined && !(pod === undefined && met.at === at), ''],
    [asked !== undefined && !new RegExp(asked).test(met.asked), ''],
    [owner !== undefined && !(pod && ownersOf(lab, [pod], owner)[0] !== undefined), `no ${owner} looks after it`],
    [kept && !(pod && start().uids.get(labelOf(pod)) === pod.metadata.uid), 'not the one that was there at the start'],
    [probed && !met.container?.readinessProbe, 'its container has no readiness probe'],
    [alone && !met.alone, 'another program listens in its container'],
  ]
  return faults.flatMap(([wrong, words]) => (wrong ? [words] : []))
}

/** `<namespace>?<labels>` */
export function isOneOf({ metadata }: KubeObject, pods: string): boolean {
  const [namespace, labels = ''] = pods.split('?')
  return metadata.namespace === namespace && labelsInclude(metadata.labels, labelPairs(labels))
}

/** A way in a line: `Service default/backend → Pod default/backend-x (hello-backend:1.0)`; the rest where it is `wanted` and not so. */
export function shownWay(context: Surroundings, met: readonly Met[], wanted: readonly Station[]): string {
  return met
    .flatMap((each, index) => {
      const { at, service, selected, pod, container, program, asked } = each
      const faults = faultsOf(context, each, wanted[index] ?? {}).filter((words) => words !== '')
      return [
        ...(wanted[index]?.asked ? [asked] : []),
        ...(service ? [`Service ${service}${pod && !selected ? ' (without a selector for it)' : ''}`] : []),
        (pod ? `Pod ${pod.metadata.namespace}/${pod.metadata.name} (${container?.image ?? '?'}${program ? `, ${program}` : ''})` : at) +
          (faults.length > 0 ? ` (${faults.join(', ')})` : ''),
      ]
    })
    .join(' → ')
}

/** The same of what an exercise wants. */
export function wantedWay(wanted: readonly Station[]): string {
  return wanted
    .flatMap(({ pods, image, service, at, asked, owner, kept, probed, alone }) => {
      const notes = [
        image,
        owner && `of a ${owner}`,
        kept && 'the one that was there',
        probed && 'with a readiness probe',
        alone && 'alone in its container',
      ]
      const shown = notes.filter((note) => note !== undefined && note !== false)
      const words = ['Pod', pods, shown.length > 0 ? `(${shown.join(', ')})` : undefined].filter((word) => word !== undefined)
      return [
        ...(asked ? [asked] : []),
        ...(service ? [`Service ${service}`] : []),
        ...(words.length > 1 ? [words.join(' ')] : []),
        ...(at ? [at] : []),
      ]
    })
    .join(' → ')
}

import { labelPairs, labelsInclude } from '../../cluster/api/label-selector.ts'
import { isPodReady } from '../../cluster/controller-manager/pods.ts'

/**
 * Commands in lessons may name what only the learner's own cluster knows:
 * `[[pod-ip app=backend]]`, `[[pod app=backend]]`, `[[cluster-ip backend]]`, `[[node-port frontend]]`;
 * another namespace stands before the rest: `[[pod-ip np2/app=backend]]`.
 */
export type PlaceholderKind = 'pod' | 'pod-ip' | 'cluster-ip' | 'node-port'

export interface Placeholder {
  kind: PlaceholderKind
  namespace: string
  /** a label selector for Pods, a name for Services */
  of: string
}

export type Piece = string | Placeholder

const KINDS: readonly string[] = ['pod', 'pod-ip', 'cluster-ip', 'node-port'] satisfies PlaceholderKind[]

/** A command as its literal pieces and placeholders. */
export function pieces(command: string): Piece[] {
  return command.split(/(\[\[[a-z-]+ [^\]]+\]\])/).flatMap((part): Piece[] => {
    if (part === '') return []
    const found = /^\[\[([a-z-]+) (?:([^/\]]+)\/)?([^\]]+)\]\]$/.exec(part)
    if (!found || !KINDS.includes(found[1] as string)) return [part]
    return [{ kind: found[1] as PlaceholderKind, namespace: found[2] ?? 'default', of: found[3] as string }]
  })
}

interface Objects {
  for(resource: string): { list(namespace?: string): readonly any[]; get(namespace: string, name: string): any }
}

/** What a placeholder stands for in a cluster now; undefined while there is no such thing. */
export function resolve(placeholder: Placeholder, informers: Objects): string | undefined {
  const { kind, namespace, of } = placeholder
  if (kind === 'cluster-ip' || kind === 'node-port') {
    const spec = informers.for('services').get(namespace, of)?.spec
    const value = kind === 'cluster-ip' ? spec?.clusterIP : spec?.ports?.[0]?.nodePort
    return value === undefined ? undefined : String(value)
  }
  const pods = informers
    .for('pods')
    .list(namespace)
    .filter((pod) => !pod.metadata.deletionTimestamp && labelsInclude(pod.metadata.labels, labelPairs(of)))
  const pod = pods.find(isPodReady) ?? pods[0]
  return kind === 'pod' ? pod?.metadata.name : pod?.status?.podIP
}

/** The command with every placeholder filled in; undefined while one of them cannot be. */
export function fillPlaceholders(command: string, informers: Objects): string | undefined {
  let out = ''
  for (const piece of pieces(command)) {
    const text = typeof piece === 'string' ? piece : resolve(piece, informers)
    if (text === undefined) return undefined
    out += text
  }
  return out
}

import type { KubeObject } from '../cluster/api/object.ts'
import type { Container, Node, Pod } from '../cluster/api/types.ts'
import { imageNamed } from '../cluster/images/catalog.ts'
import { parseReference } from '../cluster/images/reference.ts'
import { basename } from '../cluster/machine/filesystem.ts'
import type { Lab } from '../lab/lab.ts'

/** Who listens at a port. */
export interface Listening {
  /** undefined: in a node's own network */
  container: Container | undefined
  /** what it is really called: undefined where another has taken its name */
  program: string | undefined
  /** no other program listens in that container */
  alone: boolean
}

const NOBODY: Listening = { container: undefined, program: undefined, alone: false }

/** The container behind a port of a Pod, and its program. */
export function whoListens(lab: Lab, pod: Pod & KubeObject, port: number): Listening {
  return listeningIn(lab, pod).find((each) => each.port === port) ?? NOBODY
}

/** Who listens in a node's own network: a program of the node, or of a Pod that shares it. */
export function whoListensOn(lab: Lab, node: string, port: number): Listening {
  const listener = lab.machine(node)?.net.listeners.find((each) => each.port === port)
  return { ...NOBODY, program: listener?.program }
}

/** `node/node-1`, of the node with that address. */
export function nodeAt(lab: Lab, address: string): string | undefined {
  const nodes = lab.cluster.informers.for<Node & KubeObject>('nodes').list()
  const found = nodes.find(({ status }) => status?.addresses?.some((each) => each.address === address))
  return found && `node/${found.metadata.name}`
}

/** Has the Pod a container of that image, in which the image's own program listens? */
export function servesAs(lab: Lab, pod: Pod & KubeObject, image: string): boolean {
  return listeningIn(lab, pod).some(({ container, program }) => isOwnProgram(container?.image, program, image))
}

/** Is it a program of the image itself that runs there, and not one that somebody started in it? */
export function isOwnProgram(image: string | undefined, program: string | undefined, wanted: string): boolean {
  if (image === undefined || !isSameImage(image, wanted)) return false
  const found = imageNamed(image)?.image
  return [...(found?.entrypoint ?? []), ...(found?.command ?? [])].some((word) => basename(word) === program)
}

function listeningIn(lab: Lab, pod: Pod & KubeObject): (Listening & { port: number })[] {
  const { namespace = '', name = '' } = pod.metadata
  return runningContainers(pod).flatMap((container) => {
    const machine = lab.cluster.container(namespace, name, container.name as string)
    const own = machine?.net.listeners.filter(({ owner }) => owner?.machine === machine) ?? []
    const processes = new Set(own.map(({ owner }) => owner?.pid))
    return own.map(({ port, program, owner }) => {
      const argv = machine?.processes.get(owner?.pid as number)?.argv
      return { container, port, program: basename(argv?.[0] ?? '') === program ? program : undefined, alone: processes.size === 1 }
    })
  })
}

/** The containers that go on running: those that begin first and stay among them. */
export function runningContainers({ spec }: Pod): Container[] {
  return [...(spec?.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always'), ...(spec?.containers ?? [])]
}

/** Do two names mean the same image, one with its registry and one without, perhaps? */
function isSameImage(one: string, other: string): boolean {
  const [a, b] = [parseReference(one), parseReference(other)]
  return typeof a !== 'string' && typeof b !== 'string' && a.repository === b.repository && a.tag === b.tag
}

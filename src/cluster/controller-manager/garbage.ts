import type { KubeObject } from '../api/object.ts'
import type { OwnerReference } from '../api/types.ts'
import { nameOf } from '../apiserver/catalog.ts'
import { FOREGROUND, type Garbage, type Node, ORPHAN } from './garbagecollector.ts'
import type { SyncResult } from './work-queue.ts'

/** Does what an object's owners and finalizers ask for. */
export function collect(garbage: Garbage, uid: string): SyncResult {
  const node = garbage.nodes.get(uid)
  const object = node && garbage.informers.for(node.resource).get(node.namespace, node.name)
  if (!node || object?.metadata.uid !== uid) {
    garbage.nodes.delete(uid)
    return
  }
  const { deletionTimestamp, finalizers = [], ownerReferences = [] } = object.metadata
  if (deletionTimestamp) {
    if (finalizers.includes(ORPHAN)) return orphanDependents(garbage, node, object)
    if (finalizers.includes(FOREGROUND)) return awaitDependents(garbage, node, object)
    garbage.nodes.delete(uid)
    return
  }
  garbage.nodes.delete(uid)
  if (ownerReferences.length === 0) return
  return judge(garbage, node, object, ownerReferences)
}

/** Solid owners keep an object, dangling references are dropped, owners that wait for it are obeyed. */
function judge(garbage: Garbage, node: Node, object: KubeObject, references: readonly OwnerReference[]): SyncResult {
  const owners = references.map((reference) => ({ reference, owner: garbage.ownerOf(node, reference) }))
  const waits = (owner: KubeObject): boolean =>
    owner.metadata.deletionTimestamp !== undefined && (owner.metadata.finalizers?.includes(FOREGROUND) ?? false)
  const solid = owners.filter(({ owner }) => owner && !waits(owner))
  if (solid.length === owners.length) return
  if (solid.length > 0) return write(garbage, node, { ownerReferences: solid.map(({ reference }) => reference) })
  const wrong = references.find((reference) => isForeign(garbage, node, reference))
  if (wrong) {
    const owner = `${groupVersionKind(wrong)}, namespace: ${node.namespace}, name: ${wrong.name}, uid: ${wrong.uid}`
    garbage.recorder.event(
      object,
      'Warning',
      'OwnerRefInvalidNamespace',
      `ownerRef [${owner}] does not exist in namespace "${node.namespace}"`,
    )
  }
  const waiting = owners.some(({ owner }) => owner && waits(owner))
  const finalizers = object.metadata.finalizers ?? []
  const propagationPolicy = finalizers.includes(ORPHAN)
    ? 'Orphan'
    : finalizers.includes(FOREGROUND) || (waiting && garbage.graph().has(node.uid))
      ? 'Foreground'
      : 'Background'
  const result = garbage.client.delete(node.resource, node.namespace, node.name, { preconditions: { uid: node.uid }, propagationPolicy })
  return result.ok || result.code === 404 ? undefined : 'retry'
}

/** Does the reference name a namespaced owner that lives somewhere else (or nowhere)? */
function isForeign(garbage: Garbage, node: Node, reference: OwnerReference): boolean {
  const resource = garbage.resourceOf(reference)
  if (!resource?.namespaced) return false
  return garbage.informers
    .for(nameOf(resource))
    .list()
    .some((each) => each.metadata.uid === reference.uid && each.metadata.namespace !== node.namespace)
}

/** Foreground: the owner goes when no dependent that blocks it is left. */
function awaitDependents(garbage: Garbage, node: Node, object: KubeObject): SyncResult {
  const group = [...(garbage.graph().get(node.uid)?.values() ?? [])]
  const blocking = group.filter((dependent) =>
    references(garbage, dependent)?.some((each) => each.uid === node.uid && each.blockOwnerDeletion),
  )
  if (blocking.length === 0)
    return write(garbage, node, { finalizers: (object.metadata.finalizers ?? []).filter((finalizer) => finalizer !== FOREGROUND) })
  for (const dependent of group) garbage.enqueue(dependent)
  return
}

function orphanDependents(garbage: Garbage, node: Node, object: KubeObject): SyncResult {
  let ok = true
  for (const dependent of [...(garbage.graph().get(node.uid)?.values() ?? [])]) {
    const rest = references(garbage, dependent)?.filter((each) => each.uid !== node.uid) ?? []
    ok = write(garbage, dependent, { ownerReferences: rest }) === undefined && ok
  }
  if (!ok) return 'retry'
  return write(garbage, node, { finalizers: (object.metadata.finalizers ?? []).filter((finalizer) => finalizer !== ORPHAN) })
}

function references(garbage: Garbage, node: Node): readonly OwnerReference[] | undefined {
  return garbage.informers.for(node.resource).get(node.namespace, node.name)?.metadata.ownerReferences
}

function write(garbage: Garbage, node: Node, metadata: { ownerReferences?: OwnerReference[]; finalizers?: string[] }): SyncResult {
  const lists = Object.entries(metadata).map(([key, list]) => [key, list.length > 0 ? list : null])
  const patch = { metadata: { uid: node.uid, ...Object.fromEntries(lists) } }
  const result = garbage.client.patch(node.resource, node.namespace, node.name, patch, { type: 'merge' })
  return result.ok || result.code === 404 ? undefined : 'retry'
}

function groupVersionKind({ apiVersion, kind }: OwnerReference): string {
  return `${apiVersion}/${kind}`
}

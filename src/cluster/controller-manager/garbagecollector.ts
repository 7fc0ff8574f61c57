import type { KubeObject } from '../api/object.ts'
import type { OwnerReference } from '../api/types.ts'
import { nameOf } from '../apiserver/catalog.ts'
import type { Resource } from '../apiserver/resource.ts'
import type { ResourceName } from '../client/client.ts'
import { type ControllerContext, recorderFor } from './controller.ts'
import { type SyncResult, WorkQueue } from './work-queue.ts'

const FOREGROUND = 'foregroundDeletion'
const ORPHAN = 'orphan'

/** Where an object lives: enough to find it again. */
interface Node {
  resource: ResourceName
  namespace: string
  name: string
  uid: string
}

/**
 * Deletes what nobody owns any more: dependents of a deleted owner (background), of one that waits for them
 * (foreground), or sets them free (orphan). Dependents are kept by their owners' uids, so nothing is ever scanned.
 */
export function startGarbageCollector(context: ControllerContext, resources: readonly Resource[]): void {
  const { clock, client, informers } = context
  const recorder = recorderFor(context, 'garbage-collector-controller')
  const queue = new WorkQueue(clock, sync, { latency: 8 })
  /** objects by the uid of each owner they name, and by their own uid while they are of interest */
  const dependents = new Map<string, Map<string, Node>>()
  const nodes = new Map<string, Node>()
  const kinds = new Map<string, Resource>()
  for (const resource of resources) kinds.set(`${resource.group}/${resource.kind}`, resource)

  for (const resource of resources) {
    const name = nameOf(resource)
    // Events own nothing and are owned by nobody; they are the most numerous writes.
    if (resource.kind === 'Event' || !resource.verbs.includes('delete')) continue
    informers.for(name).onChange((object, old) => track(name, object, old))
  }

  function track(resource: ResourceName, object: KubeObject | undefined, old: KubeObject | undefined): void {
    const references = object?.metadata.ownerReferences
    const before = old?.metadata.ownerReferences
    const uid = (object ?? (old as KubeObject)).metadata.uid as string
    if (references !== before) {
      for (const reference of before ?? []) if (!references?.some((each) => each.uid === reference.uid)) unlink(reference.uid, uid)
      if (object && references?.length) link(resource, object, references)
    }
    if (!object) {
      nodes.delete(uid)
      // Owners that wait for this one, and dependents that now have no owner.
      for (const reference of before ?? []) {
        unlink(reference.uid, uid)
        if (nodes.has(reference.uid)) queue.add(reference.uid)
      }
      for (const dependent of dependents.get(uid)?.values() ?? []) enqueue(dependent)
      return
    }
    const { deletionTimestamp, finalizers } = object.metadata
    if (deletionTimestamp && finalizers?.some((finalizer) => finalizer === FOREGROUND || finalizer === ORPHAN))
      enqueue(nodeOf(resource, object))
  }

  function link(resource: ResourceName, object: KubeObject, references: readonly OwnerReference[]): void {
    const node = nodeOf(resource, object)
    for (const { uid } of references) {
      let group = dependents.get(uid)
      if (!group) {
        group = new Map()
        dependents.set(uid, group)
      }
      group.set(node.uid, node)
    }
    if (!context.settled && references.some((reference) => !ownerOf(node, reference))) enqueue(node)
  }

  function unlink(owner: string, uid: string): void {
    const group = dependents.get(owner)
    group?.delete(uid)
    if (group?.size === 0) dependents.delete(owner)
  }

  function enqueue(node: Node): void {
    nodes.set(node.uid, node)
    queue.add(node.uid)
  }

  function resourceOf({ apiVersion, kind }: OwnerReference): Resource | undefined {
    const slash = apiVersion.indexOf('/')
    return kinds.get(`${slash < 0 ? '' : apiVersion.slice(0, slash)}/${kind}`)
  }

  /** The live object that a reference names; undefined when there is none with that uid. */
  function ownerOf(node: Node, reference: OwnerReference): KubeObject | undefined {
    const resource = resourceOf(reference)
    if (!resource) return undefined
    const owner = informers.for(nameOf(resource)).get(resource.namespaced ? node.namespace : '', reference.name)
    return owner?.metadata.uid === reference.uid ? owner : undefined
  }

  function sync(uid: string): SyncResult {
    const node = nodes.get(uid)
    const object = node && informers.for(node.resource).get(node.namespace, node.name)
    if (!node || object?.metadata.uid !== uid) {
      nodes.delete(uid)
      return
    }
    const { deletionTimestamp, finalizers = [], ownerReferences = [] } = object.metadata
    if (deletionTimestamp) {
      if (finalizers.includes(ORPHAN)) return orphanDependents(node, object)
      if (finalizers.includes(FOREGROUND)) return awaitDependents(node, object)
      nodes.delete(uid)
      return
    }
    nodes.delete(uid)
    if (ownerReferences.length === 0) return
    return judge(node, object, ownerReferences)
  }

  /** Solid owners keep an object, dangling references are dropped, owners that wait for it are obeyed. */
  function judge(node: Node, object: KubeObject, references: readonly OwnerReference[]): SyncResult {
    const owners = references.map((reference) => ({ reference, owner: ownerOf(node, reference) }))
    const waits = (owner: KubeObject): boolean =>
      owner.metadata.deletionTimestamp !== undefined && (owner.metadata.finalizers?.includes(FOREGROUND) ?? false)
    const solid = owners.filter(({ owner }) => owner && !waits(owner))
    if (solid.length === owners.length) return
    if (solid.length > 0) return write(node, { ownerReferences: solid.map(({ reference }) => reference) })
    const wrong = references.find((reference) => isForeign(node, reference))
    if (wrong) {
      const owner = `${groupVersionKind(wrong)}, namespace: ${node.namespace}, name: ${wrong.name}, uid: ${wrong.uid}`
      recorder.event(object, 'Warning', 'OwnerRefInvalidNamespace', `ownerRef [${owner}] does not exist in namespace "${node.namespace}"`)
    }
    const waiting = owners.some(({ owner }) => owner && waits(owner))
    const finalizers = object.metadata.finalizers ?? []
    const propagationPolicy = finalizers.includes(ORPHAN)
      ? 'Orphan'
      : finalizers.includes(FOREGROUND) || (waiting && dependents.has(node.uid))
        ? 'Foreground'
        : 'Background'
    const result = client.delete(node.resource, node.namespace, node.name, { preconditions: { uid: node.uid }, propagationPolicy })
    return result.ok || result.code === 404 ? undefined : 'retry'
  }

  /** Does the reference name a namespaced owner that lives somewhere else (or nowhere)? */
  function isForeign(node: Node, reference: OwnerReference): boolean {
    const resource = resourceOf(reference)
    if (!resource?.namespaced) return false
    return informers
      .for(nameOf(resource))
      .list()
      .some((each) => each.metadata.uid === reference.uid && each.metadata.namespace !== node.namespace)
  }

  /** Foreground: the owner goes when no dependent that blocks it is left. */
  function awaitDependents(node: Node, object: KubeObject): SyncResult {
    const group = [...(dependents.get(node.uid)?.values() ?? [])]
    const blocking = group.filter((dependent) => references(dependent)?.some((each) => each.uid === node.uid && each.blockOwnerDeletion))
    if (blocking.length === 0)
      return write(node, { finalizers: (object.metadata.finalizers ?? []).filter((finalizer) => finalizer !== FOREGROUND) })
    for (const dependent of group) enqueue(dependent)
    return
  }

  function orphanDependents(node: Node, object: KubeObject): SyncResult {
    let ok = true
    for (const dependent of [...(dependents.get(node.uid)?.values() ?? [])]) {
      const rest = references(dependent)?.filter((each) => each.uid !== node.uid) ?? []
      ok = write(dependent, { ownerReferences: rest }) === undefined && ok
    }
    if (!ok) return 'retry'
    return write(node, { finalizers: (object.metadata.finalizers ?? []).filter((finalizer) => finalizer !== ORPHAN) })
  }

  function references(node: Node): readonly OwnerReference[] | undefined {
    return informers.for(node.resource).get(node.namespace, node.name)?.metadata.ownerReferences
  }

  function write(node: Node, metadata: { ownerReferences?: OwnerReference[]; finalizers?: string[] }): SyncResult {
    const lists = Object.entries(metadata).map(([key, list]) => [key, list.length > 0 ? list : null])
    const patch = { metadata: { uid: node.uid, ...Object.fromEntries(lists) } }
    const result = client.patch(node.resource, node.namespace, node.name, patch, { type: 'merge' })
    return result.ok || result.code === 404 ? undefined : 'retry'
  }
}

function nodeOf(resource: ResourceName, { metadata }: KubeObject): Node {
  return { resource, namespace: metadata.namespace ?? '', name: metadata.name as string, uid: metadata.uid as string }
}

function groupVersionKind({ apiVersion, kind }: OwnerReference): string {
  return `${apiVersion}/${kind}`
}

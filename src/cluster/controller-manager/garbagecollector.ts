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

const kindsOf = new WeakMap<readonly Resource[], ReadonlyMap<string, Resource>>()

/** Resources by `group/kind`. */
function kindTable(resources: readonly Resource[]): ReadonlyMap<string, Resource> {
  const known = kindsOf.get(resources)
  if (known) return known
  const kinds = new Map(resources.map((resource) => [`${resource.group}/${resource.kind}`, resource]))
  kindsOf.set(resources, kinds)
  return kinds
}

/**
 * Deletes what nobody owns any more: dependents of a deleted owner (background), of one that waits for them
 * (foreground), or sets them free (orphan). Dependents are kept by their owners' uids, so nothing is scanned
 * but once: when something is deleted for the first time.
 */
export function startGarbageCollector(context: ControllerContext, resources: readonly Resource[]): void {
  const { clock, client, informers } = context
  const recorder = recorderFor(context, 'garbage-collector-controller')
  const queue = new WorkQueue(clock, sync, { latency: 8 })
  const kinds = kindTable(resources)
  /** objects by the uid of each owner they name; unknown until they are asked for */
  let dependents: Map<string, Map<string, Node>> | undefined
  /** objects that have to be looked at, by their own uid */
  const nodes = new Map<string, Node>()

  if (!context.settled) {
    for (const resource of resources)
      for (const object of informers.for(nameOf(resource)).list()) track(nameOf(resource), object, undefined)
  }
  // Events own nothing and are owned by nobody; they are the most numerous writes.
  informers.onAnyChange((resource, object, old) => {
    if (resource !== 'events') track(resource, object, old)
  })

  function graph(): Map<string, Map<string, Node>> {
    if (dependents) return dependents
    dependents = new Map()
    for (const resource of resources) {
      const name = nameOf(resource)
      if (name === 'events') continue
      for (const object of informers.for(name).list()) link(nodeOf(name, object), object.metadata.ownerReferences)
    }
    return dependents
  }

  function track(resource: ResourceName, object: KubeObject | undefined, old: KubeObject | undefined): void {
    const references = object?.metadata.ownerReferences
    const before = old?.metadata.ownerReferences
    if (!object) return forget(old as KubeObject)
    if (references !== before) {
      const node = nodeOf(resource, object)
      for (const reference of before ?? []) if (!references?.some((each) => each.uid === reference.uid)) unlink(reference.uid, node.uid)
      link(node, references)
      if (references?.some((reference) => !ownerOf(node, reference))) enqueue(node)
    }
    const { deletionTimestamp, finalizers } = object.metadata
    if (deletionTimestamp && finalizers?.some((finalizer) => finalizer === FOREGROUND || finalizer === ORPHAN))
      enqueue(nodeOf(resource, object))
  }

  /** An object is gone: its dependents have no owner now, and owners may have waited for it. */
  function forget({ metadata: { uid = '', ownerReferences } }: KubeObject): void {
    nodes.delete(uid)
    for (const reference of ownerReferences ?? []) {
      unlink(reference.uid, uid)
      if (nodes.has(reference.uid)) queue.add(reference.uid)
    }
    for (const dependent of graph().get(uid)?.values() ?? []) enqueue(dependent)
  }

  function link(node: Node, references: readonly OwnerReference[] | undefined): void {
    if (!dependents || !references) return
    for (const { uid } of references) {
      const group = dependents.get(uid)
      if (group) group.set(node.uid, node)
      else dependents.set(uid, new Map([[node.uid, node]]))
    }
  }

  function unlink(owner: string, uid: string): void {
    const group = dependents?.get(owner)
    group?.delete(uid)
    if (group?.size === 0) dependents?.delete(owner)
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
      : finalizers.includes(FOREGROUND) || (waiting && graph().has(node.uid))
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
    const group = [...(graph().get(node.uid)?.values() ?? [])]
    const blocking = group.filter((dependent) => references(dependent)?.some((each) => each.uid === node.uid && each.blockOwnerDeletion))
    if (blocking.length === 0)
      return write(node, { finalizers: (object.metadata.finalizers ?? []).filter((finalizer) => finalizer !== FOREGROUND) })
    for (const dependent of group) enqueue(dependent)
    return
  }

  function orphanDependents(node: Node, object: KubeObject): SyncResult {
    let ok = true
    for (const dependent of [...(graph().get(node.uid)?.values() ?? [])]) {
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

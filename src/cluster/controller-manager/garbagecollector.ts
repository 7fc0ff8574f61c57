import type { KubeObject } from '../api/object.ts'
import type { OwnerReference } from '../api/types.ts'
import { nameOf } from '../apiserver/catalog.ts'
import type { Resource } from '../apiserver/resource.ts'
import type { ResourceName } from '../client/client.ts'
import type { EventRecorder } from '../client/event-recorder.ts'
import { type ControllerContext, recorderFor } from './controller.ts'
import { CLEARING } from './later.ts'
import { WorkQueue } from './work-queue.ts'

export const FOREGROUND = 'foregroundDeletion'
export const ORPHAN = 'orphan'

/** Where an object lives: enough to find it again. */
export interface Node {
  resource: ResourceName
  namespace: string
  name: string
  uid: string
}

/** What the collector knows when it works on an object. */
export interface Garbage extends Pick<ControllerContext, 'client' | 'informers'> {
  readonly recorder: EventRecorder
  /** objects that have to be looked at, by their own uid */
  readonly nodes: Map<string, Node>
  /** objects by the uid of each owner they name */
  graph(): ReadonlyMap<string, ReadonlyMap<string, Node>>
  enqueue(node: Node): void
  resourceOf(reference: OwnerReference): Resource | undefined
  /** The live object that a reference names; undefined when there is none with that uid. */
  ownerOf(node: Node, reference: OwnerReference): KubeObject | undefined
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
  const queue = new WorkQueue(clock, (uid) => CLEARING.value.collect(garbage, uid), { latency: 8, code: CLEARING })
  const kinds = kindTable(resources)
  /** objects by the uid of each owner they name; unknown until they are asked for */
  let dependents: Map<string, Map<string, Node>> | undefined
  /** objects that have to be looked at, by their own uid */
  const nodes = new Map<string, Node>()

  const garbage: Garbage = { client, informers, recorder, nodes, graph, enqueue, resourceOf, ownerOf }

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

  function ownerOf(node: Node, reference: OwnerReference): KubeObject | undefined {
    const resource = resourceOf(reference)
    if (!resource) return undefined
    const owner = informers.for(nameOf(resource)).get(resource.namespaced ? node.namespace : '', reference.name)
    return owner?.metadata.uid === reference.uid ? owner : undefined
  }
}

function nodeOf(resource: ResourceName, { metadata }: KubeObject): Node {
  return { resource, namespace: metadata.namespace ?? '', name: metadata.name as string, uid: metadata.uid as string }
}

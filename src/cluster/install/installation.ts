import { Clock, LAB_START } from '../../sim/clock.ts'
import { Random } from '../../sim/random.ts'
import type { JsonObject } from '../api/object.ts'
import { rfc3339, rfc3339Micro } from '../api/time.ts'
import { nameOf } from '../apiserver/catalog.ts'
import { ADMIN } from '../apiserver/door.ts'
import { entriesOf } from '../apiserver/managed-fields/managed-fields.ts'
import { resources } from '../apiserver/resources/index.ts'
import type { ClusterOptions, NodeSpec } from '../cluster.ts'
import type { Stored, StoreSnapshot } from '../etcd/store.ts'
import { API_PORT, createStanding } from '../standing.ts'
import { nodeLease, nodeObject } from './node.ts'
import { NAMESPACES, systemObjects } from './system.ts'

/** How long before a lab opens its cluster was installed, ms: `AGE 20m`. */
const INSTALLED_BEFORE = 20 * 60_000
const LEASES = 'leases.coordination.k8s.io'

/** Runs the installation of a cluster, component by component as ever, and what follows until it has settled. */
export function install(nodes: readonly NodeSpec[], programs: ClusterOptions['programs']): StoreSnapshot {
  const clock = new Clock(LAB_START - INSTALLED_BEFORE)
  const random = new Random('installation')
  const standing = createStanding({ clock, random, nodes, programs })
  standing.rouse()
  const { server } = standing
  const client = server.client(ADMIN)
  const apiserver = server.client('kube-apiserver')
  const kubeadm = server.client('kubeadm')
  const kubelet = server.client('kubelet')
  const create = (resource: string, object: JsonObject, writer = apiserver): void => {
    const result = writer.create(resource, object)
    if (!result.ok) throw new Error(`installation: ${resource}: ${result.status.message}`)
  }
  for (const name of NAMESPACES) create('namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name } })
  nodes.forEach((spec, index) => {
    const identity = { machine: random.hex(32), boot: random.uuid(), system: random.uuid() }
    const node = nodeObject(spec, index === 0, rfc3339(clock.now), identity)
    create('nodes', node)
    const status = client.get('nodes', '', spec.name)
    if (status.ok) client.update('nodes', { ...status.object, status: node['status'] }, 'status')
  })
  const [first] = nodes
  const served = new Set(resources.map(({ plural, group }) => (group === '' ? plural : `${plural}.${group}`)))
  for (const [resource, object] of systemObjects({ address: first?.address ?? '', port: API_PORT }))
    if (served.has(resource)) create(resource, object, object['metadata'].namespace === 'kube-system' ? kubeadm : apiserver)
  for (const { name } of nodes) {
    const node = client.get('nodes', '', name)
    if (node.ok) create(LEASES, nodeLease(name, node.object.metadata.uid as string, clock.now), kubelet)
  }
  clock.advance(INSTALLED_BEFORE - 60_000)
  for (const { name } of nodes) {
    const lease = client.get(LEASES, 'kube-node-lease', name)
    if (lease.ok) kubelet.update(LEASES, { ...lease.object, spec: { ...lease.object['spec'], renewTime: rfc3339Micro(clock.now) } })
  }
  for (const event of server.informers.for('events').list())
    client.delete('events', event.metadata.namespace ?? '', event.metadata.name ?? '')
  return withoutHistory(server.snapshot())
}

/** Earlier states of objects are dropped: what is left is plain JSON. */
function withoutHistory({ revision, tables }: StoreSnapshot): StoreSnapshot {
  const settled = (name: string, { object, writers }: Stored): Stored => {
    const resource = resources.find((one) => nameOf(one) === name)
    return { object, writers: resource && writers ? { entries: entriesOf(resource, object, writers as never) } : writers }
  }
  return {
    revision,
    tables: new Map(
      [...tables].map(([name, namespaces]) => [
        name,
        new Map(
          [...namespaces].map(([namespace, objects]) => [
            namespace,
            new Map([...objects].map(([key, stored]) => [key, settled(name, stored)])),
          ]),
        ),
      ]),
    ),
  }
}

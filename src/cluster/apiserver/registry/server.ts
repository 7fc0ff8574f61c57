import type { Clock } from '../../../sim/clock.ts'
import type { Random } from '../../../sim/random.ts'
import type { KubeObject } from '../../api/object.ts'
import type { Store, Table } from '../../etcd/store.ts'
import type { ServiceAllocators } from '../allocators.ts'
import { type Catalog, nameOf } from '../catalog.ts'
import type { UserInfo } from '../door.ts'
import type { NodeProxy } from '../node-proxy.ts'
import type { Resource, RuleContext } from '../resource.ts'
import { inOtherForm } from './other-form.ts'

/** What the parts of the API server share. */
export interface Server {
  readonly clock: Clock
  readonly random: Random
  readonly store: Store
  readonly catalog: Catalog
  readonly rules: RuleContext
  /** made with the first write (`allocatorsOf`) */
  allocators: ServiceAllocators | undefined
  nodeProxy: NodeProxy | undefined
  /** the OpenAPI document of a path (`/openapi/v3/apis/apps/v1`): faces for real clients bring them along */
  readonly openapi: ((path: string) => unknown) | undefined
}

/** Who asks, and how: one request's circumstances. Warnings are collected in it. */
export interface Call {
  readonly user: UserInfo
  /** the field manager: `kubectl-client-side-apply`, `kube-controller-manager` */
  readonly manager: string
  readonly dryRun: boolean
  readonly warnings: string[]
  readonly subresource?: string | undefined
}

export function tableOf(server: Server, resource: Resource): Table {
  const { otherForm } = resource
  return otherForm ? inOtherForm(server.store.table(otherForm.table), otherForm) : server.store.table(nameOf(resource))
}

/** Every resource's rules may look at other objects. */
export function createRuleContext(clock: Clock, store: Store): RuleContext {
  return new StoredObjects(clock, store)
}

class StoredObjects implements RuleContext {
  readonly #clock: Clock
  readonly #store: Store

  constructor(clock: Clock, store: Store) {
    this.#clock = clock
    this.#store = store
  }

  get now(): number {
    return this.#clock.now
  }

  get(resource: string, namespace: string, name: string): KubeObject | undefined {
    return this.#store.table(resource).get(namespace, name)
  }

  list(resource: string, namespace?: string): readonly KubeObject[] {
    return this.#store.table(resource).list(namespace)
  }
}

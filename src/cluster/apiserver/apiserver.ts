import type { Clock } from '../../sim/clock.ts'
import type { Random } from '../../sim/random.ts'
import type { Client, Informers } from '../client/client.ts'
import { createDirectClient } from '../client/direct-client.ts'
import { createInformers } from '../client/informers.ts'
import { Store, type StoreSnapshot } from '../etcd/store.ts'
import { type Catalog, createCatalog } from './catalog.ts'
import { addComponentStatuses, componentStatuses } from './component-statuses.ts'
import { ADMIN, type Door, type UserInfo } from './door.ts'
import type { NodeProxy } from './node-proxy.ts'
import { createRuleContext, type Server } from './registry/server.ts'
import type { Resource } from './resource.ts'
import { REQUESTS } from './resources/later.ts'

export interface ApiServerOptions {
  clock: Clock
  random: Random
  resources: readonly Resource[]
  /** OpenAPI documents by path, for clients from outside */
  openapi?: (path: string) => unknown
  /** start with these contents (`snapshot()` of another server with the same resources) */
  snapshot?: StoreSnapshot
}

export interface ApiServer extends Door {
  /** A client with objects instead of bytes, as a component of the cluster (its name is the field manager) or as a user. */
  client(userOrComponent?: UserInfo | string): Client
  readonly informers: Informers
  /** The kubelets start after the server. */
  connectKubelets(proxy: NodeProxy): void
  /** All stored objects, cheap to take: they are shared. */
  snapshot(): StoreSnapshot
  readonly store: Store
}

const catalogs = new WeakMap<readonly Resource[], Catalog>()

/** Labs open by the thousand, with the same resources. */
function catalogOf(resources: readonly Resource[]): Catalog {
  let catalog = catalogs.get(resources)
  if (!catalog) {
    catalog = createCatalog([...resources, componentStatuses])
    catalogs.set(resources, catalog)
  }
  return catalog
}

export function createApiServer(options: ApiServerOptions): ApiServer {
  const { clock, random } = options
  const store = new Store(options.snapshot)
  addComponentStatuses(store)
  const server: Server = {
    clock,
    random,
    store,
    catalog: catalogOf(options.resources),
    rules: createRuleContext(clock, store),
    allocators: undefined,
    nodeProxy: undefined,
    openapi: options.openapi,
  }
  let made: Door | undefined
  const door = (): Door => (made ??= REQUESTS.value.createDoor(server))
  return {
    needs: (request) => door().needs(request),
    handle: (request) => door().handle(request),
    text: (body, indented) => door().text(body, indented),
    watch: (request, onEvent) => door().watch(request, onEvent),
    logs: (request) => door().logs(request),
    exec: (request, streams) => door().exec(request, streams),
    portForward: (request) => door().portForward(request),
    client: (userOrComponent = ADMIN) => createDirectClient(server, userOrComponent),
    informers: createInformers(store),
    connectKubelets(proxy) {
      server.nodeProxy = proxy
    },
    snapshot: () => store.snapshot(),
    store,
  }
}

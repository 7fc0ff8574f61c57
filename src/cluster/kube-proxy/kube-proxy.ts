import type { Clock, Timer } from '../../sim/clock.ts'
import type { Random } from '../../sim/random.ts'
import type { Task } from '../../sim/task.ts'
import { ownValue } from '../api/json.ts'
import { type KubeObject, keyOf } from '../api/object.ts'
import type { EndpointSlice } from '../api/types.ts'
import type { Informers } from '../client/client.ts'
import type { HttpRequest, HttpResponse, NetworkNamespace } from '../network/namespace.ts'
import type { Network } from '../network/network.ts'
import { serviceOf, slicesByService } from './endpoint-slices.ts'
import { isProxied, portRules, sharedRules } from './service-port.ts'
import { ServiceRules } from './service-rules.ts'

/** kubeadm's `minSyncPeriod`: rules are written at most once in so many ms. */
const MIN_SYNC_PERIOD = 1_000
/** What one run of iptables-restore takes, ms. */
const SYNC_TAKES = 30

export interface KubeProxyOptions {
  clock: Clock
  random: Random
  informers: Informers
  network: Network
  /** the node whose rules it keeps */
  node: string
  /** what is there already is in the rules from the start (a cluster that has been running) */
  settled?: boolean
}

export interface KubeProxy {
  readonly rules: ServiceRules
  stop(): void
}

/** kube-proxy of one node: Services and EndpointSlices become packet rules, Service by Service. */
export function startKubeProxy({ clock, random, informers, network, node, settled }: KubeProxyOptions): KubeProxy {
  const host = network.nodes.get(node)
  if (!host) throw new Error(`kube-proxy: no node "${node}"`)
  const rules = new ServiceRules(clock, random)
  host.rules.unshift(rules)
  serveOwnPages(clock, network.nodeNamespace(node))
  const services = informers.for('services')
  const slices = slicesByService(informers)
  const dirty = new Set<string>()
  let timer: Timer | undefined
  let lastSync = Number.NEGATIVE_INFINITY
  let starting = settled === true
  let stopped = false

  const sync = (): void => {
    timer = undefined
    lastSync = clock.now
    const zone = informers.for('nodes').get('', node)?.metadata.labels?.['topology.kubernetes.io/zone']
    for (const key of dirty) {
      const slash = key.indexOf('/')
      const service = services.get(key.slice(0, slash), key.slice(slash + 1))
      const make = starting ? sharedRules : portRules
      rules.replace(key, service && isProxied(service) ? make(service, slices.of(key), node, zone) : [])
    }
    dirty.clear()
  }
  const touch = (key: string): void => {
    if (stopped) return
    dirty.add(key)
    if (!starting) timer ??= clock.after(Math.max(SYNC_TAKES, lastSync + MIN_SYNC_PERIOD - clock.now), sync)
  }

  services.onChange((service, old) => {
    if (!service || !old || rulesDiffer(service, old)) touch(keyOf((service ?? old) as KubeObject))
  })
  slices.informer.onChange((slice, old) => {
    if (slice && old && sameEndpoints(slice, old)) return
    const now = slice && serviceOf(slice)
    const before = old && serviceOf(old)
    if (now) touch(now)
    if (before && before !== now) touch(before)
  })
  if (starting) {
    sync()
    lastSync = Number.NEGATIVE_INFINITY
    starting = false
  }
  return {
    rules,
    stop() {
      stopped = true
      clock.cancel(timer)
    },
  }
}

const TEXT = { 'content-type': 'text/plain; charset=utf-8' }

/** kube-proxy's own ports: its health for load balancers, and what it says of itself on the node alone. */
function serveOwnPages(clock: Clock, net: NetworkNamespace): void {
  const own = { program: 'kube-proxy' }
  const page = (pages: Record<string, () => string>) => ({
    *http({ path }: HttpRequest): Task<HttpResponse> {
      const body = ownValue(pages, path)?.()
      return body === undefined ? { status: 404, headers: TEXT, body: '404 page not found\n' } : { status: 200, headers: TEXT, body }
    },
  })
  const now = (): string => `${new Date(clock.now).toISOString().replace('T', ' ').slice(0, 19)} +0000 UTC`
  const healthy = (): string => `{"lastUpdated": "${now()}","currentTime": "${now()}", "nodeEligible": true}`
  net.listen({ port: 10256, ...own }, page({ '/healthz': healthy, '/livez': healthy }))
  net.listen({ port: 10249, address: '127.0.0.1', ...own }, page({ '/proxyMode': () => 'iptables', '/healthz': () => 'ok' }))
}

/** Objects are shared: what did not change is the same. */
function rulesDiffer(service: KubeObject, old: KubeObject): boolean {
  return service['spec'] !== old['spec'] || service['status'] !== old['status'] || service.metadata.labels !== old.metadata.labels
}

function sameEndpoints(slice: KubeObject, old: KubeObject): boolean {
  const [a, b] = [slice as unknown as EndpointSlice, old as unknown as EndpointSlice]
  return a.endpoints === b.endpoints && a.ports === b.ports && slice.metadata.labels === old.metadata.labels
}

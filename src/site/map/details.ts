import { podCells } from '../../cluster/apiserver/resources/core/pods-table.ts'
import { encodeYaml } from '../../kubectl/yaml/encode.ts'
import type { Lab } from '../../lab/lab.ts'
import { nodeOf, serviceOf } from './model.ts'

/** What the map knows of one thing. */
export interface Details {
  kind: 'Pod' | 'Service' | 'Node'
  namespace: string
  name: string
  /** pairs of a name that kubectl uses and a value */
  facts: readonly (readonly [string, string])[]
  yaml: string
  /** for nodes: does it run? */
  running?: boolean
  /** for nodes: does it take new Pods? */
  schedulable?: boolean
}

/** Details of what `pod/<namespace>/<name>`, `service/<namespace>/<name>` or `node/<name>` names; undefined when it has gone. */
export function detailsOf(lab: Lab, id: string): Details | undefined {
  const [kind, first = '', second = ''] = id.split('/')
  const { informers, clock } = lab.cluster
  if (kind === 'pod') {
    const pod: any = informers.for('pods').get(first, second)
    if (!pod) return undefined
    const [, ready, status, restarts, age, ip, node] = podCells(pod, clock.now).map(String)
    const labels = pairs(pod.metadata.labels)
    return about('Pod', pod, [
      ['STATUS', status ?? ''],
      ['READY', ready ?? ''],
      ['RESTARTS', restarts ?? ''],
      ['IP', ip ?? ''],
      ['NODE', node ?? ''],
      ['AGE', age ?? ''],
      ['LABELS', labels || '<none>'],
    ])
  }
  if (kind === 'service') {
    const object = informers.for('services').get(first, second)
    if (!object) return undefined
    const service = serviceOf(object, informers)
    return about('Service', object, [
      ['TYPE', service.type],
      ['CLUSTER-IP', service.clusterIP || '<none>'],
      ['PORT(S)', service.ports || '<none>'],
      ['SELECTOR', service.selector || '<none>'],
      ['ENDPOINTS', [...service.ready, ...service.notReady.map((address) => `${address} (not ready)`)].join(', ') || '<none>'],
    ])
  }
  const node = informers.for('nodes').get('', first)
  if (!node) return undefined
  const model = nodeOf(node)
  const pods = informers
    .for('pods')
    .list()
    .filter((pod) => pod['spec']?.nodeName === first)
  const details = about('Node', node, [
    ['STATUS', `${model.ready ? 'Ready' : 'NotReady'}${model.schedulable ? '' : ',SchedulingDisabled'}`],
    ['INTERNAL-IP', model.address],
    ['PODS', String(pods.length)],
  ])
  return { ...details, running: model.ready, schedulable: model.schedulable }
}

function about(kind: Details['kind'], object: any, facts: Details['facts']): Details {
  const { managedFields: _, ...metadata } = object.metadata
  return {
    kind,
    namespace: metadata.namespace ?? '',
    name: metadata.name,
    facts,
    yaml: encodeYaml({ ...object, metadata }),
  }
}

function pairs(labels: Readonly<Record<string, string>> = {}): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(',')
}

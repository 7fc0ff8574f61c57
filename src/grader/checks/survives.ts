import type { KubeObject } from '../../cluster/api/object.ts'
import type { ServiceSpec } from '../../cluster/api/types.ts'
import type { Lab } from '../../lab/lab.ts'
import type { CheckOf, Disaster } from '../exercise.ts'
import { runningContainers } from '../listening.ts'
import { type Message, message } from '../report.ts'
import { customer, readyPods } from '../standpoint.ts'
import type { CheckContext, Verdict } from './verdict.ts'

const DISASTER_LIMIT = 180_000
/** After so long a readiness probe must have noticed, ms: three times as long as one of the slowest takes. */
const NOTICED = 180_000
/** Between deletion and re-creation, ms. */
const PAUSE = 3_000

type ByCommand = Exclude<Disaster, { do: 'recreateService' | 'hang' }>

/** The command line on the laptop that brings a disaster about. */
const COMMANDS: { [D in ByCommand['do']]: (disaster: Extract<Disaster, { do: D }>) => string } = {
  deletePods: ({ namespace = 'default', selector }) => `kubectl delete pods -n '${namespace}' -l '${selector}'`,
  scale: ({ namespace = 'default', resource, name, replicas }) =>
    `kubectl scale '${resource}/${name}' -n '${namespace}' --replicas=${replicas}`,
  drain: ({ node }) => `kubectl drain '${node}' --ignore-daemonsets --delete-emptydir-data --force`,
}

/** Something happens that happens every day, or several such things; then the inner checks hold again. */
export function survives(context: CheckContext, check: CheckOf<'survives'>): Verdict {
  const disasters = [check.disaster].flat() as readonly Disaster[]
  const expected = expectation(disasters)
  for (const inner of check.still) {
    const before = context.run(inner)
    if (!before.pass) return { ...before, expected }
  }
  for (const disaster of disasters) {
    const problem = happen(context.lab, disaster)
    if (problem !== undefined) return { pass: false, expected, seen: message('seen.disaster', { message: problem }) }
  }
  for (const inner of check.still) {
    const after = context.run(inner)
    if (!after.pass) return { ...after, expected }
  }
  for (const disaster of disasters) if (disaster.do === 'hang') replaceHung(context.lab)
  return { pass: true, expected, seen: message('seen.ok') }
}

function expectation(disasters: readonly Disaster[]): Message {
  if (disasters.length > 1) return message('expected.survives.several', { count: disasters.length })
  const { do: what, ...parameters } = disasters[0] as Disaster
  return message(`expected.survives.${what}`, parameters as Record<string, string | number>)
}

/** Brings a disaster about; says what stood in its way. */
function happen(lab: Lab, disaster: Disaster): string | undefined {
  const problem =
    disaster.do === 'recreateService' ? recreateService(lab, disaster) : disaster.do === 'hang' ? hang(lab, disaster) : run(lab, disaster)
  if (problem === undefined) lab.settle(DISASTER_LIMIT)
  return problem
}

function run(lab: Lab, disaster: ByCommand): string | undefined {
  const command = (COMMANDS[disaster.do] as (disaster: ByCommand) => string)(disaster)
  const { exit, stderr } = lab.script(command, DISASTER_LIMIT, { machine: customer(lab) })
  return exit === 0 ? undefined : stderr.slice(0, 500)
}

/** A Pod's programs stop listening: whoever asks them is refused, and nothing else is wrong with them. */
function hang(lab: Lab, { namespace = 'default', selector }: Extract<Disaster, { do: 'hang' }>): string | undefined {
  const pod = readyPods(lab, namespace, selector)[0]
  if (!pod) return `no ready Pod has ${selector}`
  for (const { name } of runningContainers(pod)) {
    const machine = lab.cluster.container(namespace, pod.metadata.name as string, name as string)
    for (const listener of machine?.net.listeners ?? []) if (listener.owner?.machine === machine) listener.close()
  }
  hung.set(lab, [...(hung.get(lab) ?? []), pod])
  lab.clock.advance(NOTICED)
  return undefined
}

const hung = new WeakMap<Lab, KubeObject[]>()

/** Somebody deletes what hangs: what comes after has nothing to do with it. */
function replaceHung(lab: Lab): void {
  for (const { metadata } of hung.get(lab) ?? []) lab.cluster.client.delete('pods', metadata.namespace as string, metadata.name as string)
  hung.delete(lab)
  lab.settle(DISASTER_LIMIT)
}

/** The Service goes, and comes back as its owner would write it: with its ports and selector, without its address. */
function recreateService(lab: Lab, { namespace = 'default', name }: Extract<Disaster, { do: 'recreateService' }>): string | undefined {
  const { client } = lab.cluster
  const found = client.get('services', namespace, name)
  if (!found.ok) return found.status.message
  const { metadata, spec } = found.object as KubeObject & { spec: ServiceSpec }
  const { clusterIP, clusterIPs, ...written } = spec
  client.delete('services', namespace, name)
  lab.clock.advance(PAUSE)
  const made = client.create('services', {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace, labels: metadata.labels },
    spec: clusterIP === 'None' ? { ...written, clusterIP, clusterIPs } : written,
  })
  return made.ok ? undefined : made.status.message
}

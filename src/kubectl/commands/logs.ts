import { parseTime } from '../../cluster/api/go-time.ts'
import type { Pod } from '../../cluster/api/types.ts'
import { LineReader, type Reader } from '../../sim/pipe.ts'
import { fork, join, type Task } from '../../sim/task.ts'
import type { Command } from '../command.ts'
import { SELECTOR_FLAG } from '../common-flags.ts'
import { kindPrefix } from '../discovery.ts'
import { CommandError, isNotFound, StatusError } from '../errors.ts'
import type { Invocation } from '../invocation.ts'
import { containerOf, firstPod, MOST_TELLING, podSelectorOf, podsMatching } from '../pods.ts'
import { select } from '../resource-builder.ts'
import type { Query } from '../rest.ts'

/** Lines shown of each container when Pods are found by a selector. */
const SELECTOR_TAIL = 10

export const logs: Command = {
  name: 'logs',
  use: 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]',
  short: 'Print the logs for a container in a pod',
  group: 'Troubleshooting and Debugging Commands',
  long: 'Print the logs for a container in a pod or specified resource. If the pod has only one container, the container name is optional.',
  examples: `# What a Pod has written
kubectl logs backend

# What it writes from now on
kubectl logs -f backend --tail=0

# All Pods with a label, each line with its Pod's name
kubectl logs -l app=backend --prefix`,
  flags: `${SELECTOR_FLAG}
--all-containers bool  The logs of all containers of the Pods.
--all-pods bool  The logs of all Pods of the object.
-c, --container string  The container.
-f, --follow bool  Go on printing as the log grows.
--ignore-errors bool  Go on after errors of a log that is followed.
--insecure-skip-tls-verify-backend bool  Do not check the kubelet's certificate.
--limit-bytes int  Print at most this many bytes.
--max-log-requests int=5  How many logs may be followed at a time.
--pod-running-timeout duration=20s  How long to wait for a Pod to run.
--prefix bool  Begin each line with the Pod's and the container's name.
-p, --previous bool  The log of the container before its last restart.
--since duration  Only lines newer than this: 5s, 2m, 3h.
--since-time string  Only lines after this moment (RFC 3339).
--tail int=-1  Only this many of the last lines; -1 for all, with a selector 10 unless given.
--timestamps bool  Begin each line with its time.
`,
  run: runLogs,
}

const USAGE = "expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\nPOD or TYPE/NAME is a required argument for the logs command"

interface Source {
  pod: Pod
  container: string
}

function* runLogs(k: Invocation): Task<void> {
  const { args } = k
  const selector = k.str('selector')
  if (args.length === 0 && selector === '') throw k.usageError(USAGE)
  if (args.length === 1 && selector !== '') throw k.usageError('only a selector (-l) or a POD name is allowed')
  if (args.length > 2) throw k.usageError(USAGE)
  const inline = args[1] ?? ''
  const sinceTime = k.str('since-time') ? parsedTime(k.str('since-time')) : ''
  const container = inline || k.str('container')
  yield* k.connect()
  const pods = yield* podsOf(k, args[0] ?? '', selector)
  const query = logQuery(k, selector !== '', sinceTime)
  if (k.bool('all-containers') && container)
    throw new CommandError(`--all-containers=true should not be specified with container name ${container}`)
  if (inline && k.changed('container')) throw new CommandError('only one of -c or an inline [CONTAINER] arg is allowed')
  const sources = pods.flatMap((pod) => sourcesOf(k, pod, container))
  if (k.bool('follow') && sources.length > 1 && sources.length > k.int('max-log-requests'))
    throw new CommandError(
      `you are attempting to follow ${sources.length} log streams, but maximum allowed concurrency is ${k.int('max-log-requests')}, use --max-log-requests to increase the limit`,
    )
  if (k.bool('follow') && sources.length > 1) yield* together(k, sources, query)
  else for (const source of sources) yield* print(k, source, query)
}

function logQuery(k: Invocation, bySelector: boolean, sinceTime: string): Query {
  const query: Query = {}
  for (const flag of ['follow', 'previous', 'timestamps'] as const) if (k.bool(flag)) query[flag] = 'true'
  const since = Number(k.flags.value('since'))
  if (sinceTime && since !== 0) throw new CommandError('at most one of `sinceTime` or `sinceSeconds` may be specified')
  if (k.int('limit-bytes') < 0) throw new CommandError('--limit-bytes must be greater than 0')
  if (k.changed('tail') && k.int('tail') < -1) throw new CommandError('--tail must be greater than or equal to -1')
  if (since < 0) throw new CommandError('--since must be greater than 0')
  if (sinceTime) query['sinceTime'] = sinceTime
  if (since > 0) query['sinceSeconds'] = String(Math.ceil(since / 1000))
  if (k.int('limit-bytes') > 0) query['limitBytes'] = String(k.int('limit-bytes'))
  if (k.int('tail') >= 0) query['tailLines'] = String(k.int('tail'))
  else if (bySelector && !k.changed('tail')) query['tailLines'] = String(SELECTOR_TAIL)
  return query
}

function parsedTime(text: string): string {
  const time = parseTime(text)
  if ('problem' in time) throw new CommandError(time.problem)
  return time.text
}

function* podsOf(k: Invocation, word: string, selector: string): Task<Pod[]> {
  if (selector) {
    const { infos } = yield* select(k, { args: ['pods'], selector })
    const pods = infos.map(({ object }) => object as Pod)
    if (pods.length === 0) k.err(`No resources found in ${k.namespace} namespace.\n`)
    return pods
  }
  const args = word.includes('/') ? [word] : ['pods', word]
  try {
    const { infos } = yield* select(k, { args })
    const info = infos[0]
    if (!info) throw new CommandError('expected a resource')
    const kind = kindPrefix(info.mapping)
    if (kind === 'pod') return [info.object as Pod]
    let wanted: string
    try {
      wanted = podSelectorOf(info)
    } catch (error) {
      throw new CommandError(`cannot get the logs from *${info.mapping.version}.${info.mapping.kind}: ${(error as Error).message}`)
    }
    if (k.bool('all-pods')) return podsMatching(k, info.namespace, wanted)
    const { pod, count } = yield* firstPod(k, info.namespace, wanted, Number(k.flags.value('pod-running-timeout')), MOST_TELLING)
    if (count > 1) k.err(`Found ${count} pods, using pod/${pod.metadata?.name}\n`)
    return [pod]
  } catch (error) {
    if (isNotFound(error)) throw new CommandError(`error from server (NotFound): ${error.message} in namespace "${k.namespace}"`)
    throw error
  }
}

function sourcesOf(k: Invocation, pod: Pod, container: string): Source[] {
  if (!k.bool('all-containers')) return [{ pod, container: containerOf(k, pod, container) }]
  const { initContainers = [], containers = [], ephemeralContainers = [] } = (pod.spec ?? {}) as any
  return [...initContainers, ...containers, ...ephemeralContainers].map(({ name }) => ({ pod, container: name }))
}

function open(k: Invocation, { pod, container }: Source, query: Query): Reader {
  const { name, namespace } = pod.metadata ?? {}
  const opened = k.client.door.logs(
    k.client.shape('GET', `/api/v1/namespaces/${namespace}/pods/${name}/log`, { query: { ...query, container } }),
  )
  if (!('body' in opened)) return opened
  const body: unknown = k.client.accept(opened)
  throw new CommandError(String(body))
}

function* print(k: Invocation, source: Source, query: Query): Task<void> {
  let reader: Reader
  try {
    reader = open(k, source, query)
  } catch (error) {
    if (!k.bool('ignore-errors') || !(error instanceof StatusError)) throw error
    k.out(`error: ${error.message}\n`)
    return
  }
  yield* k.flush()
  const prefix = k.bool('prefix') || k.bool('all-pods') ? `[pod/${source.pod.metadata?.name}/${source.container}] ` : ''
  try {
    if (prefix === '') {
      for (let text = yield* reader.read(); text !== undefined; text = yield* reader.read()) yield* k.process.stdout.write(text)
      return
    }
    const lines = new LineReader(reader)
    for (let line = yield* lines.line(); line !== undefined; line = yield* lines.line()) yield* k.process.stdout.write(`${prefix}${line}\n`)
  } finally {
    reader.close()
  }
}

function* together(k: Invocation, sources: readonly Source[], query: Query): Task<void> {
  const runners = []
  try {
    for (const source of sources) runners.push(yield* fork(print(k, source, query)))
    for (const runner of runners) yield* join(runner)
  } finally {
    for (const runner of runners) runner.interrupt('SIGTERM')
  }
}

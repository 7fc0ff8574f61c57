import { goQuote } from '../../cluster/api/go-syntax.ts'
import type { JsonObject } from '../../cluster/api/object.ts'
import type { Pod } from '../../cluster/api/types.ts'
import type { Task } from '../../sim/task.ts'
import { withLastApplied } from '../apply/last-applied.ts'
import { attachTo, waitForPod } from '../attaching.ts'
import type { Command } from '../command.ts'
import { CASCADE_FLAGS, DRY_RUN_FLAG, FILE_FLAGS, fieldManager } from '../common-flags.ts'
import { BareError, CommandError } from '../errors.ts'
import type { Invocation } from '../invocation.ts'
import { OVERRIDE_FLAGS, overridden } from '../overrides.ts'
import { containerOf, podInfo } from '../pods.ts'
import { PRINT_FLAGS } from '../printers/object-printer.ts'
import { typedOperationPrinter } from '../typed.ts'
import { createObject, type DryRun, dryRunOf, dryRunSuffix, writeQuery } from '../writing.ts'
import { cascadeOf, deleteAll } from './delete.ts'

const RESTART_POLICIES = ['Always', 'OnFailure', 'Never']
const ENV_NAME = /^[-._a-zA-Z][-._a-zA-Z0-9]*$/
const PULL_POLICIES = ['', 'Always', 'IfNotPresent', 'Never']

export const run: Command = {
  name: 'run',
  use: 'run NAME --image=image [--env="key=value"] [--port=port] [--dry-run=server|client] [--overrides=inline-json] [--command] -- [COMMAND] [args...]',
  short: 'Run a particular image on the cluster',
  group: 'Basic Commands (Beginner)',
  long: 'Create and run a particular image in a pod.',
  examples: `# A Pod
kubectl run web --image=nginx:1.27

# A Pod to look around from, gone afterwards
kubectl run tmp --rm -it --image=busybox:1.36 --restart=Never -- sh`,
  required: ['image'],
  flags: `${PRINT_FLAGS}${FILE_FLAGS}${DRY_RUN_FLAG}${CASCADE_FLAGS}${fieldManager('kubectl-run')}${OVERRIDE_FLAGS}
--annotations stringArray  KEY=VALUE to put on the Pod; may be repeated.
--attach bool  Attach to the Pod once it runs, as with -i.
--command bool  What follows -- is the command and not its arguments.
--env stringArray  NAME=VALUE to set in the container; may be repeated.
--expose bool  Create a ClusterIP Service for the Pod, too. Needs --port.
--image string  The image to run.
--image-pull-policy string  Always, IfNotPresent or Never.
-l, --labels string  KEY=VALUE,… to put on the Pod.
--leave-stdin-open bool  Keep stdin open after the first attach.
--pod-running-timeout duration=1m0s  How long to wait for the Pod to run.
--port string  Port that the container listens on.
--privileged bool  Run the container in privileged mode.
-q, --quiet bool  Print only what the container prints.
--restart string=Always  The Pod's restartPolicy: Always, OnFailure, Never.
--rm bool  Delete the Pod when the attached session ends.
--save-config bool  Keep the configuration in an annotation, for a later apply.
-i, --stdin bool  Pass stdin to the container.
-t, --tty bool  Give the container a terminal.
--wait bool  Wait until deleted objects are gone.
`,
  run: runRun,
}

function* runRun(k: Invocation): Task<number | void> {
  const dryRun = dryRunOf(k)
  const count = k.flags.dashAt < 0 ? k.args.length : k.flags.dashAt
  if (count === 0) throw k.usageError('NAME is required for run')
  const name = k.args[0] as string
  const restart = k.str('restart') || 'Always'
  const stdin = k.bool('stdin')
  const attach = k.changed('attach') ? k.bool('attach') : stdin || k.bool('tty')
  const print = typedOperationPrinter(k, `created${dryRunSuffix(dryRun)}`)
  if (k.str('image') === '') throw new CommandError('--image is required')
  if (!imageIsValid(k.str('image'))) throw new CommandError(`Invalid image name ${goQuote(k.str('image'))}: invalid reference format`)
  if (k.bool('tty') && !stdin) throw k.usageError('-i/--stdin is required for containers with -t/--tty=true')
  if (k.bool('expose') && k.str('port') === '') throw k.usageError('--port must be set when exposing a service')
  if (!RESTART_POLICIES.includes(restart)) throw k.usageError(`invalid restart policy: ${restart}`)
  if (!PULL_POLICIES.includes(k.str('image-pull-policy'))) throw k.usageError(`invalid image pull policy: ${k.str('image-pull-policy')}`)
  if (dryRun !== 'none' && attach)
    throw k.usageError("--dry-run=[server|client] can't be used with attached containers options (--attach, --stdin, or --tty)")
  if (k.bool('rm') && !attach) throw k.usageError('--rm should only be used for attached containers')
  if (attach && dryRun !== 'none')
    throw k.usageError("--dry-run=[server|client] can't be used with attached containers options (--attach, --stdin, or --tty)")
  const pod = podOf(k, name, restart, k.args.slice(1), { attach })
  yield* k.connect()
  const podNamespace = k.namespace
  const created = make(k, 'pods', overridden(k, pod), dryRun)
  if (k.bool('expose')) {
    const service = make(k, 'services', serviceOf(k, name), dryRun)
    print(service)
    if (k.str('output') === 'yaml') k.out('---\n')
  }
  if (!attach) return void print(created)
  return yield* session(k, podNamespace, name, restart)
}

function make(k: Invocation, resource: string, object: JsonObject, dryRun: DryRun): JsonObject {
  const { name, ...metadata } = object['metadata']
  let made = k.target.enforced ? { ...object, metadata: { name, namespace: k.namespace, ...metadata } } : object
  if (k.bool('save-config') && dryRun !== 'client') made = withLastApplied(made, false)
  return dryRun === 'client'
    ? made
    : createObject(k, { mapping: k.mapper.resourceFor(resource), namespace: k.namespace }, made, writeQuery(k, dryRun))
}

/** Attaches to the new Pod, takes it away with --rm, and ends as the container ended. */
function* session(k: Invocation, namespace: string, name: string, restart: string): Task<number | void> {
  const quiet = k.bool('quiet')
  try {
    const pod = yield* waitForPod(k, namespace, name, Number(k.flags.value('pod-running-timeout')), isUpOrDone)
    yield* attachTo(k, pod, containerOf(k, pod, '', true), { stdin: k.bool('stdin'), tty: k.bool('tty'), quiet, notice: true })
    if (k.bool('leave-stdin-open') || restart === 'Always') return
    const ended = yield* waitForPod(
      k,
      namespace,
      name,
      0,
      (one) => one.status?.phase === 'Succeeded' || (restart === 'Never' && one.status?.phase === 'Failed'),
    )
    if (ended.status?.phase === 'Failed') throw failureOf(ended)
  } finally {
    if (k.bool('rm')) yield* remove(k, namespace, name, quiet)
  }
}

function isUpOrDone({ status }: Pod): boolean {
  const ready = (status?.conditions ?? []).some(({ type, status: value }) => type === 'Ready' && value === 'True')
  return status?.phase === 'Succeeded' || status?.phase === 'Failed' || (status?.phase === 'Running' && ready)
}

function failureOf({ metadata, status }: Pod): BareError {
  const terminated = status?.containerStatuses?.[0]?.state?.terminated
  const which = `pod ${metadata?.namespace}/${metadata?.name}`
  if (!terminated?.exitCode) return new BareError(`error: ${which} failed with unknown exit code`)
  return new BareError(`${which} terminated (${terminated.reason ?? ''})\n${terminated.message ?? ''}`, terminated.exitCode)
}

function* remove(k: Invocation, namespace: string, name: string, quiet: boolean): Task<void> {
  const info = { ...podInfo(k, { metadata: { namespace, name } }) }
  yield* deleteAll(k, [info], [], {
    dryRun: 'none',
    gracePeriod: k.bool('force') ? 0 : k.int('grace-period'),
    cascade: cascadeOf(k),
    ignoreNotFound: true,
    wait: k.bool('wait'),
    timeout: Number(k.flags.value('timeout')),
    quiet,
  })
}

function podOf(k: Invocation, name: string, restartPolicy: string, words: readonly string[], { attach }: { attach: boolean }): JsonObject {
  const labels = labelsOf(k, k.str('labels')) ?? { run: name }
  const annotations = annotationsOf(k)
  const port = k.str('port')
  if (port && !/^[+-]?\d+$/.test(port)) throw new CommandError(`strconv.Atoi: parsing ${goQuote(port)}: invalid syntax`)
  const env = k.list('env').map((text) => {
    const at = text.indexOf('=')
    const [name, value] = [text.slice(0, Math.max(at, 0)), text.slice(at + 1)]
    if (!ENV_NAME.test(name)) throw new CommandError(`invalid env: ${text}`)
    return { name, ...(value ? { value } : {}) }
  })
  const stdin = k.bool('stdin')
  const container = {
    name,
    image: k.str('image'),
    ...(words.length > 0 ? { [k.bool('command') ? 'command' : 'args']: words } : {}),
    ...(port ? { ports: [{ containerPort: Number(port) }] } : {}),
    ...(env.length > 0 ? { env } : {}),
    resources: {},
    ...(k.str('image-pull-policy') ? { imagePullPolicy: k.str('image-pull-policy') } : {}),
    ...(k.bool('privileged') ? { securityContext: { privileged: true } } : {}),
    ...(stdin ? { stdin: true } : {}),
    ...(stdin && attach && !k.bool('leave-stdin-open') ? { stdinOnce: true } : {}),
    ...(k.bool('tty') ? { tty: true } : {}),
  }
  return {
    kind: 'Pod',
    apiVersion: 'v1',
    metadata: { name, labels, ...(annotations ? { annotations } : {}) },
    spec: { containers: [container], restartPolicy, dnsPolicy: 'ClusterFirst' },
    status: {},
  }
}

function serviceOf(k: Invocation, name: string): JsonObject {
  const port = Number(k.str('port'))
  return {
    kind: 'Service',
    apiVersion: 'v1',
    metadata: { name },
    spec: { ports: [{ protocol: 'TCP', port, targetPort: port }], selector: labelsOf(k, k.str('labels')) ?? { run: name } },
    status: { loadBalancer: {} },
  }
}

/** `a=b,c=d`; undefined for none. */
export function labelsOf(_k: Invocation, text: string): Record<string, string> | undefined {
  if (text === '') return undefined
  const labels: Record<string, string> = {}
  for (const spec of text.split(',')) {
    const [key = '', value, more] = spec.split('=')
    if (value === undefined || more !== undefined) throw new CommandError(`unexpected label spec: ${spec}`)
    if (key === '') throw new CommandError('unexpected empty label key')
    labels[key] = value
  }
  return Object.fromEntries(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)))
}

function annotationsOf(k: Invocation): Record<string, string> | undefined {
  const given = k.list('annotations')
  if (given.length === 0) return undefined
  return Object.fromEntries(
    given
      .map((text) => {
        const at = text.indexOf('=')
        if (at <= 0) throw new CommandError(`invalid annotations format: ${text}`)
        return [text.slice(0, at), text.slice(at + 1)] as [string, string]
      })
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  )
}

function imageIsValid(image: string): boolean {
  return /^(?:[\w.-]+(?::\d+)?\/)?[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*(?::\w[\w.-]{0,127})?(?:@[A-Za-z][\w+.-]*:[0-9a-fA-F]{32,})?$/.test(
    image,
  )
}

import { clone, ownValue } from '../../cluster/api/json.ts'
import type { JsonObject } from '../../cluster/api/object.ts'
import type { Pod } from '../../cluster/api/types.ts'
import { sleep, type Task } from '../../sim/task.ts'
import { twoWayPatch } from '../apply/three-way.ts'
import { attachTo, waitForPod } from '../attaching.ts'
import type { Command } from '../command.ts'
import { kindPrefix } from '../discovery.ts'
import { CommandError, notSimulated } from '../errors.ts'
import type { Invocation } from '../invocation.ts'
import { containerOf } from '../pods.ts'
import { type Info, select, selectionOf } from '../resource-builder.ts'
import { ROUND_TRIP } from '../rest.ts'
import { createObject, patchObject } from '../writing.ts'
import { PROFILES, type Profile } from './debug-profiles.ts'

export const debug: Command = {
  name: 'debug',
  use: 'debug (POD | TYPE[[.VERSION].GROUP]/NAME) [ -- COMMAND [args...] ]',
  short: 'Create debugging sessions for troubleshooting workloads and nodes',
  group: 'Troubleshooting and Debugging Commands',
  long: `Debug cluster resources using interactive debugging containers.

 A Pod gets another container beside its own (an ephemeral one), or with --copy-to a copy of the Pod is made and changed. A node gets a Pod that shares its namespaces and has its files at /host.`,
  examples: `# A shell beside the containers of a Pod
kubectl debug backend -it --image=busybox:1.36

# A copy of a Pod with another image
kubectl debug backend --copy-to=backend-2 --set-image=*=busybox:1.36

# On a node
kubectl debug node/node-1 -it --image=busybox:1.36`,
  flags: `
--arguments-only bool  Take what follows -- as arguments, not as the command.
--attach bool  Wait for the container and attach to it; -i asks for it too.
-c, --container string  Name of the container.
--copy-to string  Make a copy of the Pod with this name.
--custom string  File with parts of a container to put in.
--env stringToString  NAME=VALUE for the container.
-f, --filename stringSlice  Manifest file, directory or URL; - is stdin.
--image string  Image of the container.
--image-pull-policy string  When the image is pulled.
--keep-annotations bool  With --copy-to: keep annotations.
--keep-init-containers bool=true  With --copy-to: keep init containers.
--keep-labels bool  With --copy-to: keep labels.
--keep-liveness bool  With --copy-to: keep liveness probes.
--keep-readiness bool  With --copy-to: keep readiness probes.
--keep-startup bool  With --copy-to: keep startup probes.
--profile string=general  What the container may: legacy, general, baseline, netadmin, restricted or sysadmin.
-q, --quiet bool  Say less.
--replace bool  With --copy-to: delete the original.
--same-node bool  With --copy-to: on the same node.
--set-image stringToString  With --copy-to: CONTAINER=IMAGE, * for all.
--share-processes bool=true  With --copy-to: containers see each other's processes.
-i, --stdin bool  Pass stdin on.
--target string  See the processes of this container.
-t, --tty bool  Give it a terminal.
`,
  run: runDebug,
}

function* runDebug(k: Invocation): Task<void> {
  const words = k.flags.dashAt >= 0 ? k.args.slice(k.flags.dashAt) : []
  const names = k.flags.dashAt >= 0 ? k.args.slice(0, k.flags.dashAt) : k.args
  const copying = k.str('copy-to') !== ''
  const profile = PROFILES[k.str('profile')]
  if (k.bool('replace') && !copying) throw new CommandError('--replace may only be used with --copy-to.')
  if (k.bool('same-node') && !copying) throw new CommandError('--same-node may only be used with --copy-to.')
  if (!copying && k.list('set-image').length > 0) throw new CommandError('--set-image may only be used with --copy-to.')
  if (k.str('image') === '' && !copying) throw new CommandError('you must specify --image when not using --copy-to.')
  if (copying && k.str('image') === '' && k.list('set-image').length === 0 && words.length === 0)
    throw new CommandError('you must specify --image, --set-image or command arguments.')
  if (copying && words.length > 0 && k.str('container') === '' && k.str('image') === '')
    throw new CommandError('you must specify an existing container or a new image when specifying args.')
  const policy = k.str('image-pull-policy')
  if (!['', 'Always', 'IfNotPresent', 'Never'].includes(policy)) throw new CommandError(`invalid image pull policy: ${policy}`)
  if (k.str('target') && copying) throw new CommandError('--target is incompatible with --copy-to. Use --share-processes instead.')
  if (k.str('target') && !k.bool('quiet'))
    k.out(
      `Targeting container ${JSON.stringify(k.str('target'))}. If you don't see processes from this container it may be because the container runtime doesn't support this feature.\n`,
    )
  if (k.bool('tty') && !k.bool('stdin')) throw new CommandError('-i/--stdin is required for containers with -t/--tty=true')
  if (!profile) throw new CommandError(`unknown profile: ${k.str('profile')}`)
  if (k.str('custom')) throw notSimulated('kubectl debug --custom')
  if (names.length === 0 && k.list('filename').length === 0) throw new CommandError('NAME or filename is required for debug')
  if (k.str('profile') === 'legacy' && !k.bool('quiet'))
    k.err(
      '--profile=legacy is deprecated and will be removed in the future. It is recommended to explicitly specify a profile, for example "--profile=general".\n',
    )
  const args = names.flatMap((name) => (name.includes('/') ? [name] : [`pods/${name}`]))
  const { infos } = yield* select(k, selectionOf(k, { args, selector: undefined, kustomize: '' }))
  for (const info of infos) {
    yield* sleep(ROUND_TRIP)
    const { pod, container } = debugged(k, info, words, profile)
    if (k.changed('attach') ? k.bool('attach') : k.bool('stdin')) yield* session(k, pod, container)
  }
}

function debugged(k: Invocation, info: Info, words: readonly string[], profile: Profile): { pod: Pod; container: string } {
  switch (kindPrefix(info.mapping)) {
    case 'node':
      return onNode(k, info, words, profile)
    case 'pod':
      return k.str('copy-to') ? byCopy(k, info, words, profile) : byEphemeralContainer(k, info, words, profile)
    default:
      throw new CommandError(`"${info.mapping.group}/${info.mapping.version}, Kind=${info.mapping.kind}" not supported by debug`)
  }
}

/** A container as the flags describe it. */
function containerFor(k: Invocation, name: string, words: readonly string[]): JsonObject {
  const env = k.list('env').map((pair) => ({ name: pair.split('=', 1)[0], value: pair.slice(pair.indexOf('=') + 1) }))
  return {
    name,
    ...(env.length > 0 ? { env } : {}),
    image: k.str('image'),
    ...(k.str('image-pull-policy') ? { imagePullPolicy: k.str('image-pull-policy') } : {}),
    ...(k.bool('stdin') ? { stdin: true } : {}),
    terminationMessagePolicy: 'File',
    ...(k.bool('tty') ? { tty: true } : {}),
    ...(words.length > 0 ? { [k.bool('arguments-only') ? 'args' : 'command']: words } : {}),
  }
}

const SUFFIX = 'bcdfghjklmnpqrstvwxz2456789'
const suffix = (k: Invocation): string => Array.from({ length: 5 }, () => SUFFIX[k.process.machine.random.below(SUFFIX.length)]).join('')

function newName(k: Invocation, pod: JsonObject): string {
  if (k.str('container')) return k.str('container')
  const taken = [...(pod['spec'].containers ?? []), ...(pod['spec'].initContainers ?? []), ...(pod['spec'].ephemeralContainers ?? [])].map(
    ({ name }) => name,
  )
  let name = `debugger-${suffix(k)}`
  while (taken.includes(name)) name = `debugger-${suffix(k)}`
  if (!k.bool('quiet')) k.err(`Defaulting debug container name to ${name}.\n`)
  return name
}

function byEphemeralContainer(k: Invocation, info: Info, words: readonly string[], profile: Profile): { pod: Pod; container: string } {
  const pod = info.object
  const name = newName(k, pod)
  const added: JsonObject = { ...containerFor(k, name, words), ...(k.str('target') ? { targetContainerName: k.str('target') } : {}) }
  const after = clone(pod)
  after['spec'].ephemeralContainers = [...(pod['spec'].ephemeralContainers ?? []), profile.ephemeral(added)]
  const made = patchObject(k, info, 'strategic', twoWayPatch(pod, after), {}, 'ephemeralcontainers')
  return { pod: made as Pod, container: name }
}

function byCopy(k: Invocation, info: Info, words: readonly string[], profile: Profile): { pod: Pod; container: string } {
  const original = info.object
  const copy: JsonObject = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: k.str('copy-to'),
      namespace: info.namespace,
      ...(k.bool('keep-labels') && original['metadata'].labels ? { labels: original['metadata'].labels } : {}),
      ...(k.bool('keep-annotations') && original['metadata'].annotations ? { annotations: original['metadata'].annotations } : {}),
    },
    spec: clone(original['spec']),
  }
  const { spec } = copy
  delete spec.ephemeralContainers
  if (!k.bool('keep-init-containers')) delete spec.initContainers
  for (const container of spec.containers)
    for (const [probe, flag] of [
      ['livenessProbe', 'keep-liveness'],
      ['readinessProbe', 'keep-readiness'],
      ['startupProbe', 'keep-startup'],
    ] as const)
      if (!k.bool(flag)) delete container[probe]
  if (!k.bool('same-node')) delete spec.nodeName
  const images = Object.fromEntries(k.list('set-image').map((pair) => [pair.split('=', 1)[0], pair.slice(pair.indexOf('=') + 1)]))
  for (const container of [...(spec.initContainers ?? []), ...spec.containers])
    container.image = ownValue(images, container.name) ?? images['*'] ?? container.image
  if (k.bool('share-processes')) spec.shareProcessNamespace = true
  let name = k.str('container')
  let target: JsonObject | undefined = spec.containers.find((one: JsonObject) => one['name'] === name)
  if (target) {
    if (k.str('image')) target['image'] = k.str('image')
    if (words.length > 0) {
      target['command'] = words
      delete target['args']
    }
    if (k.bool('stdin')) target['stdin'] = true
    if (k.bool('tty')) target['tty'] = true
  } else if (k.str('image')) {
    name = newName(k, original)
    target = containerFor(k, name, words)
    spec.containers.push(target)
  } else if (k.list('set-image').length === 0) throw new CommandError('you must specify image when creating new container')
  if (target) profile.copy(spec, target)
  if (k.bool('replace'))
    k.client.request('DELETE', `/api/v1/namespaces/${info.namespace}/pods/${info.name}`, { body: { gracePeriodSeconds: 0 } })
  return { pod: createObject(k, info, copy, {}) as Pod, container: target ? name : spec.containers[0].name }
}

function onNode(k: Invocation, info: Info, words: readonly string[], profile: Profile): { pod: Pod; container: string } {
  const name = k.str('container') || 'debugger'
  const container = containerFor(k, name, words)
  const pod: JsonObject = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `node-debugger-${info.name}-${suffix(k)}`,
      namespace: k.namespace,
      labels: { 'app.kubernetes.io/managed-by': 'kubectl-debug' },
    },
    spec: { containers: [container], nodeName: info.name, restartPolicy: 'Never', tolerations: [{ operator: 'Exists' }] },
  }
  profile.node(pod['spec'], container)
  if (!k.bool('quiet')) k.out(`Creating debugging pod ${pod['metadata'].name} with container ${name} on node ${info.name}.\n`)
  const pods = k.mapper.resourceFor('pods')
  return { pod: createObject(k, { mapping: pods, namespace: k.namespace }, pod, {}) as Pod, container: name }
}

/** Waits until the container runs (or has ended) and attaches to it. */
function* session(k: Invocation, { metadata }: Pod, container: string): Task<void> {
  const { name = '', namespace = '' } = metadata ?? {}
  const pod = yield* waitForPod(k, namespace, name, 0, ({ status }) => {
    const all = [
      ...(status?.ephemeralContainerStatuses ?? []),
      ...(status?.containerStatuses ?? []),
      ...(status?.initContainerStatuses ?? []),
    ]
    const state = all.find((one) => one.name === container)?.state
    if (state?.waiting?.reason === 'ErrImagePull' || state?.waiting?.reason === 'ImagePullBackOff')
      k.warn(`container ${container}: ${state.waiting.reason}: ${state.waiting.message ?? ''}`)
    return state?.running !== undefined || state?.terminated !== undefined
  })
  yield* attachTo(k, pod, containerOf(k, pod, container, true), {
    stdin: k.bool('stdin'),
    tty: k.bool('tty'),
    quiet: k.bool('quiet'),
    notice: true,
  })
}

import type { JsonObject } from '../../cluster/api/object.ts'
import type { Task } from '../../sim/task.ts'
import type { Command } from '../command.ts'
import { FILE_FLAGS, SELECTOR_FLAG } from '../common-flags.ts'
import { kindPrefix, type Mapping } from '../discovery.ts'
import { CommandError, raise } from '../errors.ts'
import type { Invocation } from '../invocation.ts'
import { select, selectionOf } from '../resource-builder.ts'
import { pathOf } from '../rest.ts'
import { deadlineOf, watchPath } from '../watching.ts'

export const rolloutStatus: Command = {
  name: 'status',
  use: 'status (TYPE NAME | TYPE/NAME) [flags]',
  short: 'Show the status of the rollout',
  long: 'Show the status of the rollout. It waits until the rollout has ended, unless --watch=false.',
  examples: `# Wait until a Deployment runs as its manifest says
kubectl rollout status deployment/backend`,
  flags: `${FILE_FLAGS}${SELECTOR_FLAG}
--revision int64  Insist on this revision.
--timeout duration  How long to wait; 0 for ever.
-w, --watch bool=true  Wait for the end of the rollout.
`,
  run: runStatus,
}

interface Progress {
  text: string
  done: boolean
}

/** What the status of each kind says of its rollout (kubectl's status viewers). */
const VIEWERS: Record<string, (object: JsonObject, revision: number) => Progress> = {
  'deployment.apps': deploymentProgress,
  'daemonset.apps': daemonSetProgress,
  'statefulset.apps': statefulSetProgress,
}

function* runStatus(k: Invocation): Task<void> {
  if (k.args.length === 0 && k.list('filename').length === 0 && !k.str('kustomize'))
    throw new CommandError('required resource not specified')
  if (k.int('revision') < 0) throw new CommandError(`revision must be a positive integer: ${k.int('revision')}`)
  const { infos, errors } = yield* select(k, selectionOf(k, { args: k.args, allowBareType: true, latest: true, continueOnError: true }))
  if (infos.length + errors.length === 0) {
    k.err(`No resources found in ${k.namespace} namespace.\n`)
    return
  }
  const deadline = deadlineOf(k, Number(k.flags.value('timeout')))
  const problems: unknown[] = []
  for (const { mapping, namespace, name } of infos) {
    const viewer = viewerOf(mapping)
    const query = { fieldSelector: `metadata.name=${name}` }
    const outcome = yield* watchPath(k, pathOf(mapping, namespace), { query }, deadline, ({ type, object }) => {
      if (type === 'DELETED') throw new CommandError('object has been deleted')
      const { text, done } = viewer(object, k.int('revision'))
      k.out(text)
      return done || !k.bool('watch')
    })
    if (outcome === 'timeout') problems.push(new CommandError('timed out waiting for the condition'))
  }
  raise([...problems, ...errors])
}

function viewerOf(mapping: Mapping): (object: JsonObject, revision: number) => Progress {
  const viewer = VIEWERS[kindPrefix(mapping)]
  if (!viewer)
    throw new CommandError(`no status viewer has been implemented for ${mapping.group ? `${mapping.kind}.${mapping.group}` : mapping.kind}`)
  return viewer
}

const waiting = (text: string): Progress => ({ text: `${text}\n`, done: false })

function deploymentProgress({ metadata, spec, status = {} }: JsonObject, revision: number): Progress {
  const { name } = metadata
  if (revision > 0) {
    const current = metadata.annotations?.['deployment.kubernetes.io/revision']
    if (current === undefined) throw new CommandError(`cannot get the revision of deployment "${name}": <nil>`)
    if (Number(current) !== revision)
      throw new CommandError(`desired revision (${revision}) is different from the running revision (${current})`)
  }
  if (metadata.generation > (status.observedGeneration ?? 0)) return waiting('Waiting for deployment spec update to be observed...')
  const progressing = (status.conditions ?? []).find((one: JsonObject) => one['type'] === 'Progressing')
  if (progressing?.reason === 'ProgressDeadlineExceeded') throw new CommandError(`deployment "${name}" exceeded its progress deadline`)
  const { replicas = 0, updatedReplicas = 0, availableReplicas = 0 } = status
  const head = `Waiting for deployment "${name}" rollout to finish:`
  if (spec.replicas !== undefined && updatedReplicas < spec.replicas)
    return waiting(`${head} ${updatedReplicas} out of ${spec.replicas} new replicas have been updated...`)
  if (replicas > updatedReplicas) return waiting(`${head} ${replicas - updatedReplicas} old replicas are pending termination...`)
  if (availableReplicas < updatedReplicas)
    return waiting(`${head} ${availableReplicas} of ${updatedReplicas} updated replicas are available...`)
  return { text: `deployment "${name}" successfully rolled out\n`, done: true }
}

function daemonSetProgress({ metadata, spec, status = {} }: JsonObject): Progress {
  if (spec.updateStrategy?.type !== 'RollingUpdate')
    throw new CommandError('rollout status is only available for RollingUpdate strategy type')
  if (metadata.generation > (status.observedGeneration ?? 0)) return waiting('Waiting for daemon set spec update to be observed...')
  const { updatedNumberScheduled = 0, desiredNumberScheduled = 0, numberAvailable = 0 } = status
  const head = `Waiting for daemon set "${metadata.name}" rollout to finish:`
  if (updatedNumberScheduled < desiredNumberScheduled)
    return waiting(`${head} ${updatedNumberScheduled} out of ${desiredNumberScheduled} new pods have been updated...`)
  if (numberAvailable < desiredNumberScheduled)
    return waiting(`${head} ${numberAvailable} of ${desiredNumberScheduled} updated pods are available...`)
  return { text: `daemon set "${metadata.name}" successfully rolled out\n`, done: true }
}

function statefulSetProgress({ metadata, spec, status = {} }: JsonObject): Progress {
  if (spec.updateStrategy?.type !== 'RollingUpdate')
    throw new CommandError('rollout status is only available for RollingUpdate strategy type')
  if (!status.observedGeneration || metadata.generation > status.observedGeneration)
    return waiting('Waiting for statefulset spec update to be observed...')
  const { readyReplicas = 0, updatedReplicas = 0, currentReplicas = 0, updateRevision, currentRevision } = status
  if (spec.replicas !== undefined && readyReplicas < spec.replicas)
    return waiting(`Waiting for ${spec.replicas - readyReplicas} pods to be ready...`)
  const partition = spec.updateStrategy.rollingUpdate?.partition
  if (spec.updateStrategy.rollingUpdate) {
    if (spec.replicas !== undefined && partition !== undefined && updatedReplicas < spec.replicas - partition)
      return waiting(
        `Waiting for partitioned roll out to finish: ${updatedReplicas} out of ${spec.replicas - partition} new pods have been updated...`,
      )
    return { text: `partitioned roll out complete: ${updatedReplicas} new pods have been updated...\n`, done: true }
  }
  if (updateRevision !== currentRevision)
    return waiting(`waiting for statefulset rolling update to complete ${updatedReplicas} pods at revision ${updateRevision}...`)
  return { text: `statefulset rolling update complete ${currentReplicas} pods at revision ${currentRevision}...\n`, done: true }
}

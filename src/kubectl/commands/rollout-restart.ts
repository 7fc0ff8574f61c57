import type { JsonObject } from '../../cluster/api/object.ts'
import { rfc3339 } from '../../cluster/api/time.ts'
import type { Task } from '../../sim/task.ts'
import type { Command } from '../command.ts'
import { FILE_FLAGS, fieldManager, SELECTOR_FLAG } from '../common-flags.ts'
import { kindPrefix, qualifiedResource } from '../discovery.ts'
import { CommandError, raise, StatusError } from '../errors.ts'
import type { Invocation } from '../invocation.ts'
import { PRINT_FLAGS } from '../printers/object-printer.ts'
import { type Info, select, selectionOf } from '../resource-builder.ts'
import { typedOperationPrinter } from '../typed.ts'
import { patchObject, writeQuery } from '../writing.ts'

const FLAGS = `${PRINT_FLAGS}${FILE_FLAGS}${SELECTOR_FLAG}${fieldManager('kubectl-rollout')}`

export const rolloutRestart: Command = {
  name: 'restart',
  use: 'restart RESOURCE',
  short: 'Restart a resource',
  long: 'Restart a resource. Its Pods are replaced as by any change of the template.',
  examples: `# New Pods for a Deployment
kubectl rollout restart deployment/backend`,
  flags: FLAGS,
  run: (k) => change(k, 'restarted', (info) => restartPatch(k, info)),
}

export const rolloutPause: Command = {
  name: 'pause',
  use: 'pause RESOURCE',
  short: 'Mark the provided resource as paused',
  long: 'Mark the provided resource as paused. Changes of a paused Deployment start no rollout until it is resumed.',
  flags: FLAGS,
  run: (k) =>
    change(k, 'paused', (info) => {
      if (kindPrefix(info.mapping) !== 'deployment.apps') throw new CommandError('pausing is not supported')
      if (info.object['spec'].paused) throw new CommandError('is already paused')
      return { spec: { paused: true } }
    }),
}

export const rolloutResume: Command = {
  name: 'resume',
  use: 'resume RESOURCE',
  short: 'Resume a paused resource',
  long: 'Resume a paused resource. Its changes since then are rolled out.',
  flags: FLAGS,
  run: (k) =>
    change(k, 'resumed', (info) => {
      if (kindPrefix(info.mapping) !== 'deployment.apps') throw new CommandError('resuming is not supported')
      if (!info.object['spec'].paused) throw new CommandError('is not paused')
      return { spec: { paused: null } }
    }),
}

function restartPatch(k: Invocation, info: Info): JsonObject {
  const kind = kindPrefix(info.mapping)
  if (kind !== 'deployment.apps' && kind !== 'daemonset.apps' && kind !== 'statefulset.apps')
    throw new CommandError('restarting is not supported')
  if (kind === 'deployment.apps' && info.object['spec'].paused)
    throw new CommandError("can't restart paused deployment (run rollout resume first)")
  return { spec: { template: { metadata: { annotations: { [RESTARTED_AT]: rfc3339(k.now) } } } } }
}

const RESTARTED_AT = 'kubectl.kubernetes.io/restartedAt'
const restartedAt = (object: JsonObject): unknown => object['spec']?.template?.metadata?.annotations?.[RESTARTED_AT]

function* change(k: Invocation, operation: string, patchOf: (info: Info) => JsonObject): Task<void> {
  if (k.args.length === 0 && k.list('filename').length === 0 && !k.str('kustomize'))
    throw new CommandError('required resource not specified')
  const { infos, errors } = yield* select(k, selectionOf(k, { args: k.args, allowBareType: true, latest: true, continueOnError: true }))
  if (infos.length === 0 && errors.length === 0) k.err(`No resources found in ${k.namespace} namespace.\n`)
  const problems = [...errors]
  for (const info of infos) {
    try {
      let patch: JsonObject
      try {
        patch = patchOf(info)
      } catch (error) {
        throw new CommandError(`error: ${qualifiedResource(info.mapping)} "${info.name}" ${(error as Error).message}`)
      }
      if (operation === 'restarted' && restartedAt(info.object) === restartedAt(patch))
        throw new CommandError(
          `failed to create patch for ${info.name}: if restart has already been triggered within the past second, please wait before attempting to trigger another`,
        )
      let made: JsonObject
      try {
        made = patchObject(k, info, 'strategic', patch, writeQuery(k, 'none'))
      } catch (error) {
        if (error instanceof StatusError) throw new CommandError(`failed to patch: ${error.message}`)
        throw error
      }
      typedOperationPrinter(k, operation)(made)
    } catch (error) {
      if (!(error instanceof CommandError)) throw error
      problems.push(error)
    }
  }
  raise(problems)
}

import type { JsonObject } from '../../cluster/api/object.ts'
import type { Task } from '../../sim/task.ts'
import { LAST_APPLIED } from '../apply/last-applied.ts'
import type { Command } from '../command.ts'
import { DRY_RUN_FLAG, FILE_FLAGS, SELECTOR_FLAG } from '../common-flags.ts'
import { kindPrefix } from '../discovery.ts'
import { CommandError, raise, StatusError } from '../errors.ts'
import type { Invocation } from '../invocation.ts'
import { goJson } from '../printers/go-json.ts'
import { PRINT_FLAGS } from '../printers/object-printer.ts'
import { type Info, select, selectionOf } from '../resource-builder.ts'
import { noRollouts, REVISION, revisionsOf, withoutHash } from '../revisions.ts'
import { typedOperationPrinter } from '../typed.ts'
import { dryRunOf, dryRunSuffix, patchObject, writeQuery } from '../writing.ts'
import { oneRevision } from './rollout-history.ts'

export const rolloutUndo: Command = {
  name: 'undo',
  use: 'undo (TYPE NAME | TYPE/NAME) [flags]',
  short: 'Undo a previous rollout',
  long: 'Roll back to a previous rollout.',
  examples: `# Back to the revision before
kubectl rollout undo deployment/backend

# Back to a certain one
kubectl rollout undo deployment/backend --to-revision=3`,
  flags: `${PRINT_FLAGS}${FILE_FLAGS}${SELECTOR_FLAG}${DRY_RUN_FLAG}
--to-revision int64  The revision to go back to; 0 for the one before.
`,
  run: runUndo,
}

function* runUndo(k: Invocation): Task<void> {
  if (k.args.length === 0 && k.list('filename').length === 0 && !k.str('kustomize'))
    throw new CommandError('required resource not specified')
  const dryRun = dryRunOf(k)
  const { infos } = yield* select(k, selectionOf(k, { args: k.args, allowBareType: true, latest: true }))
  const problems: unknown[] = []
  for (const info of infos) {
    try {
      undo(k, info, dryRun)
    } catch (error) {
      if (!(error instanceof CommandError || error instanceof StatusError)) throw error
      problems.push(error)
    }
  }
  raise(problems)
}

function undo(k: Invocation, info: Info, dryRun: 'none' | 'client' | 'server'): void {
  const kind = kindPrefix(info.mapping)
  if (!['deployment.apps', 'daemonset.apps', 'statefulset.apps'].includes(kind)) throw noRollouts(info, 'rollbacker', 'rollbacker')
  if (info.object['metadata'].annotations?.[LAST_APPLIED])
    k.warn(
      `resource ${info.mapping.resource}/${info.name} was previously managed with 'kubectl apply'. Rolling back will not update the ${LAST_APPLIED} annotation, which may cause unexpected behavior on future 'kubectl apply' operations. Consider using 'kubectl apply' with your previous configuration file instead.`,
    )
  const operation = rollBack(k, info, kind, dryRun)
  typedOperationPrinter(k, `${operation}${dryRunSuffix(dryRun)}`)(info.object)
}

function rollBack(k: Invocation, info: Info, kind: string, dryRun: 'none' | 'client' | 'server'): string {
  const wanted = k.int('to-revision')
  if (wanted < 0) throw new CommandError(`unable to find specified revision ${wanted} in history`)
  const revisions = revisionsOf(k, info)
  const previous = revisions.at(-2)
  const target = wanted > 0 ? revisions.find(({ number }) => number === wanted) : previous
  if (!target)
    throw new CommandError(
      wanted > 0
        ? `unable to find specified revision ${wanted} in history`
        : kind === 'deployment.apps'
          ? `no rollout history found for deployment "${info.name}"`
          : 'no last revision to roll back to',
    )
  if (dryRun === 'client') return oneRevision({ ...target, cause: '' })
  const template = withoutHash(target.template)
  if (info.object['spec'].paused)
    throw new CommandError(`you cannot rollback a paused deployment; resume it first with 'kubectl rollout resume' and try again`)
  if (goJson(withoutHash(info.object['spec'].template)) === goJson(template))
    return `skipped rollback (current template already matches revision ${target.number})`
  const query = writeQuery(k, dryRun)
  if (kind === 'deployment.apps') {
    const patch = [
      { op: 'replace', path: '/spec/template', value: template },
      { op: 'replace', path: '/metadata/annotations', value: annotationsOf(info.object, target.keeper) },
    ]
    patchObject(k, info, 'json', patch, query)
  } else patchObject(k, info, 'strategic', { spec: { template: { $patch: 'replace', ...template } } }, query)
  return 'rolled back'
}

/** Annotations that stay the Deployment's own; the others come from the ReplicaSet rolled back to. */
const KEPT = [
  LAST_APPLIED,
  REVISION,
  'deployment.kubernetes.io/revision-history',
  'deployment.kubernetes.io/desired-replicas',
  'deployment.kubernetes.io/max-replicas',
  'deprecated.deployment.rollback.to',
]

function annotationsOf(deployment: JsonObject, replicaSet: JsonObject): JsonObject {
  const annotations: JsonObject = {}
  for (const key of KEPT) {
    const value = deployment['metadata'].annotations?.[key]
    if (value !== undefined) annotations[key] = value
  }
  for (const [key, value] of Object.entries(replicaSet['metadata'].annotations ?? {})) if (!KEPT.includes(key)) annotations[key] = value
  return annotations
}

import type { Task } from '../../sim/task.ts'
import type { Command } from '../command.ts'
import { DRY_RUN_FLAG, FILE_FLAGS, SELECTOR_FLAG } from '../common-flags.ts'
import { CommandError, raise } from '../errors.ts'
import type { Invocation } from '../invocation.ts'
import { operationPrinter, PRINT_FLAGS } from '../printers/object-printer.ts'
import { type Info, select, selectionOf } from '../resource-builder.ts'
import { pathOf } from '../rest.ts'
import { watchPath } from '../watching.ts'
import { dryRunOf, dryRunSuffix, patchObject, writeQuery } from '../writing.ts'

export const scale: Command = {
  name: 'scale',
  use: 'scale [--resource-version=version] [--current-replicas=count] --replicas=COUNT (-f FILENAME | TYPE NAME)',
  short: 'Set a new size for a deployment, replica set, or replication controller',
  group: 'Deploy Commands',
  long: 'Set a new size for a deployment, replica set, replication controller, or stateful set. Preconditions (--current-replicas, --resource-version) are checked before.',
  examples: '# Three Pods\nkubectl scale deployment backend --replicas=3',
  required: ['replicas'],
  flags: `${PRINT_FLAGS}${FILE_FLAGS}${SELECTOR_FLAG}${DRY_RUN_FLAG}
--all bool  All objects of the kind in the namespace.
--current-replicas int=-1  Scale only what has this size now.
--replicas int  The new size.
--resource-version string  Scale only what has this resourceVersion.
--timeout duration  How long to wait for the size; 0 does not wait.
`,
  run: runScale,
}

function* runScale(k: Invocation): Task<void> {
  const dryRun = dryRunOf(k)
  const replicas = k.int('replicas')
  if (replicas < 0) throw new CommandError('The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0')
  if (k.int('current-replicas') < -1) throw new CommandError('The --current-replicas must specify an integer of -1 or greater')
  const print = operationPrinter(k, `scaled${dryRunSuffix(dryRun)}`)
  const { infos, errors } = yield* select(k, selectionOf(k, { args: k.args, latest: true, continueOnError: true }))
  if (infos.length > 1 && k.str('resource-version')) throw new CommandError('cannot use --resource-version with multiple resources')
  if (infos.length === 0 && errors.length === 0) throw new CommandError('no objects passed to scale')
  const query = { ...writeQuery(k, dryRun) }
  for (const info of infos) {
    if (dryRun !== 'client') {
      checkPreconditions(k, info)
      patchObject(k, info, 'merge', { spec: { replicas } }, query, 'scale')
      const timeout = Number(k.flags.value('timeout'))
      if (timeout > 0) yield* waitForSize(k, info, replicas, k.now + timeout)
    }
    print(info.object)
  }
  raise(errors)
}

function checkPreconditions(k: Invocation, { mapping, namespace, name }: Info): void {
  const current = k.int('current-replicas')
  const version = k.str('resource-version')
  if (current === -1 && !version) return
  const scaleObject = k.client.get(mapping, namespace, name, { subresource: 'scale' })
  const has = scaleObject['spec']?.replicas ?? 0
  if (current !== -1 && has !== current) throw new CommandError(`Expected replicas to be ${current}, was ${has}`)
  const revision = scaleObject['metadata'].resourceVersion
  if (version && revision !== version) throw new CommandError(`Expected resource version to be ${version}, was ${revision}`)
}

function* waitForSize(k: Invocation, { mapping, namespace, name }: Info, replicas: number, deadline: number): Task<void> {
  const query = { fieldSelector: `metadata.name=${name}` }
  const outcome = yield* watchPath(
    k,
    pathOf(mapping, namespace),
    { query },
    deadline,
    ({ object }) =>
      (object['status']?.replicas ?? 0) === replicas && (object['status']?.observedGeneration ?? 0) >= (object['metadata'].generation ?? 0),
  )
  if (outcome === 'timeout') throw new CommandError('timed out waiting for the condition')
}

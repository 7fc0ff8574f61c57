import type { Task } from '../../sim/task.ts'
import type { Command } from '../command.ts'
import { DRY_RUN_FLAG, SELECTOR_FLAG } from '../common-flags.ts'
import { raise } from '../errors.ts'
import type { Invocation } from '../invocation.ts'
import { select, selectionOf } from '../resource-builder.ts'
import { dryRunOf, dryRunSuffix, patchObject, writeQuery } from '../writing.ts'

const FLAGS = `${SELECTOR_FLAG}${DRY_RUN_FLAG}`

export const cordon: Command = {
  name: 'cordon',
  use: 'cordon NODE',
  short: 'Mark node as unschedulable',
  group: 'Cluster Management Commands',
  long: 'Mark node as unschedulable.',
  examples: `# No new Pods on node-1
kubectl cordon node-1`,
  flags: FLAGS,
  run: (k) => mark(k, true),
}

export const uncordon: Command = {
  name: 'uncordon',
  use: 'uncordon NODE',
  short: 'Mark node as schedulable',
  group: 'Cluster Management Commands',
  long: 'Mark node as schedulable.',
  examples: `# New Pods on node-1 again
kubectl uncordon node-1`,
  flags: FLAGS,
  run: (k) => mark(k, false),
}

/** Turns `spec.unschedulable` of nodes on or off, and says which had it so already. */
function* mark(k: Invocation, unschedulable: boolean): Task<void> {
  const word = unschedulable ? 'cordon' : 'uncordon'
  if (k.args.length === 0 && k.str('selector') === '') throw k.usageError(`USAGE: ${k.command.use} [flags]`)
  if (k.args.length > 0 && k.str('selector') !== '') throw k.usageError('error: cannot specify both a node name and a --selector option')
  const names = k.args.map((name) => name.replace(/^nodes?\//, ''))
  const { infos, errors } = yield* select(
    k,
    selectionOf(k, { args: ['nodes', ...names], allowBareType: true, latest: true, continueOnError: true }),
  )
  const dryRun = dryRunOf(k)
  for (const info of infos) {
    const already = (info.object['spec'].unschedulable === true) === unschedulable
    if (!already && dryRun !== 'client')
      patchObject(k, info, 'strategic', { spec: { unschedulable: unschedulable || null } }, writeQuery(k, dryRun))
    k.out(`node/${info.name} ${already ? 'already ' : ''}${word}ed${already ? '' : dryRunSuffix(dryRun)}\n`)
  }
  raise(errors)
}

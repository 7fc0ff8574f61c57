import type { JsonObject } from '../../../cluster/api/object.ts'
import type { Task } from '../../../sim/task.ts'
import type { Command } from '../../command.ts'
import { DRY_RUN_FLAG, SELECTOR_FLAG } from '../../common-flags.ts'
import { CommandError } from '../../errors.ts'
import type { Invocation } from '../../invocation.ts'
import { type Info, select } from '../../resource-builder.ts'
import { type DryRun, dryRunOf, dryRunSuffix, patchObject, writeQuery } from '../../writing.ts'

export const cordon: Command = {
  name: 'cordon',
  use: 'cordon NODE',
  short: 'Mark node as unschedulable',
  group: 'Cluster Management Commands',
  long: 'Mark node as unschedulable.',
  examples: '# No new Pods for a node\nkubectl cordon node-1',
  flags: `${DRY_RUN_FLAG}${SELECTOR_FLAG}`,
  run: (k) => runCordon(k, true),
}

export const uncordon: Command = {
  name: 'uncordon',
  use: 'uncordon NODE',
  short: 'Mark node as schedulable',
  group: 'Cluster Management Commands',
  long: 'Mark node as schedulable.',
  flags: `${DRY_RUN_FLAG}${SELECTOR_FLAG}`,
  run: (k) => runCordon(k, false),
}

function* runCordon(k: Invocation, unschedulable: boolean): Task<void> {
  const dryRun = dryRunOf(k)
  for (const info of yield* nodesOf(k)) setSchedulable(k, info, unschedulable, dryRun)
}

/** The nodes that arguments or a selector name. */
export function* nodesOf(k: Invocation): Task<Info[]> {
  const selector = k.str('selector')
  if (k.args.length === 0 && !selector) throw k.usageError(`USAGE: ${k.command.use} [flags]`)
  if (k.args.length > 0 && selector) throw k.usageError('cannot specify both a node name and a --selector option')
  const pairs = k.args.some((word) => word.includes('/')) && k.args.map((word) => (word.includes('/') ? word : `nodes/${word}`))
  const args = selector ? ['nodes'] : pairs || ['nodes', ...k.args]
  const { infos } = yield* select(k, { args, selector: selector || undefined })
  const other = infos.find(({ mapping }) => mapping.kind !== 'Node')?.mapping
  if (other) throw new CommandError(`expected resource of type node, got "${other.group}/${other.version}, Resource=${other.resource}"`)
  return infos
}

/** Cordons or uncordons and says what came of it. */
export function setSchedulable(k: Invocation, info: Info, unschedulable: boolean, dryRun: DryRun): void {
  const word = unschedulable ? 'cordoned' : 'uncordoned'
  const already = (info.object['spec']?.unschedulable === true) === unschedulable
  if (!already && dryRun !== 'client') {
    const patch: JsonObject = { spec: { unschedulable: unschedulable || null } }
    try {
      patchObject(k, info, 'strategic', patch, writeQuery(k, dryRun))
    } catch (error) {
      throw new CommandError(`unable to ${word.replace(/ed$/, '')} node ${JSON.stringify(info.name)}: ${(error as Error).message}`)
    }
  }
  k.out(`node/${info.name} ${already ? 'already ' : ''}${word}${dryRunSuffix(dryRun)}\n`)
}

import type { JsonObject } from '../../../cluster/api/object.ts'
import { labelValueFaults, qualifiedNameFaults } from '../../../cluster/apiserver/selectors/names.ts'
import type { Task } from '../../../sim/task.ts'
import { twoWayPatch } from '../../apply/three-way.ts'
import type { Command } from '../../command.ts'
import { DRY_RUN_FLAG, fieldManager, SELECTOR_FLAG, VALIDATE_FLAG } from '../../common-flags.ts'
import { CommandError, raise, StatusError } from '../../errors.ts'
import type { Invocation } from '../../invocation.ts'
import { operationPrinter, PRINT_FLAGS } from '../../printers/object-printer.ts'
import { type Info, select, selectionOf } from '../../resource-builder.ts'
import { dryRunOf, patchObject, writeQuery } from '../../writing.ts'

const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute']

export const taint: Command = {
  name: 'taint',
  use: 'taint NODE NAME KEY_1=VAL_1:TAINT_EFFECT_1 ... KEY_N=VAL_N:TAINT_EFFECT_N',
  short: 'Update the taints on one or more nodes',
  group: 'Cluster Management Commands',
  long: 'Update the taints on one or more nodes. KEY=VALUE:EFFECT sets a taint, KEY:EFFECT- or KEY- takes it away. Effects: NoSchedule, PreferNoSchedule, NoExecute.',
  examples:
    '# Keep Pods away\nkubectl taint nodes node-1 dedicated=db:NoSchedule\n\n# And let them in again\nkubectl taint nodes node-1 dedicated:NoSchedule-',
  flags: `${PRINT_FLAGS}${SELECTOR_FLAG}${DRY_RUN_FLAG}${VALIDATE_FLAG}${fieldManager('kubectl-taint')}
--all bool  All nodes.
--overwrite bool  Replace taints that are there.
`,
  run: runTaint,
}

interface Taint {
  key: string
  value?: string
  effect: string
}

function* runTaint(k: Invocation): Task<void> {
  const { resources, specs } = split(k.args)
  if (k.args.length === 0 || resources.length === 0) throw new CommandError('one or more resources must be specified as <resource> <name>')
  if (specs.length === 0) throw new CommandError('at least one taint update is required')
  const { add, remove } = parse(k, specs)
  const dryRun = dryRunOf(k)
  yield* k.connect()
  const [type = ''] = resources
  const mapping = k.mapper.find(type)
  if (mapping && mapping.kind !== 'Node') throw new CommandError(`invalid resource type ${type}, only node types are supported`)
  if (k.bool('all') && k.str('selector')) throw new CommandError('setting "all" parameter with a non empty selector is prohibited')
  const { infos } = yield* select(k, selectionOf(k, { args: resources, allowBareType: false }))
  operationPrinter(k, '')
  const problems: unknown[] = []
  for (const info of infos) {
    try {
      const { taints, done } = change(k, info, add, remove)
      const after: JsonObject = { ...info.object, spec: { ...info.object['spec'], ...(taints.length > 0 ? { taints } : {}) } }
      if (taints.length === 0) delete after['spec'].taints
      const made = dryRun === 'client' ? after : patchObject(k, info, 'strategic', twoWayPatch(info.object, after), writeQuery(k, dryRun))
      operationPrinter(k, done)(made)
    } catch (error) {
      if (!(error instanceof CommandError || error instanceof StatusError)) throw error
      problems.push(error)
    }
  }
  raise(problems)
}

function split(args: readonly string[]): { resources: string[]; specs: string[] } {
  const resources: string[] = []
  const specs: string[] = []
  for (const word of args) {
    if (/[=:]|-$/.test(word) && resources.length > 0 && (word.includes('=') || word.includes(':') || word.endsWith('-'))) specs.push(word)
    else if (specs.length > 0) throw new CommandError(`all resources must be specified before taint changes: ${word}`)
    else resources.push(word)
  }
  return { resources, specs }
}

function parse(k: Invocation, specs: readonly string[]): { add: Taint[]; remove: Taint[] } {
  const add: Taint[] = []
  const remove: Taint[] = []
  for (const spec of specs) {
    if (spec.endsWith('-')) remove.push(parseOne(k, spec.slice(0, -1)))
    else {
      const taint = parseOne(k, spec)
      if (taint.effect === '') throw k.usageError(`invalid taint spec: ${spec}`)
      if (add.some(({ key, effect }) => key === taint.key && effect === taint.effect))
        throw k.usageError(`duplicated taints with the same key and effect: {${taint.key} ${taint.value ?? ''} ${taint.effect} <nil>}`)
      add.push(taint)
    }
  }
  const both = remove.filter((gone) => add.some(({ key, effect }) => key === gone.key && (effect === gone.effect || gone.effect === '')))
  if (both.length > 0)
    throw new CommandError(
      `can not both modify and remove the following taint(s) in the same command: ${both.map(({ key, effect }) => `${key}=${effect}`).join(', ')}`,
    )
  return { add, remove }
}

function parseOne(k: Invocation, spec: string): Taint {
  const parts = spec.split(':')
  let key = parts[0] as string
  let value: string | undefined
  let effect = ''
  if (parts.length > 2) throw k.usageError(`invalid taint spec: ${spec}`)
  if (parts.length === 2) {
    effect = parts[1] as string
    if (!EFFECTS.includes(effect)) throw k.usageError(`invalid taint effect: ${effect}, unsupported taint effect`)
    const pair = key.split('=')
    if (pair.length > 2) throw k.usageError(`invalid taint spec: ${spec}`)
    key = pair[0] as string
    value = pair[1]
    const faults = value === undefined ? [] : labelValueFaults(value)
    if (faults.length > 0) throw k.usageError(`invalid taint spec: ${spec}, ${faults.join('; ')}`)
  }
  const faults = qualifiedNameFaults(key).map((fault) => fault.replace('a qualified name must', 'a valid label key must'))
  if (faults.length > 0) throw k.usageError(`invalid taint spec: ${spec}, ${faults.join('; ')}`)
  return { key, ...(value !== undefined && value !== '' ? { value } : {}), effect }
}

function change(k: Invocation, { object, name }: Info, add: readonly Taint[], remove: readonly Taint[]): { taints: Taint[]; done: string } {
  const old: Taint[] = object['spec'].taints ?? []
  const same = (a: Taint, b: Taint): boolean => a.key === b.key && (a.effect === b.effect || a.effect === '')
  if (!k.bool('overwrite')) {
    const taken = add.filter((taint) => old.some((one) => same(taint, one)))
    if (taken.length > 0)
      throw new CommandError(
        `node ${name} already has ${taken.map(({ key }) => key).join(', ')} taint(s) with same effect(s) and --overwrite is false`,
      )
  }
  const missing = remove.filter((taint) => !old.some((one) => same(taint, one)))
  if (missing.length > 0)
    throw new CommandError(
      `taint ${missing.map(({ key, effect }) => JSON.stringify(effect ? `${key}:${effect}` : key)).join(', ')} not found`,
    )
  const kept = old.filter((one) => !remove.some((taint) => same(taint, one)) && !add.some((taint) => same(taint, one)))
  const done =
    add.length > 0 && remove.length > 0
      ? 'modified'
      : add.length > 0
        ? old.some((one) => add.some((taint) => same(taint, one)))
          ? 'modified'
          : 'tainted'
        : 'untainted'
  return { taints: [...add, ...kept], done }
}

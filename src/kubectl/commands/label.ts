import { goQuote } from '../../cluster/api/go-syntax.ts'
import { equal } from '../../cluster/api/json.ts'
import type { JsonObject } from '../../cluster/api/object.ts'
import { labelValueFaults } from '../../cluster/apiserver/selectors/names.ts'
import type { Task } from '../../sim/task.ts'
import { mergePatchBetween } from '../apply/three-way.ts'
import type { Command } from '../command.ts'
import { ALL_NAMESPACES_FLAG, DRY_RUN_FLAG, FIELD_SELECTOR_FLAG, FILE_FLAGS, fieldManager, SELECTOR_FLAG } from '../common-flags.ts'
import { CommandError, raise, StatusError } from '../errors.ts'
import type { Invocation } from '../invocation.ts'
import { resourcesAndPairs } from '../pairs.ts'
import { operationPrinter, PRINT_FLAGS } from '../printers/object-printer.ts'
import { type Info, select, selectionOf } from '../resource-builder.ts'
import { CHANGE_CAUSE } from '../revisions.ts'
import { dryRunOf, dryRunSuffix, patchObject, writeQuery } from '../writing.ts'

/** What `label` and `annotate` say differently. */
interface Kind {
  field: 'labels' | 'annotations'
  noun: 'label' | 'annotation'
  done: (before: JsonObject, after: JsonObject, overwrite: boolean) => string
  parse: (pairs: readonly string[]) => Changes
  taken: (conflicts: readonly { key: string; value: string }[]) => string
}

interface Changes {
  set: Record<string, string>
  remove: string[]
}

const LABELS: Kind = {
  field: 'labels',
  noun: 'label',
  done: (before, after, overwrite) => {
    if (equal(before, after)) return 'not labeled'
    return !overwrite && JSON.stringify(after).length < JSON.stringify(before).length ? 'unlabeled' : 'labeled'
  },
  parse: parseLabels,
  taken: ([first]) => `'${first?.key}' already has a value (${first?.value}), and --overwrite is false`,
}

const ANNOTATIONS: Kind = {
  field: 'annotations',
  noun: 'annotation',
  done: () => 'annotated',
  parse: parseAnnotations,
  taken: (conflicts) =>
    `--overwrite is false but found the following declared annotation(s): ${conflicts.map(({ key, value }) => `'${key}' already has a value (${value})`).join('; ')}`,
}

function flags(name: string): string {
  return `${PRINT_FLAGS}${FILE_FLAGS}${SELECTOR_FLAG}${FIELD_SELECTOR_FLAG}${ALL_NAMESPACES_FLAG}${DRY_RUN_FLAG}${fieldManager(`kubectl-${name}`)}
--all bool  All objects of the kind in the namespace.
--list bool  Show what is there.
--local bool  Change files only, not the server.
--overwrite bool  Replace values that are there.
--resource-version string  Change only an object of this resourceVersion.
`
}

export const label: Command = {
  name: 'label',
  use: 'label [--overwrite] (-f FILENAME | TYPE NAME) KEY_1=VAL_1 ... KEY_N=VAL_N [--resource-version=version]',
  short: 'Update the labels on a resource',
  group: 'Settings Commands',
  long: 'Update the labels on a resource. KEY=VALUE sets a label, KEY- takes it away; a label that is there is replaced with --overwrite only.',
  examples: `# Set a label
kubectl label pod backend tier=web

# Take it away
kubectl label pod backend tier-`,
  flags: flags('label'),
  run: (k) => change(k, LABELS),
}

export const annotate: Command = {
  name: 'annotate',
  use: 'annotate [--overwrite] (-f FILENAME | TYPE NAME) KEY_1=VAL_1 ... KEY_N=VAL_N [--resource-version=version]',
  short: 'Update the annotations on a resource',
  group: 'Settings Commands',
  long: 'Update the annotations on a resource. KEY=VALUE sets an annotation, KEY- takes it away; one that is there is replaced with --overwrite only.',
  examples: "# A note on a Deployment\nkubectl annotate deployment backend kubernetes.io/change-cause='first version'",
  flags: flags('annotate'),
  run: (k) => change(k, ANNOTATIONS),
}

function parseLabels(pairs: readonly string[]): Changes {
  const changes: Changes = { set: Object.create(null), remove: [] }
  for (const spec of pairs) {
    if (spec.includes('=')) {
      const [key = '', value = '', more] = spec.split('=')
      if (more !== undefined) throw new CommandError(`invalid label spec: ${spec}`)
      const faults = labelValueFaults(value)
      if (faults.length > 0) throw new CommandError(`invalid label value: ${goQuote(spec)}: ${faults.join(';')}`)
      changes.set[key] = value
    } else changes.remove.push(spec.slice(0, -1))
  }
  if (changes.remove.some((key) => key in changes.set)) throw new CommandError('can not both modify and remove a label in the same command')
  return changes
}

function parseAnnotations(pairs: readonly string[]): Changes {
  const changes: Changes = { set: Object.create(null), remove: [] }
  for (const spec of pairs) {
    const at = spec.indexOf('=')
    if (at > 0) changes.set[spec.slice(0, at)] = spec.slice(at + 1)
    else if (spec.endsWith('-') && spec.length > 1) changes.remove.push(spec.slice(0, -1))
    else throw new CommandError(`invalid annotation format: ${spec}`)
  }
  const both = changes.remove.filter((key) => key in changes.set)
  if (both.length > 0)
    throw new CommandError(`can not both modify and remove the following annotation(s) in the same command: ${both.join(', ')}`)
  return changes
}

function* change(k: Invocation, kind: Kind): Task<void> {
  const { resources, pairs } = resourcesAndPairs(k.args, kind.noun)
  const changes = kind.parse(pairs)
  const list = k.bool('list')
  if (kind === ANNOTATIONS) operationPrinter(k, '')
  else if (list && k.str('output')) throw new CommandError('--list and --output may not be specified together')
  if (k.bool('all') && k.str('selector')) throw new CommandError('cannot set --all and --selector at the same time')
  if (k.bool('all') && k.str('field-selector')) throw new CommandError('cannot set --all and --field-selector at the same time')
  if (resources.length === 0 && k.list('filename').length === 0 && !k.str('kustomize'))
    throw new CommandError('one or more resources must be specified as <resource> <name> or <resource>/<name>')
  if (pairs.length === 0 && !list) throw new CommandError(`at least one ${kind.noun} update is required`)
  const local = k.bool('local')
  if (local && k.list('filename').length === 0 && !k.str('kustomize'))
    throw new CommandError('can only use local files by -f pod.yaml or --filename=pod.json when --local=true is set')
  const dryRun = local ? 'client' : dryRunOf(k)
  const { infos, errors, single } = yield* select(k, selectionOf(k, { args: resources, latest: !local, local, continueOnError: true }))
  const problems = [...errors]
  if (k.str('resource-version') && infos.length > 1) throw new CommandError('--resource-version may only be used with a single resource')
  for (const info of infos) {
    try {
      if (list) listPairs(k, pairs.length > 0 ? { ...info, object: changed(k, info, kind, changes) } : info, kind, single)
      else changeOne(k, info, kind, changes, dryRun)
    } catch (error) {
      if (!(error instanceof CommandError || error instanceof StatusError)) throw error
      problems.push(error)
    }
  }
  raise(problems)
}

function listPairs(k: Invocation, { mapping, name, object }: Info, { field }: Kind, single: boolean): void {
  const indent = single ? '' : ' '
  if (!single) k.out(`Listing ${field} for ${mapping.kind}.${mapping.group}/${name}:\n`)
  for (const line of Object.entries(object['metadata'][field] ?? {})
    .map(([key, value]) => `${key}=${value}`)
    .sort())
    k.out(`${indent}${line}\n`)
}

/** The object with its labels or annotations changed. */
function changed(k: Invocation, info: Info, kind: Kind, { set, remove }: Changes): JsonObject {
  const before = info.object
  const had: Record<string, string> = before['metadata']?.[kind.field] ?? {}
  const overwrite = k.bool('overwrite')
  if (!overwrite) {
    const conflicts = Object.keys(set)
      .filter((key) => key !== CHANGE_CAUSE && Object.hasOwn(had, key) && had[key] !== set[key])
      .map((key) => ({ key, value: had[key] as string }))
    if (conflicts.length > 0) throw new CommandError(kind.taken(conflicts))
  }
  const values = { ...had, ...set }
  for (const key of remove) delete values[key]
  return {
    ...before,
    metadata: {
      ...before['metadata'],
      [kind.field]: values,
      ...(k.str('resource-version') ? { resourceVersion: k.str('resource-version') } : {}),
    },
  }
}

function changeOne(k: Invocation, info: Info, kind: Kind, changes: Changes, dryRun: 'none' | 'client' | 'server'): void {
  const before = info.object
  const had: Record<string, string> = before['metadata']?.[kind.field] ?? {}
  if (kind === LABELS && dryRun !== 'client')
    for (const key of changes.remove) if (!Object.hasOwn(had, key)) k.out(`label ${JSON.stringify(key)} not found.\n`)
  const after = changed(k, info, kind, changes)
  let result = after
  if (dryRun !== 'client') {
    const patch = mergePatchBetween(before, after)
    result = patchObject(k, info, 'merge', patch, writeQuery(k, dryRun))
  }
  operationPrinter(k, `${kind.done(before, after, k.bool('overwrite'))}${dryRunSuffix(k.bool('local') ? 'none' : dryRun)}`)(result)
}

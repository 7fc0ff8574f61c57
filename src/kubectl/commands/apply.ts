import type { JsonObject } from '../../cluster/api/object.ts'
import { arrived } from '../../sim/code.ts'
import { sleep, type Task } from '../../sim/task.ts'
import { withLastApplied } from '../apply/last-applied.ts'
import { type Command, later } from '../command.ts'
import { CASCADE_FLAGS, DRY_RUN_FLAG, FILE_FLAGS, fieldManager, SELECTOR_FLAG, VALIDATE_FLAG } from '../common-flags.ts'
import { CommandError, isNotFound, notSimulated, raise, StatusError } from '../errors.ts'
import type { Invocation } from '../invocation.ts'
import { CHANGES } from '../later.ts'
import { goJson } from '../printers/go-json.ts'
import { operationPrinter, PRINT_FLAGS } from '../printers/object-printer.ts'
import { type Info, select, selectionOf } from '../resource-builder.ts'
import { ROUND_TRIP } from '../rest.ts'
import { createObject, type DryRun, describeInfo, dryRunOf, dryRunSuffix, during, saying, validationOf, writeQuery } from '../writing.ts'

const lastAppliedCommands = later('kubectl’s commands about what was applied last', () => import('./last-applied.ts'))

export const apply: Command = {
  name: 'apply',
  flags: `${PRINT_FLAGS}${FILE_FLAGS}${SELECTOR_FLAG}${DRY_RUN_FLAG}${VALIDATE_FLAG}${CASCADE_FLAGS}${fieldManager('kubectl-client-side-apply')}
--all bool
--force-conflicts bool
--openapi-patch bool=true
--overwrite bool=true
--prune bool
--prune-allowlist stringArray
--server-side bool
--subresource string
--wait bool
`,
  run: runApply,
  commands: [
    lastAppliedCommands(
      { name: 'edit-last-applied', short: 'Edit latest last-applied-configuration annotations of a resource/object' },
      (all) => all.editLastApplied,
    ),
    lastAppliedCommands(
      {
        name: 'set-last-applied',
        short: 'Set the last-applied-configuration annotation on a live object to match the contents of a file',
      },
      (all) => all.setLastApplied,
    ),
    lastAppliedCommands(
      { name: 'view-last-applied', short: 'View the latest last-applied-configuration annotations of a resource/object' },
      (all) => all.viewLastApplied,
    ),
  ],
}

/** How an apply goes about it. */
export interface Applying {
  dryRun: DryRun
  validation: 'Strict' | 'Warn' | 'Ignore'
  print: (info: Info, operation: string) => void
}

function* runApply(k: Invocation): Task<void> {
  const dryRun = dryRunOf(k)
  const validation = validationOf(k)
  if (k.bool('force-conflicts') && !k.bool('server-side')) throw new CommandError('--force-conflicts only works with --server-side')
  if (dryRun === 'client' && k.bool('server-side'))
    throw new CommandError("--dry-run=client doesn't work with --server-side (did you mean --dry-run=server instead?)")
  if (k.bool('force') && k.bool('server-side')) throw new CommandError('--force cannot be used with --server-side')
  if (k.list('filename').length === 0 && !k.str('kustomize')) {
    if (k.args.length > 0) throw unexpected(k)
    throw new CommandError('must specify one of -f and -k')
  }
  if (k.args.length > 0) throw unexpected(k)
  if (k.bool('all') && k.str('selector')) throw new CommandError('cannot set --all and --selector at the same time')
  if (k.str('subresource') && !k.bool('server-side')) throw new CommandError('--subresource can only be specified for --server-side')
  if (k.bool('prune')) {
    if (!k.bool('all') && !k.str('selector'))
      throw new CommandError(
        'all resources selected for prune without explicitly passing --all. To prune all resources, pass the --all flag. If you did not mean to prune all resources, specify a label selector',
      )
    throw notSimulated('kubectl apply --prune')
  }
  const whole = k.str('output') !== '' && k.str('output') !== 'name'
  const shown: JsonObject[] = []
  const applying: Applying = {
    dryRun,
    validation,
    print: (info, operation) => {
      if (whole) shown.push(info.object)
      else operationPrinter(k, operation + dryRunSuffix(dryRun))(info.object)
    },
  }
  const { infos, errors } = yield* select(k, selectionOf(k, { continueOnError: true, validate: validation !== 'Ignore', all: false }))
  if (infos.length === 0 && errors.length === 0) throw new CommandError('no objects passed to apply')
  const problems = [...errors]
  for (const info of infos) {
    try {
      yield* sleep(ROUND_TRIP)
      yield* applyOne(k, info, applying)
    } catch (error) {
      if (!(error instanceof CommandError || error instanceof StatusError)) throw error
      problems.push(error)
    }
  }
  raise(problems)
  if (shown.length === 1) operationPrinter(k, '')(shown[0] as JsonObject)
  // a List of Go's, with its fields in the type's order
  else if (shown.length > 1)
    operationPrinter(k, '', { sorted: false })({ kind: 'List', apiVersion: 'v1', metadata: {}, items: shown.map(inOrder) })
}

/** An object with its keys in order, as Go writes what has no type. */
const inOrder = (object: JsonObject): JsonObject => JSON.parse(goJson(object)) as JsonObject

function unexpected(k: Invocation): CommandError {
  return k.usageError(`Unexpected args: [${k.args.join(' ')}]`)
}

function* applyOne(k: Invocation, info: Info, applying: Applying): Task<void> {
  const generateName: string | undefined = info.object['metadata']?.generateName
  if (info.name === '' && generateName) throw new CommandError(`from ${generateName}: cannot use generate name with apply`)
  if (k.bool('server-side')) return (yield* arrived(CHANGES)).applyOnServer(k, info, applying)
  const modified = withLastApplied(info.object)
  let current: JsonObject
  try {
    current = k.client.get(info.mapping, info.namespace, info.name)
  } catch (error) {
    if (!isNotFound(error)) {
      throw during(`retrieving current configuration of:\n${describeInfo(info)}\nfrom server for:`, info.source, error)
    }
    const object = withoutNulls(modified)
    info.object = object
    if (applying.dryRun !== 'client')
      info.object = saying('creating', info.source, () =>
        createObject(k, info, object, writeQuery(k, applying.dryRun, applying.validation)),
      )
    return applying.print(info, 'created')
  }
  const { applyChange } = yield* arrived(CHANGES)
  yield* applyChange(k, info, modified, current, applying)
}

/** What a later apply would make of nulls; the annotation keeps them. */
function withoutNulls<T>(value: T): T {
  if (Array.isArray(value)) return value.map(withoutNulls) as T
  if (typeof value !== 'object' || value === null) return value
  const kept = Object.entries(value).filter(([, each]) => each !== null)
  return Object.fromEntries(kept.map(([key, each]) => [key, withoutNulls(each)])) as T
}

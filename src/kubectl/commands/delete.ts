import type { JsonObject } from '../../cluster/api/object.ts'
import { LineReader } from '../../sim/pipe.ts'
import type { Task } from '../../sim/task.ts'
import type { Command } from '../command.ts'
import { ALL_NAMESPACES_FLAG, CASCADE_FLAGS, DRY_RUN_FLAG, FIELD_SELECTOR_FLAG, FILE_FLAGS, SELECTOR_FLAG } from '../common-flags.ts'
import { kindPrefix } from '../discovery.ts'
import { CommandError, isNotFound, raise, StatusError } from '../errors.ts'
import type { Invocation } from '../invocation.ts'
import { type Info, select, selectionOf } from '../resource-builder.ts'
import { pathOf } from '../rest.ts'
import { watchObject } from '../watching.ts'
import { type DryRun, dryRunOf, dryRunSuffix, during } from '../writing.ts'

/** How long deletion is waited for when --timeout leaves it open: a week. */
const LONG = 168 * 3_600_000

export const deleteCommand: Command = {
  name: 'delete',
  use: 'delete ([-f FILENAME] | [-k DIRECTORY] | TYPE [(NAME | -l label | --all)])',
  short: 'Delete resources by file names, stdin, resources and names, or by resources and label selector',
  group: 'Basic Commands (Intermediate)',
  long: `Delete resources by file names, stdin, resources and names, or by resources and label selector.

 The command waits until the objects are gone, unless --wait=false. Pods are given their grace period to end; --now shortens it to a second, --force --grace-period=0 does not wait for them at all.`,
  examples: `# A Pod by name
kubectl delete pod backend

# What a manifest describes
kubectl delete -f service.yaml

# By label
kubectl delete pods,services -l app=backend`,
  flags: `${FILE_FLAGS}${SELECTOR_FLAG}${FIELD_SELECTOR_FLAG}${ALL_NAMESPACES_FLAG}${DRY_RUN_FLAG}${CASCADE_FLAGS}
--all bool  Delete all objects of the kinds in the namespace.
--ignore-not-found bool  Objects that are not there are no error.
-i, --interactive bool  Ask before deleting.
--now bool  Let things end within a second.
-o, --output string  Print names only: name.
--raw string  Send a DELETE to this path of the server.
--wait bool=true  Wait until the objects are gone.
`,
  run: runDelete,
}

export interface Deletion {
  dryRun: DryRun
  gracePeriod: number
  cascade: string
  ignoreNotFound: boolean
  wait: boolean
  timeout: number
  quiet?: boolean
  output?: string
}

function* runDelete(k: Invocation): Task<void> {
  const dryRun = dryRunOf(k)
  const format = k.str('output')
  const cascade = cascadeOf(k)
  if (k.str('raw')) {
    const client = yield* k.connect()
    k.out(`${client.door.text(client.request('DELETE', k.str('raw')))}\n`)
    return
  }
  let gracePeriod = k.int('grace-period')
  const force = k.bool('force')
  if (k.bool('now')) {
    if (gracePeriod !== -1) throw new CommandError('--now and --grace-period cannot be specified together')
    gracePeriod = 1
  }
  if (gracePeriod === 0 && !force) gracePeriod = 1
  if (force && gracePeriod < 0) gracePeriod = 0
  if (format !== '' && format !== 'name') throw new CommandError(`unexpected -o output mode: ${format}. We only support '-o name'`)
  const selectors = k.str('selector') !== '' || k.str('field-selector') !== ''
  if (k.bool('all') && selectors) throw new CommandError("setting 'all' parameter but found a non empty selector. ")
  if (force && gracePeriod > 0) throw new CommandError('--force and --grace-period greater than 0 cannot be specified together')
  const ignoreNotFound = k.changed('ignore-not-found') ? k.bool('ignore-not-found') : k.bool('all') || selectors
  const { infos, errors } = yield* select(k, selectionOf(k, { args: k.args, continueOnError: true, fetch: false }))
  if (gracePeriod === 0)
    k.warn(
      'Immediate deletion does not wait for confirmation that the running resource has been terminated. The resource may continue to run on the cluster indefinitely.',
    )
  if (k.bool('interactive') && !(yield* confirmed(k, infos))) return
  yield* deleteAll(k, infos, errors, {
    dryRun,
    gracePeriod,
    cascade,
    ignoreNotFound,
    wait: k.bool('wait') && dryRun === 'none' && gracePeriod !== 0,
    timeout: Number(k.flags.value('timeout')),
    output: format,
  })
}

export function cascadeOf(k: Invocation): string {
  const given = k.str('cascade')
  const meant = { true: 'background', false: 'orphan' }[given]
  if (meant) k.err(`warning: --cascade=${given} is deprecated (boolean value) and can be replaced with --cascade=${meant}.\n`)
  const cascade = meant ?? given
  const policy = { background: 'Background', foreground: 'Foreground', orphan: 'Orphan' }[cascade]
  if (!policy) throw new CommandError(`invalid cascade value (${cascade}). Must be "background", "foreground", or "orphan"`)
  return policy
}

function* confirmed(k: Invocation, infos: readonly Info[]): Task<boolean> {
  k.out(`You are about to delete the following ${infos.length} resource(s):\n`)
  for (const { mapping, name } of infos) k.out(`${kindPrefix(mapping)}/${name}\n`)
  k.out('Do you want to continue? (y/N): ')
  yield* k.flush()
  const { tty } = k.process
  const answer = tty?.readLine ? yield* tty.readLine({ prompt: '' }) : yield* new LineReader(k.process.stdin).line()
  if (/^y(es)?$/i.test((answer ?? '').trim())) return true
  k.out('deletion is cancelled\n')
  return false
}

/** Deletes objects one after another, says so, and waits for their end. */
export function* deleteAll(k: Invocation, infos: readonly Info[], before: readonly unknown[], deletion: Deletion): Task<void> {
  const errors: unknown[] = []
  const gone: { info: Info; uid: string | undefined }[] = []
  let found = 0
  for (const info of infos) {
    found++
    try {
      const answer = deletion.dryRun === 'client' ? {} : remove(k, info, deletion)
      if (!deletion.quiet) k.out(deletedLine(info, deletion))
      const uid: string | undefined = answer['details']?.uid ?? answer['metadata']?.uid
      gone.push({ info, uid })
    } catch (error) {
      if (!(error instanceof StatusError || error instanceof CommandError)) throw error
      if (!(deletion.ignoreNotFound && isNotFound(error))) errors.push(during('deleting', info.source, error))
    }
  }
  if (found === 0 && before.length === 0) k.out('No resources found\n')
  if (deletion.wait && errors.length === 0 && before.length === 0)
    for (const { info, uid } of gone) yield* waitUntilGone(k, info, uid, k.now + (deletion.timeout > 0 ? deletion.timeout : LONG))
  raise([...errors, ...before])
}

function remove(k: Invocation, { mapping, namespace, name }: Info, { dryRun, gracePeriod, cascade }: Deletion): JsonObject {
  const body = {
    kind: 'DeleteOptions',
    apiVersion: 'v1',
    propagationPolicy: cascade,
    ...(gracePeriod >= 0 ? { gracePeriodSeconds: gracePeriod } : {}),
    ...(dryRun === 'server' ? { dryRun: ['All'] } : {}),
  }
  return k.client.request('DELETE', pathOf(mapping, namespace, name), { body, headers: { 'content-type': 'application/json' } })
}

function deletedLine({ mapping, name, namespace }: Info, { gracePeriod, dryRun, output }: Deletion): string {
  const kind = kindPrefix(mapping)
  if (output === 'name') return `${kind}/${name}\n`
  const done = gracePeriod === 0 ? 'force deleted' : 'deleted'
  return `${kind} "${name}" ${done}${mapping.namespaced ? ` from ${namespace} namespace` : ''}${dryRunSuffix(dryRun)}\n`
}

/** Waits until an object is no longer there (or another has taken its name). Throws when `deadline` comes first. */
export function* waitUntilGone(k: Invocation, info: Info, uid: string | undefined, deadline: number): Task<void> {
  const { mapping, namespace, name } = info
  let object: JsonObject
  try {
    object = k.client.get(mapping, namespace, name)
  } catch (error) {
    if (isNotFound(error)) return
    throw error
  }
  if (uid !== undefined && object['metadata'].uid !== uid) return
  const outcome = yield* watchObject(k, info, deadline, ({ type }) => type === 'DELETED')
  if (outcome === 'timeout') throw new CommandError(`timed out waiting for the condition on ${mapping.resource}/${name}`)
}

import type { Task } from '../../sim/task.ts'
import { lastApplied, withLastApplied } from '../apply/last-applied.ts'
import type { Command } from '../command.ts'
import { CASCADE_FLAGS, DRY_RUN_FLAG, FILE_FLAGS, fieldManager, VALIDATE_FLAG } from '../common-flags.ts'
import { CommandError, isNotFound, raise, StatusError } from '../errors.ts'
import type { Invocation } from '../invocation.ts'
import { operationPrinter, PRINT_FLAGS } from '../printers/object-printer.ts'
import { sendRaw } from '../raw.ts'
import { type Info, select, selectionOf } from '../resource-builder.ts'
import { createObject, dryRunOf, dryRunSuffix, replaceObject, saying, validationOf, writeQuery } from '../writing.ts'
import { cascadeOf, deleteAll } from './delete.ts'

export const replace: Command = {
  name: 'replace',
  use: 'replace -f FILENAME',
  short: 'Replace a resource by file name or stdin',
  group: 'Advanced Commands',
  long: 'Replace a resource by file name or stdin. The manifest must be the whole object. JSON and YAML formats are accepted.',
  examples: `# What a manifest describes, as a whole
kubectl replace -f service.yaml

# Deleted and made anew
kubectl replace --force -f pod.yaml`,
  flags: `${PRINT_FLAGS}${FILE_FLAGS}${DRY_RUN_FLAG}${VALIDATE_FLAG}${CASCADE_FLAGS}${fieldManager('kubectl-replace')}
--raw string  PUT to this path of the server.
--save-config bool  Keep the configuration in an annotation, for a later apply.
--subresource string  Replace this subresource.
--wait bool  Wait until deleted objects are gone.
`,
  run: runReplace,
}

function* runReplace(k: Invocation): Task<void> {
  const dryRun = dryRunOf(k)
  const validation = validationOf(k)
  const force = k.bool('force')
  if (k.int('grace-period') >= 0 && !force) throw new CommandError('--grace-period must have --force specified')
  if (Number(k.flags.value('timeout')) !== 0 && !force) throw new CommandError('--timeout must have --force specified')
  if (k.list('filename').length === 0 && !k.str('kustomize')) throw new CommandError('must specify one of -f and -k')
  if (k.args.length > 0) throw k.usageError(`Unexpected args: [${k.args.join(' ')}]`)
  if (k.str('raw')) return yield* sendRaw(k, 'PUT')
  const print = operationPrinter(k, `replaced${dryRunSuffix(dryRun)}`)
  const { infos, errors } = yield* select(
    k,
    selectionOf(k, { continueOnError: true, validate: validation !== 'Ignore', selector: undefined }),
  )
  if (force) return yield* forceReplace(k, infos, errors)
  const problems: unknown[] = []
  const query = writeQuery(k, dryRun, validation)
  for (const info of infos) {
    try {
      let object = info.object
      if (k.bool('save-config') || lastApplied(object)) object = withLastApplied(object)
      if (dryRun !== 'client') object = saying('replacing', info.source, () => replaceObject(k, info, object, query, k.str('subresource')))
      print(object)
    } catch (error) {
      if (!(error instanceof StatusError || error instanceof CommandError)) throw error
      problems.push(error)
    }
  }
  raise([...problems, ...errors])
}

function* forceReplace(k: Invocation, infos: readonly Info[], errors: readonly unknown[]): Task<void> {
  // 0 would not wait for the end of what is replaced
  const gracePeriod = k.int('grace-period') === 0 ? 1 : k.int('grace-period')
  const there = infos.filter((info) => exists(k, info))
  const deletion = { dryRun: 'none', gracePeriod, cascade: cascadeOf(k), wait: true, timeout: Number(k.flags.value('timeout')) } as const
  if (there.length > 0 || errors.length > 0) yield* deleteAll(k, there, errors, { ...deletion, ignoreNotFound: true })
  const print = operationPrinter(k, 'replaced')
  for (const info of infos) {
    const { resourceVersion: _v, uid: _u, ...metadata } = info.object['metadata']
    print(createObject(k, info, { ...info.object, metadata }, writeQuery(k, 'none', validationOf(k))))
  }
}

function exists(k: Invocation, { mapping, namespace, name }: Info): boolean {
  try {
    k.client.get(mapping, namespace, name)
    return true
  } catch (error) {
    if (isNotFound(error)) return false
    throw error
  }
}

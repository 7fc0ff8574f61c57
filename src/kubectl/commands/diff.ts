import type { JsonObject } from '../../cluster/api/object.ts'
import { apiVersionOf } from '../../cluster/api/object.ts'
import type { Task } from '../../sim/task.ts'
import { lastApplied, withLastApplied } from '../apply/last-applied.ts'
import { threeWayPatch } from '../apply/three-way.ts'
import { runProgram } from '../children.ts'
import type { Command } from '../command.ts'
import { FILE_FLAGS, fieldManager, SELECTOR_FLAG } from '../common-flags.ts'
import { CommandError, isNotFound, notSimulated, raise, report, StatusError } from '../errors.ts'
import type { Invocation } from '../invocation.ts'
import { withoutManagedFields } from '../printers/object-printer.ts'
import { getNamed, type Info, select, selectionOf } from '../resource-builder.ts'
import { createObject, patchObject } from '../writing.ts'
import { encodeYaml } from '../yaml/encode.ts'

export const diff: Command = {
  name: 'diff',
  use: 'diff -f FILENAME',
  short: 'Diff the live version against a would-be applied version',
  group: 'Advanced Commands',
  long: `Diff configurations specified by file name or stdin between the current online configuration, and the configuration as it would be if applied.

 The output is always YAML. KUBECTL_EXTERNAL_DIFF names another program than "diff -u -N". Exit code 0: no differences; 1: there are some; more: kubectl or diff failed.`,
  examples: `# What apply would change
kubectl diff -f service.yaml`,
  flags: `${FILE_FLAGS}${SELECTOR_FLAG}${fieldManager('kubectl-client-side-apply')}
--concurrency int=1  Objects looked at together.
--force-conflicts bool  With --server-side: take over fields that others manage.
--prune bool  Show what --prune would delete.
--prune-allowlist stringArray  Kinds that --prune may delete.
--server-side bool  Let the server merge, with owners for each field.
--show-managed-fields bool  Keep metadata.managedFields.
`,
  badFlagCode: 2,
  run: runDiff,
}

function* runDiff(k: Invocation): Task<number> {
  try {
    return yield* differences(k)
  } catch (error) {
    const told = report(error)
    if (!told) throw error
    k.err(told.text)
    // 1 means that there are differences
    return told.code + 1
  }
}

function* differences(k: Invocation): Task<number> {
  if (k.args.length > 0) throw k.usageError(`Unexpected args: [${k.args.join(' ')}]`)
  if (k.list('filename').length === 0 && !k.str('kustomize')) throw new CommandError('must specify one of -f and -k')
  if (k.bool('prune')) throw notSimulated('kubectl diff --prune')
  const { infos, errors } = yield* select(k, selectionOf(k, { continueOnError: true }))
  const { fs, random } = k.process.machine
  const [live, merged] = ['LIVE', 'MERGED'].map((name) => `/tmp/${name}-${random.below(4_000_000_000)}`) as [string, string]
  for (const directory of [live, merged]) fs.mkdir(directory, { parents: true })
  try {
    for (const info of infos) {
      const { before, after } = compared(k, info)
      const name = [apiVersionOf(info.mapping).replaceAll('/', '.'), info.mapping.kind, info.namespace, info.name].join('.')
      if (before) fs.writeFile(`${live}/${name}`, shown(k, before))
      if (after) fs.writeFile(`${merged}/${name}`, shown(k, after))
    }
    raise(errors)
    const program = (k.process.env.get('KUBECTL_EXTERNAL_DIFF') || 'diff -u -N').split(/\s+/)
    const code = yield* runProgram(k, [...program, live, merged])
    if (code === undefined) throw new CommandError(`failed to run ${JSON.stringify(program[0])}: executable file not found in $PATH`)
    return code
  } finally {
    for (const directory of [live, merged]) fs.remove(directory, { recursive: true })
  }
}

function shown(k: Invocation, object: JsonObject): string {
  return encodeYaml(masked(k.bool('show-managed-fields') ? object : withoutManagedFields(object)))
}

/** Values of Secrets are not shown. */
function masked(object: JsonObject): JsonObject {
  if (object['kind'] !== 'Secret' || !object['data']) return object
  return { ...object, data: Object.fromEntries(Object.keys(object['data']).map((key) => [key, '***'])) }
}

/** The object as it is, and as a dry run of apply makes it. */
function compared(k: Invocation, info: Info): { before?: JsonObject; after?: JsonObject } {
  const query = { dryRun: 'All', fieldManager: k.str('field-manager') }
  const serverSide = k.bool('server-side')
  let before: JsonObject | undefined
  try {
    before = getNamed(k.client, info.mapping, info.namespace, info.name)
  } catch (error) {
    if (!isNotFound(error) || !(error instanceof StatusError)) throw error
  }
  if (serverSide) {
    const after = patchObject(k, info, 'apply', info.object, {
      ...query,
      fieldManager: 'kubectl',
      force: String(k.bool('force-conflicts')),
    })
    return before ? { before, after } : { after }
  }
  if (!before) return { after: createObject(k, info, info.object, query) }
  const patch = threeWayPatch(lastApplied(before) ?? {}, withLastApplied(info.object), before)
  const { [LAST]: _, ...annotations } = patch['metadata']?.annotations ?? {}
  const trimmed = patch['metadata']
    ? { ...patch, metadata: { ...patch['metadata'], ...(patch['metadata'].annotations ? { annotations } : {}) } }
    : patch
  return { before, after: patchObject(k, info, 'strategic', trimmed, query) }
}

const LAST = 'kubectl.kubernetes.io/last-applied-configuration'

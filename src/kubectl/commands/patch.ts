import { equal, isObject } from '../../cluster/api/json.ts'
import type { JsonObject } from '../../cluster/api/object.ts'
import { decodeYaml } from '../../cluster/api/yaml/decode.ts'
import { jsonPatch } from '../../cluster/apiserver/patch/json-patch.ts'
import { mergePatch } from '../../cluster/apiserver/patch/merge.ts'
import { PatchError, strategicMergePatch } from '../../cluster/apiserver/patch/strategic.ts'
import type { Task } from '../../sim/task.ts'
import type { Command } from '../command.ts'
import { DRY_RUN_FLAG, FILE_FLAGS, fieldManager } from '../common-flags.ts'
import { CommandError, raise, StatusError } from '../errors.ts'
import type { Invocation } from '../invocation.ts'
import { structOfObject } from '../object-types.ts'
import { operationPrinter, PRINT_FLAGS } from '../printers/object-printer.ts'
import { select, selectionOf } from '../resource-builder.ts'
import { dryRunOf, type PatchType, patchObject, writeQuery } from '../writing.ts'

export const patch: Command = {
  name: 'patch',
  use: 'patch (-f FILENAME | TYPE NAME) [-p PATCH|--patch-file FILE]',
  short: 'Update fields of a resource',
  group: 'Advanced Commands',
  long: 'Update fields of a resource using strategic merge patch, a JSON merge patch, or a JSON patch. The patch may be JSON or YAML.',
  examples: `# Another selector
kubectl patch service backend -p '{"spec":{"selector":{"app":"backend"}}}'

# A JSON patch
kubectl patch service backend --type=json -p '[{"op":"replace","path":"/spec/ports/0/port","value":8080}]'`,
  flags: `${PRINT_FLAGS}${FILE_FLAGS}${DRY_RUN_FLAG}${fieldManager('kubectl-patch')}
--local bool  Patch files only, not the server.
-p, --patch string  The patch.
--patch-file string  File with the patch.
--subresource string  Patch this subresource.
--type string=strategic  Kind of patch: json, merge or strategic.
`,
  run: runPatch,
}

function* runPatch(k: Invocation): Task<void> {
  const dryRun = dryRunOf(k)
  const type = k.str('type').toLowerCase()
  if (k.str('patch') && k.str('patch-file')) throw new CommandError('cannot specify --patch and --patch-file together')
  if (!k.str('patch') && !k.str('patch-file'))
    throw new CommandError('must specify --patch or --patch-file containing the contents of the patch')
  if (!['json', 'merge', 'strategic'].includes(type))
    throw new CommandError(`--type must be one of [json merge strategic], not ${JSON.stringify(k.str('type'))}`)
  const local = k.bool('local')
  if (local && k.args.length > 0) throw new CommandError('cannot specify --local and server resources')
  if (local && dryRun === 'server') throw new CommandError('cannot specify --local and --dry-run=server - did you mean --dry-run=client?')
  const body = bodyOf(k.str('patch-file') ? patchFile(k) : k.str('patch'))
  const { infos, errors } = yield* select(
    k,
    selectionOf(k, {
      args: k.args,
      latest: !local,
      local,
      selector: undefined,
      subresource: k.str('subresource'),
      continueOnError: true,
    }),
  )
  if (infos.length === 0 && errors.length === 0) throw new CommandError('no objects passed to patch')
  const problems: unknown[] = []
  for (const info of infos) {
    try {
      const after =
        local || dryRun === 'client'
          ? patched(info.object, type as PatchType, body)
          : patchObject(k, info, type as PatchType, body, writeQuery(k, dryRun), k.str('subresource'))
      // what a file says is never all that the server has
      const same = info.source === '' && equal(info.object, after)
      operationPrinter(k, `patched${same ? ' (no change)' : ''}`)(after)
    } catch (error) {
      if (!(error instanceof CommandError || error instanceof StatusError)) throw error
      problems.push(error)
    }
  }
  raise([...problems, ...errors])
}

/** The patch as it is sent: JSON as it was typed, for the server to read, or what YAML says. */
function bodyOf(text: string): unknown {
  if (/^\s*\{/.test(text) && !isJson(text)) return text
  try {
    const value = decodeYaml(text)
    return typeof value === 'string' ? JSON.stringify(value) : value
  } catch (error) {
    throw new CommandError(
      `unable to parse ${JSON.stringify(text)}: ${(error as Error).message.replace('error converting YAML to JSON: ', '')}`,
    )
  }
}

/** The object patched here, without the server. */
function patched(object: JsonObject, type: PatchType, patch: unknown): JsonObject {
  if (type !== 'json' && !isObject(patch)) throw new CommandError('invalid JSON document')
  try {
    if (type === 'json') return jsonPatch(object, patch) as JsonObject
    return (type === 'merge' ? mergePatch(object, patch) : strategicMergePatch(structOfObject(object), object, patch)) as JsonObject
  } catch (error) {
    throw error instanceof PatchError ? new CommandError(error.message) : error
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

function patchFile(k: Invocation): string {
  try {
    return k.readFile(k.str('patch-file'))
  } catch (error) {
    throw new CommandError(`unable to read patch file: ${(error as Error).message}`)
  }
}

import type { JsonObject } from '../../cluster/api/object.ts'
import { decodeYaml } from '../../cluster/api/yaml/decode.ts'
import { equal } from '../../cluster/apiserver/json.ts'
import { mergePatch } from '../../cluster/apiserver/patch/merge.ts'
import type { Task } from '../../sim/task.ts'
import type { Command } from '../command.ts'
import { DRY_RUN_FLAG, FILE_FLAGS, fieldManager } from '../common-flags.ts'
import { CommandError } from '../errors.ts'
import type { Invocation } from '../invocation.ts'
import { operationPrinter, PRINT_FLAGS } from '../printers/object-printer.ts'
import { select, selectionOf } from '../resource-builder.ts'
import { dryRunOf, dryRunSuffix, type PatchType, patchObject, writeQuery } from '../writing.ts'

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
  const text = k.str('patch-file') ? patchFile(k) : k.str('patch')
  // What looks like JSON is for the server to read.
  let body: unknown = text
  try {
    if (!/^\s*\{/.test(text) || isJson(text)) body = decodeYaml(text)
  } catch (error) {
    throw new CommandError(
      `unable to parse ${JSON.stringify(text)}: ${(error as Error).message.replace('error converting YAML to JSON: ', '')}`,
    )
  }
  operationPrinter(k, '')
  const { infos } = yield* select(
    k,
    selectionOf(k, { args: k.args, latest: !local, local, selector: undefined, subresource: k.str('subresource') }),
  )
  if (infos.length === 0) throw new CommandError('no objects passed to patch')
  for (const info of infos) {
    let after: JsonObject
    if (local || dryRun === 'client') after = type === 'json' ? info.object : (mergePatch(info.object, body) as JsonObject)
    else after = patchObject(k, info, type as PatchType, body, writeQuery(k, dryRun), k.str('subresource'))
    const changed = !equal(info.object, after)
    operationPrinter(k, `patched${dryRunSuffix(local ? 'none' : dryRun)}${changed ? '' : ' (no change)'}`)(after)
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

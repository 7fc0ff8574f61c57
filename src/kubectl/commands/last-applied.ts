import type { JsonObject } from '../../cluster/api/object.ts'
import type { Task } from '../../sim/task.ts'
import { configurationText, LAST_APPLIED, lastApplied } from '../apply/last-applied.ts'
import type { Command } from '../command.ts'
import { DRY_RUN_FLAG, FILE_FLAGS, fieldManager, SELECTOR_FLAG } from '../common-flags.ts'
import { EDITOR_FLAGS, editObjects } from '../editing.ts'
import { CommandError } from '../errors.ts'
import type { Invocation } from '../invocation.ts'
import { goJson, goJsonIndent } from '../printers/go-json.ts'
import { nameOf, operationPrinter, PRINT_FLAGS } from '../printers/object-printer.ts'
import { getNamed, type Info, select, selectionOf } from '../resource-builder.ts'
import { dryRunOf, dryRunSuffix, patchObject, writeQuery } from '../writing.ts'
import { encodeYaml } from '../yaml/encode.ts'

const missing = (name: string): CommandError => new CommandError(`no last-applied-configuration annotation found on resource: ${name}`)

export const viewLastApplied: Command = {
  name: 'view-last-applied',
  use: 'view-last-applied (TYPE [NAME | -l label] | TYPE/NAME | -f FILENAME)',
  short: 'View the latest last-applied-configuration annotations of a resource/object',
  long: 'View the latest last-applied-configuration annotations by type/name or file. YAML, or JSON with -o json.',
  examples: '# What was applied last\nkubectl apply view-last-applied deployment/web',
  flags: `${FILE_FLAGS}${SELECTOR_FLAG}
--all bool  All objects of the kind in the namespace.
-o, --output string=yaml  yaml or json.
`,
  *run(k) {
    const format = k.str('output')
    const { infos } = yield* select(k, selectionOf(k, { args: k.args, latest: true }))
    if (format !== 'yaml' && format !== 'json' && format !== '')
      throw k.usageError(`Unexpected -o output mode: ${format}, the flag 'output' must be one of yaml|json`)
    for (const { object } of infos) {
      const applied = lastApplied(object)
      if (applied) k.out(format === 'json' ? `${goJsonIndent(applied, '  ')}\n` : encodeYaml(applied))
    }
  },
}

export const setLastApplied: Command = {
  name: 'set-last-applied',
  use: 'set-last-applied -f FILENAME',
  short: 'Set the last-applied-configuration annotation on a live object to match the contents of a file',
  long: 'Set the latest last-applied-configuration annotations by setting it to match the contents of a file. Nothing else of the object changes.',
  examples: '# As if this file had been applied\nkubectl apply set-last-applied -f deploy.yaml',
  flags: `${PRINT_FLAGS}${DRY_RUN_FLAG}
--create-annotation bool  Write it where apply never did, too.
-f, --filename stringSlice  Manifest file, directory or URL; - is stdin.
`,
  run: runSet,
}

function* runSet(k: Invocation): Task<void> {
  const dryRun = dryRunOf(k)
  const print = operationPrinter(k, `configured${dryRunSuffix(dryRun)}`)
  const { infos } = yield* select(k, selectionOf(k, { args: [], selector: undefined, kustomize: '' }))
  const changes = infos.map((info) => ({
    info,
    current: getNamed(k.client, info.mapping, info.namespace, info.name),
    text: plainConfiguration(info.object),
  }))
  for (const { info, current } of changes) {
    if (lastApplied(current) || k.bool('create-annotation')) continue
    throw new CommandError(
      `no last-applied-configuration annotation found on resource: ${info.name}, to create the annotation, run the command with --create-annotation`,
    )
  }
  for (const { info, current, text } of changes) {
    if (current['metadata'].annotations?.[LAST_APPLIED] === text) {
      if (k.str('output') === '') k.out(`set-last-applied ${nameOf(current)}: no changes required.\n`)
      else print(current)
      continue
    }
    const patch = { metadata: { annotations: { [LAST_APPLIED]: text } } }
    const changed = {
      ...current,
      metadata: { ...current['metadata'], annotations: { ...current['metadata'].annotations, [LAST_APPLIED]: text } },
    }
    print(dryRun === 'client' ? changed : patchObject(k, info, 'merge', patch, writeQuery(k, dryRun)))
  }
}

/** A file's object as it stands, without the annotation itself. */
function plainConfiguration(object: JsonObject): string {
  const { annotations, ...metadata } = object['metadata'] ?? {}
  const { [LAST_APPLIED]: _, ...others } = annotations ?? {}
  return `${goJson({ ...object, metadata: { ...metadata, ...(Object.keys(others).length > 0 ? { annotations: others } : {}) } })}\n`
}

const HEADER = `# Please edit the 'last-applied-configuration' annotations below.
# Lines beginning with a '#' will be ignored, and an empty file will abort the edit.
#
`

export const editLastApplied: Command = {
  name: 'edit-last-applied',
  use: 'edit-last-applied (RESOURCE/NAME | -f FILENAME)',
  short: 'Edit latest last-applied-configuration annotations of a resource/object',
  long: 'Edit the latest last-applied-configuration annotations of resources from the default editor.',
  examples: '# What was applied last, in the editor\nkubectl apply edit-last-applied deployment/web',
  flags: `${PRINT_FLAGS}${FILE_FLAGS}${EDITOR_FLAGS}${fieldManager('kubectl-client-side-apply')}`,
  *run(k) {
    const { infos } = yield* select(k, selectionOf(k, { args: k.args, latest: true, selector: undefined }))
    const applied: Info[] = infos.map((info) => {
      const object: JsonObject | undefined = lastApplied(info.object)
      if (!object) throw missing(info.name)
      return { ...info, object }
    })
    yield* editObjects(k, applied, {
      header: HEADER,
      save: (edited, before) => {
        const patch = { metadata: { annotations: { [LAST_APPLIED]: configurationText(edited.object) } } }
        k.out(`${nameOf(patchObject(k, before, 'merge', patch, writeQuery(k, 'none')))} edited\n`)
      },
    })
  },
}

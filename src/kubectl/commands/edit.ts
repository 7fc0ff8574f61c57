import type { Task } from '../../sim/task.ts'
import { twoWayPatch } from '../apply/three-way.ts'
import type { Command } from '../command.ts'
import { FILE_FLAGS, fieldManager, VALIDATE_FLAG } from '../common-flags.ts'
import { EDITOR_FLAGS, editObjects, OBJECT_HEADER } from '../editing.ts'
import { CommandError } from '../errors.ts'
import type { Invocation } from '../invocation.ts'
import { goJson } from '../printers/go-json.ts'
import { nameOf, PRINT_FLAGS } from '../printers/object-printer.ts'
import { select, selectionOf } from '../resource-builder.ts'
import { patchObject, validationOf, writeQuery } from '../writing.ts'

export const edit: Command = {
  name: 'edit',
  use: 'edit (RESOURCE/NAME | -f FILENAME)',
  short: 'Edit a resource on the server',
  group: 'Basic Commands (Intermediate)',
  long: `Edit a resource from the default editor.

 The object opens in the program that KUBE_EDITOR or EDITOR names, otherwise in vi (here: the page's editor). When it is saved and closed, what was changed is sent; what the server refuses opens once more with the reasons.`,
  examples: `# The Service backend
kubectl edit service/backend

# With another editor
KUBE_EDITOR=nano kubectl edit deployment/backend`,
  flags: `${PRINT_FLAGS}${FILE_FLAGS}${VALIDATE_FLAG}${EDITOR_FLAGS}${fieldManager('kubectl-edit')}
--output-patch bool  Show the patch that is sent.
--save-config bool  Keep the configuration in an annotation, for a later apply.
--subresource string  Edit this subresource.
`,
  run: runEdit,
}

function* runEdit(k: Invocation): Task<void> {
  const validation = validationOf(k)
  const { infos } = yield* select(k, selectionOf(k, { args: k.args, latest: true, selector: undefined, subresource: k.str('subresource') }))
  if (infos.length === 0) throw new CommandError('edit cancelled, no objects found')
  yield* editObjects(k, infos, {
    header: OBJECT_HEADER,
    save: (edited, before) => {
      const patch = twoWayPatch(before.object, {
        ...edited.object,
        metadata: { ...edited.object['metadata'], managedFields: before.object['metadata']?.managedFields },
      })
      if (Object.keys(patch).length === 0) return k.out(`${nameOf(before.object)} skipped\n`)
      if (k.bool('output-patch')) k.out(`Patch: ${goJson(patch)}\n`)
      const after = patchObject(k, before, 'strategic', patch, writeQuery(k, 'none', validation), k.str('subresource'))
      k.out(`${nameOf(after)} edited\n`)
    },
  })
}

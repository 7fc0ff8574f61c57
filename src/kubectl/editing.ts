import type { JsonObject } from '../cluster/api/object.ts'
import type { Task } from '../sim/task.ts'
import { runProgram, temporaryFile } from './children.ts'
import { qualifiedResource } from './discovery.ts'
import { CommandError, Exit, isNotFound, StatusError } from './errors.ts'
import type { Invocation } from './invocation.ts'
import { decodeStream } from './manifests.ts'
import { goJsonIndent } from './printers/go-json.ts'
import { withoutManagedFields } from './printers/object-printer.ts'
import { type Info, infoOf } from './resource-builder.ts'
import { encodeYaml } from './yaml/encode.ts'

/** Flags of commands that open an editor. */
export const EDITOR_FLAGS = `
--windows-line-endings bool  End lines with CR LF, whatever the platform does.
`

export interface Editing {
  /** lines above the object */
  header: string
  /** does something with what was edited (`before`: as it was); what it throws is told, and the editor opens again for what is invalid */
  save: (edited: Info, before: Info) => void
}

export const OBJECT_HEADER = `# Please edit the object below. Lines beginning with a '#' will be ignored,
# and an empty file will abort the edit. If an error occurs while saving this file will be
# reopened with the relevant failures.
#
`

interface Reason {
  head: string
  causes: string[]
}

/** Opens objects in an editor until what comes back is good, nothing was changed, or the person gives up. */
export function* editObjects(k: Invocation, infos: readonly Info[], { header, save }: Editing): Task<void> {
  const json = k.str('output') === 'json'
  const extension = json ? '.json' : '.yaml'
  const original = textOf(infos, json, k.bool('show-managed-fields'))
  let text = original
  let reasons: Reason[] = []
  for (;;) {
    const failed = reasons.length > 0
    const before = stripComments(text)
    const shown = `${json ? '' : header + reasons.map(reasonText).join('')}${failed ? before : text}`
    const path = temporaryFile(k, 'kubectl-edit-', extension, shown)
    yield* openEditor(k, path)
    text = k.readFile(path)
    const edited = stripComments(text)
    if (failed && edited === before) throw kept(k, path, 'Edit cancelled, no valid changes were saved.')
    if (edited === stripComments(original)) return give(k, path, 'Edit cancelled, no changes made.')
    if (edited.trim() === '') return give(k, path, 'Edit cancelled, saved file was empty.')
    reasons = []
    const results = { retryable: 0, missing: 0 }
    for (const manifest of decodeStream(edited, path, {})) {
      if (manifest.error) {
        const { message } = manifest.error as CommandError
        reasons.push({ head: `The edited file had a syntax error: ${message}`, causes: [] })
        break
      }
      const object = manifest.object as JsonObject
      const known = infos.find((info) => info.name === object['metadata']?.name && info.mapping.kind === object['kind'])
      if (!known) throw kept(k, path, 'At least one of apiVersion, kind and name was changed')
      try {
        save(infoOf(known.mapping, object, known.source), known)
      } catch (error) {
        if (!(error instanceof StatusError)) throw error
        const { message } = error
        const which = `${qualifiedResource(known.mapping)} ${JSON.stringify(known.name)}`
        if (error.reason === 'Invalid') {
          const causes = (error.status.details?.causes ?? []).map(({ field, message }) => `${field}: ${message}`)
          reasons.push({ head: `${which} was not valid`, causes })
          k.err(`error: ${which} is invalid\n`)
        } else if (isNotFound(error)) {
          results.missing++
          k.err(`error: ${which} could not be found on the server\n`)
        } else {
          results.retryable++
          k.err(`error: ${which} could not be patched: ${message}\n`)
        }
      }
    }
    if (results.retryable > 0) {
      k.err(`You can run \`kubectl replace -f ${path}\` to try this update again.\n`)
      throw new Exit(1)
    }
    if (results.missing > 0) {
      k.err(`The edits you made on deleted resources have been saved to ${JSON.stringify(path)}\n`)
      throw new Exit(1)
    }
    if (reasons.length === 0) {
      k.process.machine.fs.remove(path)
      return
    }
    yield* k.flush()
  }
}

function kept(k: Invocation, path: string, message: string): CommandError {
  k.err(`A copy of your changes has been stored to ${JSON.stringify(path)}\n`)
  return new CommandError(message)
}

function give(k: Invocation, path: string, message: string): void {
  k.process.machine.fs.remove(path)
  k.err(`${message}\n`)
}

function textOf(infos: readonly Info[], json: boolean, managed: boolean): string {
  const objects = infos.map(({ object }) => (managed ? object : withoutManagedFields(object)))
  const shown = objects.length === 1 ? (objects[0] as JsonObject) : { apiVersion: 'v1', items: objects, kind: 'List', metadata: {} }
  return json ? `${goJsonIndent(shown)}\n` : encodeYaml(shown)
}

function reasonText({ head, causes }: Reason): string {
  const hash = (text: string): string => text.replaceAll('\n', '\n# ')
  return `# ${hash(head)}${causes.length > 0 ? ':' : ''}\n${causes.map((cause) => `# * ${hash(cause)}\n`).join('')}#\n`
}

const stripComments = (text: string): string =>
  text
    .split('\n')
    .filter((line) => !line.trimStart().startsWith('#'))
    .join('\n')

/** Opens a file in `$KUBE_EDITOR`, `$EDITOR` or vi. */
function* openEditor(k: Invocation, path: string): Task<void> {
  const { env, machine } = k.process
  const editor = env.get('KUBE_EDITOR') || env.get('EDITOR') || 'vi'
  const plain = !/[\s"'\\]/.test(editor)
  if (plain && !editor.includes('/') && !machine.programs(editor))
    throw new CommandError(`unable to launch the editor ${JSON.stringify(editor)}`)
  const code = yield* runProgram(k, plain && !editor.includes('/') ? [editor, path] : ['sh', '-c', `${editor} ${JSON.stringify(path)}`], {
    stdin: true,
  })
  if (code !== 0) throw new CommandError(`there was a problem with the editor ${JSON.stringify(editor)}`)
}

import type { JsonObject } from '../../cluster/api/object.ts'
import { sleep, type Task } from '../../sim/task.ts'
import type { Applying } from '../commands/apply.ts'
import { CommandError, isConflict, StatusError } from '../errors.ts'
import type { Invocation } from '../invocation.ts'
import { goJson } from '../printers/go-json.ts'
import type { Info } from '../resource-builder.ts'
import { pathOf } from '../rest.ts'
import { createObject, describeInfo, during, patchObject, writeQuery } from '../writing.ts'
import { LAST_APPLIED, lastApplied } from './last-applied.ts'
import { threeWayPatch } from './three-way.ts'

/** How often a patch that conflicts is tried again, a second apart. */
const PATCH_RETRIES = 5

/** Changes an object that is there into what the manifest says. */
export function* applyChange(k: Invocation, info: Info, modified: JsonObject, current: JsonObject, applying: Applying): Task<void> {
  warnAbout(k, info, current)
  const patch = threeWayPatch(lastApplied(current) ?? {}, modified, current)
  // a dry run of the client's shows what is there, not what would be
  info.object = current
  if (applying.dryRun === 'client') return applying.print(info, 'configured')
  if (Object.keys(patch).length === 0) return applying.print(info, 'unchanged')
  info.object = yield* patchOrReplace(k, info, modified, patch, applying)
  applying.print(info, 'configured')
}

function warnAbout(k: Invocation, { mapping, name }: Info, current: JsonObject): void {
  const which = `${mapping.resource}/${name}`
  if (current['metadata']?.annotations?.[LAST_APPLIED] === undefined)
    k.err(
      `Warning: resource ${which} is missing the ${LAST_APPLIED} annotation which is required by kubectl apply. kubectl apply should only be used on resources created declaratively by either kubectl create --save-config or kubectl apply. The missing annotation will be patched automatically.\n`,
    )
  if (current['metadata']?.deletionTimestamp) k.err(`Warning: Detected changes to resource ${which} which is currently being deleted.\n`)
}

function* patchOrReplace(k: Invocation, info: Info, modified: JsonObject, first: JsonObject, applying: Applying): Task<JsonObject> {
  let patch = first
  const query = writeQuery(k, applying.dryRun, applying.validation)
  for (let attempt = 0; ; attempt++) {
    try {
      return patchObject(k, info, 'strategic', patch, query)
    } catch (error) {
      if (isConflict(error) && attempt < PATCH_RETRIES) {
        yield* k.flush()
        if (attempt > 0) yield* sleep(1000)
        const current = k.client.get(info.mapping, info.namespace, info.name)
        patch = threeWayPatch(lastApplied(current) ?? {}, modified, current)
        continue
      }
      const refused = error instanceof StatusError && (error.reason === 'Conflict' || error.reason === 'Invalid')
      if (refused && k.bool('force')) return yield* deleteAndCreate(k, info, modified, applying)
      const told = during('patching', info.source, error)
      throw during(`applying patch:\n${goJson(patch)}\nto:\n${describeInfo(info)}\nfor:`, info.source, told)
    }
  }
}

function* deleteAndCreate(k: Invocation, info: Info, modified: JsonObject, applying: Applying): Task<JsonObject> {
  const grace = k.int('grace-period')
  const body = { propagationPolicy: 'Background', ...(grace >= 0 ? { gracePeriodSeconds: grace } : {}) }
  const path = pathOf(info.mapping, info.namespace, info.name)
  k.client.request('DELETE', path, { body })
  const present = (): boolean => k.client.door.handle(k.client.shape('GET', path)).status < 400
  while (present()) yield* sleep(1000)
  return createObject(k, info, modified, writeQuery(k, applying.dryRun, applying.validation))
}

const CONFLICT_ADVICE = `
Please review the fields above--they currently have other managers. Here
are the ways you can resolve this warning:
* If you intend to manage all of these fields, please re-run the apply
  command with the \`--force-conflicts\` flag.
* If you do not intend to manage all of the fields, please edit your
  manifest to remove references to the fields that should keep their
  current managers.
* You may co-own fields by updating your manifest to match the existing
  value; in this case, you'll become the manager if the other manager(s)
  stop managing the field (remove it from their configuration).
See https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts`

/** Server-side apply. */
export function applyOnServer(k: Invocation, info: Info, applying: Applying): void {
  const manager = k.changed('field-manager') ? k.str('field-manager') : 'kubectl'
  const query = {
    ...writeQuery(k, applying.dryRun, applying.validation),
    fieldManager: manager,
    force: String(k.bool('force-conflicts')),
  }
  try {
    info.object = patchObject(k, info, 'apply', info.object, query, k.str('subresource'))
  } catch (error) {
    if (isConflict(error)) throw new CommandError(error.message + CONFLICT_ADVICE)
    throw error
  }
  applying.print(info, 'serverside-applied')
}

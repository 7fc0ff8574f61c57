import type { Status, StatusCause } from '../api/types.ts'
import type { Result } from '../client/client.ts'
import { causeOf, type FieldError, textOf } from './field-error.ts'

/** A refusal of the API server. */
export type Refusal = Extract<Result, { ok: false }>

/** Tells a refusal from an object (no API object has a field `ok`). */
export function isRefusal(value: object): value is Refusal {
  return 'ok' in value
}

/** What a refusal is about: a resource (`deployments`, group `apps`) or a kind. */
export interface GroupName {
  group: string
  plural: string
  kind: string
}

export function refusal(code: number, reason: string, message: string, details?: Status['details']): Refusal {
  const status: Status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message }
  if (reason) status.reason = reason
  if (details) status.details = details
  status.code = code
  return { ok: false, status, code }
}

function qualified(name: string, group: string): string {
  return group ? `${name}.${group}` : name
}

function detailsOf({ group, plural }: GroupName, name: string): NonNullable<Status['details']> {
  const details: NonNullable<Status['details']> = {}
  if (name) details.name = name
  if (group) details.group = group
  details.kind = plural
  return details
}

export function notFound(of: GroupName, name: string): Refusal {
  return refusal(404, 'NotFound', `${qualified(of.plural, of.group)} ${quote(name)} not found`, detailsOf(of, name))
}

export function alreadyExists(of: GroupName, name: string): Refusal {
  return refusal(409, 'AlreadyExists', `${qualified(of.plural, of.group)} ${quote(name)} already exists`, detailsOf(of, name))
}

export const OPTIMISTIC_LOCK = 'the object has been modified; please apply your changes to the latest version and try again'

export function conflict(of: GroupName, name: string, why: string): Refusal {
  const message = `Operation cannot be fulfilled on ${qualified(of.plural, of.group)} ${quote(name)}: ${why}`
  return refusal(409, 'Conflict', message, detailsOf(of, name))
}

export function forbidden(of: GroupName, name: string, why: string): Refusal {
  const resource = qualified(of.plural, of.group)
  const message = name ? `${resource} ${quote(name)} is forbidden: ${why}` : `${resource} is forbidden: ${why}`
  return refusal(403, 'Forbidden', message, detailsOf(of, name))
}

export function badRequest(message: string): Refusal {
  return refusal(400, 'BadRequest', message)
}

/** 422 with a field error list: messages that repeat are said once, as ErrorList.ToAggregate does. */
export function invalid(of: GroupName, name: string, errors: readonly FieldError[]): Refusal {
  const texts = [...new Set(errors.map(textOf))]
  const list = texts.length === 1 ? (texts[0] as string) : `[${texts.join(', ')}]`
  const causes: StatusCause[] = errors.map(causeOf)
  return refusal(422, 'Invalid', `${qualified(of.kind, of.group)} ${quote(name)} is invalid: ${list}`, {
    ...(name ? { name } : {}),
    ...(of.group ? { group: of.group } : {}),
    kind: of.kind,
    causes,
  })
}

export function noSuchResource(): Refusal {
  return refusal(404, 'NotFound', 'the server could not find the requested resource', {})
}

export function expired(message: string): Refusal {
  return refusal(410, 'Expired', message)
}

export function internal(message: string): Refusal {
  return refusal(500, 'InternalError', `Internal error occurred: ${message}`, { causes: [{ message }] })
}

/** Success without an object to show, as deletions answer it. */
export function success(of: GroupName, name: string, uid: string | undefined): Status {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    details: { name, ...(of.group ? { group: of.group } : {}), kind: of.plural, ...(uid ? { uid } : {}) },
  }
}

/** Go's %q for the names and values in messages. */
export function quote(text: string): string {
  if (/^[ !#-[\]-~]*$/.test(text)) return `"${text}"`
  return JSON.stringify(text)
    .replace(/\\b/g, (m) => m)
    .replace(/\\u([0-9a-f]{4})/g, (_, hex: string) => (Number.parseInt(hex, 16) < 0x20 ? `\\x${hex.slice(2)}` : `\\u${hex}`))
}

import type { JsonObject } from '../../cluster/api/object.ts'

/** A row of a table of RBAC rules. */
export interface RuleRow {
  /** `deployments.apps`; empty for rules about URLs */
  resource: string
  urls: readonly string[]
  names: readonly string[]
  verbs: readonly string[]
}

/** One piece of a rule: a group, a resource (or a URL), at most one name. */
interface Piece {
  group?: string
  resource?: string
  name?: string
  url?: string
  verbs: string[]
}

/** Rules taken apart and joined again where only their verbs differ, in the order of their text in Go. */
export function ruleRows(rules: readonly JsonObject[]): RuleRow[] {
  const joined = new Map<string, Piece>()
  const pieces: Piece[] = []
  for (const piece of rules.flatMap(piecesOf)) {
    const key = JSON.stringify([piece.group, piece.resource, piece.name])
    const known = piece.url === undefined ? joined.get(key) : undefined
    if (known) known.verbs.push(...piece.verbs)
    else {
      joined.set(key, piece)
      pieces.push(piece)
    }
  }
  return pieces
    .map((piece) => ({ piece, key: textOf(piece) }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ piece: { group, resource = '', name, url, verbs } }) => ({
      resource: group ? resource.replace(/^[^/]*/, (plural) => `${plural}.${group}`) : resource,
      urls: url === undefined ? [] : [url],
      names: name === undefined ? [] : [name],
      verbs,
    }))
}

function piecesOf({ apiGroups, resources, resourceNames, nonResourceURLs, verbs }: JsonObject): Piece[] {
  const names: (string | undefined)[] = resourceNames?.length ? resourceNames : [undefined]
  const all: Piece[] = []
  for (const group of apiGroups ?? [])
    for (const resource of resources ?? [])
      for (const verb of verbs ?? []) for (const name of names) all.push({ group, resource, verbs: [verb], ...(name ? { name } : {}) })
  for (const url of nonResourceURLs ?? []) for (const verb of verbs ?? []) all.push({ url, verbs: [verb] })
  return all
}

function textOf({ group, resource, name, url, verbs }: Piece): string {
  const list = (value: string | undefined): string => `[${value ?? ''}]`
  return `Verbs:[${verbs.join(' ')}],APIGroups:${list(group)},Resources:${list(resource)},ResourceNames:${list(name)},NonResourceURLs:${list(url)},`
}

/** The cells of a row, as tables of rules show them. */
export function ruleCells({ resource, urls, names, verbs }: RuleRow): string[] {
  const list = (values: readonly string[]): string => `[${values.join(' ')}]`
  return [resource, list(urls), list(names), list(verbs)]
}

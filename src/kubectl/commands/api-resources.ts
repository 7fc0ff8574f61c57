import { apiVersionOf } from '../../cluster/api/object.ts'
import type { Task } from '../../sim/task.ts'
import type { Command } from '../command.ts'
import { type Mapping, qualifiedResource } from '../discovery.ts'
import { CommandError } from '../errors.ts'
import type { Invocation } from '../invocation.ts'
import { formatPrinter, unknownFormat } from '../printers/object-printer.ts'
import { alignRows } from '../printers/tabwriter.ts'

export const apiResources: Command = {
  name: 'api-resources',
  use: 'api-resources [flags]',
  short: 'Print the supported API resources on the server',
  group: 'Other Commands',
  long: 'Print the supported API resources on the server.',
  flags: `
--api-group string  Only this API group.
--cached bool  Use what was found out before.
--categories stringSlice  Only resources of these categories.
--namespaced bool=true  Only namespaced resources (true) or only others (false).
--no-headers bool  Leave out the line of headers.
-o, --output string  wide or name.
--show-managed-fields bool  Keep managedFields.
--sort-by string  Sort by name or kind.
--verbs stringSlice  Only resources with these verbs.
`,
  run: runApiResources,
}

function* runApiResources(k: Invocation): Task<void> {
  const format = k.str('output')
  if (k.args.length > 0) throw k.usageError(`unexpected arguments: [${k.args.join(' ')}]`)
  if (!['', 'wide', 'name', 'json', 'yaml', 'kyaml'].includes(format))
    throw unknownFormat(format, ['json', 'kyaml', 'name', 'wide', 'yaml'])
  if (!['', 'name', 'kind'].includes(k.str('sort-by'))) throw new CommandError('--sort-by accepts only name or kind')
  yield* k.connect()
  const shown = preferred(k.mapper.mappings)
    .filter((mapping) => isWanted(k, mapping))
    .sort(orderBy(k.str('sort-by')))
  const print = formatPrinter(k, format, { sorted: false })
  if (print) {
    const resources = shown.map(({ resource, singular, namespaced, group, version, kind, verbs, shortNames, categories }) => ({
      name: resource,
      singularName: singular,
      namespaced,
      ...(group ? { group } : {}),
      version,
      kind,
      verbs,
      ...(shortNames.length > 0 ? { shortNames } : {}),
      ...(categories.length > 0 ? { categories } : {}),
    }))
    return print({ kind: 'APIResourceList', apiVersion: 'v1', groupVersion: '', resources })
  }
  if (format === 'name') {
    for (const mapping of shown) k.out(`${qualifiedResource(mapping)}\n`)
    return
  }
  const wide = format === 'wide'
  const rows = shown.map((mapping) => [
    mapping.resource,
    mapping.shortNames.join(','),
    apiVersionOf(mapping),
    String(mapping.namespaced),
    mapping.kind,
    ...(wide ? [mapping.verbs.join(','), mapping.categories.join(',')] : []),
  ])
  if (!k.bool('no-headers'))
    rows.unshift(['NAME', 'SHORTNAMES', 'APIVERSION', 'NAMESPACED', 'KIND', ...(wide ? ['VERBS', 'CATEGORIES'] : [])])
  k.out(alignRows(rows))
}

/** Of a resource that several versions have, the first: the group's preferred one. */
function preferred(mappings: readonly Mapping[]): Mapping[] {
  return mappings.filter(
    (mapping, at) => mappings.findIndex((one) => one.group === mapping.group && one.resource === mapping.resource) === at,
  )
}

function isWanted(k: Invocation, mapping: Mapping): boolean {
  if (k.changed('api-group') && mapping.group !== k.str('api-group')) return false
  if (k.changed('namespaced') && mapping.namespaced !== k.bool('namespaced')) return false
  if (mapping.verbs.length === 0) return false
  if (!k.list('verbs').every((verb) => mapping.verbs.includes(verb))) return false
  return k.list('categories').every((category) => mapping.categories.includes(category))
}

function orderBy(field: string): (a: Mapping, b: Mapping) => number {
  const text = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
  if (field === 'name') return (a, b) => text(a.resource, b.resource)
  if (field === 'kind') return (a, b) => text(a.kind, b.kind)
  return (a, b) => text(a.group, b.group) || text(a.resource, b.resource)
}

export const apiVersions: Command = {
  name: 'api-versions',
  use: 'api-versions',
  short: 'Print the supported API versions on the server, in the form of "group/version"',
  group: 'Other Commands',
  long: 'Print the supported API versions on the server, in the form of "group/version".',
  *run(k) {
    if (k.args.length > 0) throw k.usageError(`unexpected arguments: [${k.args.join(' ')}]`)
    yield* k.connect()
    for (const version of [...k.mapper.groupVersions].sort()) k.out(`${version}\n`)
  },
}

import type { Task } from '../../sim/task.ts'
import type { Command } from '../command.ts'
import { apiVersionOf, type Mapping, qualifiedResource } from '../discovery.ts'
import { CommandError } from '../errors.ts'
import type { Invocation } from '../invocation.ts'
import { alignRows } from '../printers/tabwriter.ts'

export const apiResources: Command = {
  name: 'api-resources',
  use: 'api-resources',
  short: 'Print the supported API resources on the server',
  group: 'Other Commands',
  long: 'Print the supported API resources on the server.',
  examples: `# All of them
kubectl api-resources

# Those of one group
kubectl api-resources --api-group=apps`,
  flags: `
--api-group string  Only resources of this group.
--cached bool  Use the cached list if there is one.
--categories stringSlice  Only resources of these categories.
--namespaced bool=true  Only resources that are (true) or are not (false) in namespaces; both when left out.
--no-headers bool  Print no headers.
-o, --output string  One of: wide, name.
--sort-by string  Sort by name or kind.
--verbs stringSlice  Only resources that support all of these verbs.
`,
  run: list,
}

export const apiVersions: Command = {
  name: 'api-versions',
  use: 'api-versions',
  short: 'Print the supported API versions on the server, in the form of "group/version"',
  group: 'Other Commands',
  *run(k) {
    if (k.args.length > 0) throw k.usageError(`unexpected arguments: [${k.args.join(' ')}]`)
    yield* k.connect()
    k.out(
      [...k.mapper.groupVersions]
        .sort()
        .map((version) => `${version}\n`)
        .join(''),
    )
  },
}

function* list(k: Invocation): Task<void> {
  if (k.args.length > 0) throw k.usageError(`unexpected arguments: [${k.args.join(' ')}]`)
  const format = k.str('output')
  if (format !== '' && format !== 'wide' && format !== 'name') throw new CommandError(`--output ${format} is not available`)
  const order = k.str('sort-by')
  if (order !== '' && order !== 'name' && order !== 'kind') throw new CommandError('--sort-by accepts only name or kind')
  yield* k.connect()
  const chosen = k.mapper.mappings
    .filter(filterOf(k))
    .sort(
      order === 'name'
        ? by((one) => one.resource)
        : order === 'kind'
          ? by((one) => one.kind)
          : (a, b) => compare(a.group, b.group) || compare(a.resource, b.resource),
    )
  if (format === 'name') return k.out(chosen.map((one) => `${qualifiedResource(one)}\n`).join(''))
  const rows = chosen.map((one) => [
    one.resource,
    one.shortNames.join(','),
    apiVersionOf(one),
    String(one.namespaced),
    one.kind,
    ...(format === 'wide' ? [[...one.verbs].sort().join(','), one.categories.join(',')] : []),
  ])
  const head = ['NAME', 'SHORTNAMES', 'APIVERSION', 'NAMESPACED', 'KIND', ...(format === 'wide' ? ['VERBS', 'CATEGORIES'] : [])]
  k.out(alignRows(k.bool('no-headers') ? rows : [head, ...rows]))
}

function filterOf(k: Invocation): (one: Mapping) => boolean {
  const [verbs, categories] = [k.list('verbs'), k.list('categories')]
  return (one) =>
    (!k.changed('api-group') || one.group === k.str('api-group')) &&
    (!k.changed('namespaced') || one.namespaced === k.bool('namespaced')) &&
    verbs.every((verb) => one.verbs.includes(verb)) &&
    categories.every((category) => one.categories.includes(category))
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
const by =
  (key: (one: Mapping) => string) =>
  (a: Mapping, b: Mapping): number =>
    compare(key(a), key(b))

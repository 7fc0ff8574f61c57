import { clone, ownValue } from '../../../cluster/api/json.ts'
import type { JsonObject } from '../../../cluster/api/object.ts'
import { textFromBase64 } from '../../../sim/base64.ts'
import type { Task } from '../../../sim/task.ts'
import type { Command } from '../../command.ts'
import { DRY_RUN_FLAG, FILE_FLAGS, fieldManager, SELECTOR_FLAG } from '../../common-flags.ts'
import { CommandError } from '../../errors.ts'
import type { Invocation } from '../../invocation.ts'
import { PRINT_FLAGS } from '../../printers/object-printer.ts'
import { type Info, select, selectionOf } from '../../resource-builder.ts'
import { typedOperationPrinter } from '../../typed.ts'
import { hasPodSpec, matchesPattern, podSpecOf, requireResources, updateObjects } from './pod-spec-update.ts'

/** Flags that all `set` commands share. */
export const SET_FLAGS = `${DRY_RUN_FLAG}${fieldManager('kubectl-set')}
--all bool  All objects of the kind in the namespace.
--local bool  Change files only, not the server.
`

export const setEnv: Command = {
  name: 'env',
  use: 'env RESOURCE/NAME KEY_1=VAL_1 ... KEY_N=VAL_N',
  short: 'Update environment variables on a pod template',
  long: 'Update environment variables on a pod template. KEY=VALUE sets one, KEY- takes it away, --list shows them.',
  examples: `# Where the frontend finds the backend
kubectl set env deployment/frontend BACKEND_ADDR=backend:8080

# What is set
kubectl set env deployment/frontend --list`,
  flags: `${PRINT_FLAGS}${FILE_FLAGS}${SELECTOR_FLAG}${SET_FLAGS}
-c, --containers string=*  Containers to change; * is any text.
-e, --env stringArray  KEY=VALUE to set; may be repeated.
--from string  Take all keys of this ConfigMap or Secret: configmap/NAME, secret/NAME.
--keys stringSlice  Only these keys of --from.
--list bool  Show what is set.
--overwrite bool=true  Replace variables that are there.
--prefix string  Put this before the names of --from.
--resolve bool  With --list: show values instead of references.
`,
  run: runEnv,
}

interface Entry {
  name: string
  value?: string
  valueFrom?: JsonObject
}

function* runEnv(k: Invocation): Task<void> {
  const { resources, given } = split(k.args)
  const piped = given.includes('-') ? (yield* k.stdin()).split('\n').filter((line) => line !== '') : []
  const texts = [...given.filter((text) => text !== '-'), ...k.list('env'), ...piped]
  const entries: Entry[] = []
  const remove: string[] = []
  for (const text of texts) {
    const at = text.indexOf('=')
    if (at > 0) {
      const name = text.slice(0, at)
      if (!/^[-._a-zA-Z][-._a-zA-Z0-9]*$/.test(name))
        throw new CommandError(`${JSON.stringify(name)} is not a valid key name: ${NAME_RULE}`)
      entries.push({ name, value: text.slice(at + 1) })
    } else if (text.endsWith('-')) remove.push(text.slice(0, -1))
    else throw new CommandError(`unknown environment variable: ${text}`)
  }
  const taken = remove.find((name) => entries.some((entry) => entry.name === name))
  if (taken !== undefined) throw new CommandError(`can not both modify and remove the same environment variable in the same command`)
  requireResources(k, resources)
  if (k.bool('list') && k.str('output')) throw new CommandError('--list and --output may not be specified together')
  if (k.list('keys').length > 0 && !k.str('from'))
    throw new CommandError('when specifying --keys, a configmap or secret must be provided with --from')
  if (!k.bool('list')) typedOperationPrinter(k, '')
  if (k.str('from')) entries.push(...(yield* fromObject(k)))
  if (k.bool('list')) return yield* list(k, resources, entries, remove)
  yield* updateObjects(k, {
    resources,
    operation: 'env updated',
    failure: 'failed to patch env update to pod template: ',
    change: (object, info) => {
      for (const container of chosenOrWarned(k, { ...info, object })) update(k, info, container, entries, remove)
    },
  })
}

const NAME_RULE =
  "a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start with a digit (e.g. 'my.env-name',  or 'MY_ENV.NAME',  or 'MyEnvName1', regex used for validation is '[-._a-zA-Z][-._a-zA-Z0-9]*')"

/** Resources come before the variables. */
function split(args: readonly string[]): { resources: string[]; given: string[] } {
  const resources: string[] = []
  const given: string[] = []
  for (const word of args) {
    if (word.indexOf('=') > 0 || word.endsWith('-')) given.push(word)
    else if (given.length > 0) throw new CommandError(`all resources must be specified before environment changes: ${word}`)
    else resources.push(word)
  }
  return { resources, given }
}

function chosen(k: Invocation, info: Pick<Info, 'mapping' | 'object' | 'name'>): JsonObject[] {
  const spec = podSpecOf(info)
  return [...(spec['initContainers'] ?? []), ...(spec['containers'] ?? [])].filter(({ name }) => matchesPattern(k.str('containers'), name))
}

function chosenOrWarned(k: Invocation, info: Info): JsonObject[] {
  const containers = chosen(k, info)
  if (containers.length === 0)
    k.err(`Warning: ${info.mapping.kind}/${info.name} does not have any containers matching ${JSON.stringify(k.str('containers'))}\n`)
  return containers
}

function update(k: Invocation, info: Info, container: JsonObject, entries: readonly Entry[], remove: readonly string[]): void {
  let env: Entry[] = [...(container['env'] ?? [])]
  for (const [i, entry] of entries.entries()) {
    // the first of a name counts
    if (entries.findIndex(({ name }) => name === entry.name) < i) continue
    const at = env.findIndex(({ name }) => name === entry.name)
    if (at < 0) env.push(entry)
    else if (!k.bool('overwrite'))
      throw new CommandError(
        `${info.mapping.resource}/${info.name} '${entry.name}' already has a value (${env[at]?.value ?? ''}), and --overwrite is false`,
      )
    else env[at] = entry
  }
  env = env.filter(({ name }) => !remove.includes(name))
  if (env.length > 0) container['env'] = env
  else delete container['env']
}

function* fromObject(k: Invocation): Task<Entry[]> {
  const { infos } = yield* select(k, { args: [k.str('from')] })
  const entries: Entry[] = []
  for (const { mapping, object, name } of infos) {
    if (mapping.kind !== 'ConfigMap' && mapping.kind !== 'Secret') throw new CommandError(`unsupported resource specified in --from`)
    const source = mapping.kind === 'Secret' ? 'secretKeyRef' : 'configMapKeyRef'
    for (const key of Object.keys(object['data'] ?? {}).sort()) {
      if (k.list('keys').length > 0 && !k.list('keys').includes(key)) continue
      entries.push({ name: key, valueFrom: { [source]: { name, key } } })
    }
  }
  return entries.map((entry) => {
    const clean = entry.name.replace(/[^A-Za-z0-9_]/g, '_').toUpperCase()
    if (clean !== entry.name) k.warn(`key ${entry.name} transferred to ${clean}`)
    return { ...entry, name: k.str('prefix') + clean }
  })
}

/** Shows the variables as the command line would make them; nothing is changed. */
function* list(k: Invocation, resources: readonly string[], entries: readonly Entry[], remove: readonly string[]): Task<void> {
  const local = k.bool('local')
  const { infos } = yield* select(k, selectionOf(k, { args: resources, all: false, allowBareType: k.bool('all'), latest: !local, local }))
  for (const info of infos) {
    if (!hasPodSpec(info)) continue
    const object = clone(info.object)
    for (const container of chosenOrWarned(k, { ...info, object })) {
      update(k, info, container, entries, remove)
      k.out(`# ${info.mapping.kind} ${info.name}, container ${container['name']}\n`)
      for (const entry of container['env'] ?? []) k.out(entryLine(k, info, entry))
    }
  }
}

function entryLine(k: Invocation, info: Info, { name, value = '', valueFrom }: Entry): string {
  if (!valueFrom) return `${name}=${value}\n`
  const { configMapKeyRef, secretKeyRef, fieldRef, resourceFieldRef } = valueFrom as Record<string, JsonObject | undefined>
  if (k.bool('resolve')) {
    const ref = configMapKeyRef ?? secretKeyRef
    if (ref) {
      const mapping = k.mapper.resourceFor(configMapKeyRef ? 'configmaps' : 'secrets')
      const data = ownValue<string>(k.client.get(mapping, info.namespace, ref['name'])['data'], ref['key']) ?? ''
      return `${name}=${configMapKeyRef ? data : textFromBase64(data)}\n`
    }
  }
  if (configMapKeyRef) return `# ${name} from configmap ${configMapKeyRef['name']}, key ${configMapKeyRef['key']}\n`
  if (secretKeyRef) return `# ${name} from secret ${secretKeyRef['name']}, key ${secretKeyRef['key']}\n`
  if (fieldRef) return `# ${name} from field path ${fieldRef['fieldPath']}\n`
  return `# ${name} from resource field ${resourceFieldRef?.['resource']}\n`
}

import { clone } from '../../../cluster/api/json.ts'
import type { JsonObject } from '../../../cluster/api/object.ts'
import type { Task } from '../../../sim/task.ts'
import { twoWayPatch } from '../../apply/three-way.ts'
import { CommandError, raise, StatusError } from '../../errors.ts'
import type { Invocation } from '../../invocation.ts'
import { type Info, select, selectionOf } from '../../resource-builder.ts'
import { typedOperationPrinter } from '../../typed.ts'
import { dryRunOf, dryRunSuffix, patchObject, writeQuery } from '../../writing.ts'

const templateSpecOf = ({ mapping, object: { spec } }: Pick<Info, 'mapping' | 'object'>): JsonObject | undefined =>
  mapping.kind === 'Pod' ? spec : mapping.kind === 'CronJob' ? spec?.jobTemplate?.spec?.template?.spec : spec?.template?.spec

export const hasPodSpec = (info: Pick<Info, 'mapping' | 'object'>): boolean => templateSpecOf(info) !== undefined

/** The spec of the Pods that an object makes (or of the Pod itself). */
export function podSpecOf({ mapping, object, name }: Pick<Info, 'mapping' | 'object' | 'name'>): JsonObject {
  const spec = templateSpecOf({ mapping, object })
  if (spec) return spec
  throw new CommandError(
    `error: ${mapping.resource}/${name} the object is not a pod or does not have a pod template: *${mapping.version}.${mapping.kind}\n`,
  )
}

export interface Update {
  resources: readonly string[]
  /** throws what is wrong with the command line itself; asked when the objects are found */
  check?: () => void
  /** changes the given copy; what it throws is told and the object left alone, what it tells is told besides */
  change: (object: JsonObject, info: Info, tell: (problem: CommandError) => void) => void
  /** asks the server even for what stays as it is */
  always?: boolean
  /** `image updated` */
  operation: string
  /** words before the server's refusal */
  failure: string
}

/** Changes objects with a strategic merge patch and says so; what stays as it was is passed over. */
export function* updateObjects(k: Invocation, { resources, check, change, operation, failure, always }: Update): Task<void> {
  const local = k.bool('local')
  const dryRun = dryRunOf(k)
  if (local && dryRun === 'server') throw new CommandError('cannot specify --local and --dry-run=server - did you mean --dry-run=client?')
  const print = typedOperationPrinter(k, `${operation}${dryRunSuffix(dryRun)}`)
  const { infos } = yield* select(k, selectionOf(k, { args: resources, all: false, allowBareType: k.bool('all'), latest: !local, local }))
  check?.()
  const told: unknown[] = []
  const problems: unknown[] = []
  for (const info of infos) {
    const before = told.length
    try {
      const after = clone(info.object)
      change(after, info, (problem) => told.push(problem))
      const patch = twoWayPatch(info.object, after)
      const same = Object.keys(patch).length === 0
      if (same && told.length > before) continue
      if (same && !always) continue
      if (local || dryRun === 'client') {
        print(local ? typed(after) : after)
        continue
      }
      print(patched(k, info, patch, writeQuery(k, dryRun), failure))
    } catch (error) {
      if (!(error instanceof CommandError || error instanceof StatusError)) throw error
      problems.push(error)
    }
  }
  raise([...told, ...problems])
}

/** An object of a file as Go prints it with its type: parts that a type always has are there. */
function typed(object: JsonObject): JsonObject {
  const spec = object['spec']
  if (!spec) return object
  const template = spec.template ? { template: { ...spec.template, spec: withResources(spec.template.spec) } } : {}
  const strategy = { Deployment: 'strategy', DaemonSet: 'updateStrategy', StatefulSet: 'updateStrategy' }[String(object['kind'])]
  return {
    ...object,
    spec: {
      ...(object['kind'] === 'Pod' ? withResources(spec) : spec),
      ...template,
      ...(strategy && !spec[strategy] ? { [strategy]: {} } : {}),
    },
    status: object['status'] ?? (object['kind'] === 'Service' ? { loadBalancer: {} } : {}),
  }
}

function withResources(spec: JsonObject): JsonObject {
  const list = (containers: readonly JsonObject[]): JsonObject[] => containers.map((one) => ({ ...one, resources: one['resources'] ?? {} }))
  return {
    ...spec,
    ...(spec['containers'] ? { containers: list(spec['containers']) } : {}),
    ...(spec['initContainers'] ? { initContainers: list(spec['initContainers']) } : {}),
  }
}

function patched(k: Invocation, info: Info, patch: JsonObject, query: Record<string, string>, failure: string): JsonObject {
  try {
    return patchObject(k, info, 'strategic', patch, query)
  } catch (error) {
    throw error instanceof StatusError && failure ? new CommandError(failure + error.message) : error
  }
}

/** A container name pattern as `-c` takes it: `*` is any text. */
export function matchesPattern(pattern: string, name: string): boolean {
  return new RegExp(`^${pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`).test(name)
}

export function requireResources(k: Invocation, resources: readonly string[]): void {
  if (resources.length === 0 && k.list('filename').length === 0 && !k.str('kustomize'))
    throw new CommandError('one or more resources must be specified as <resource> <name> or <resource>/<name>')
  if (k.bool('all') && k.str('selector')) throw new CommandError('cannot set --all and --selector at the same time')
}

import { goValue } from '../../cluster/api/go-syntax.ts'
import type { JsonObject } from '../../cluster/api/object.ts'
import { sleep, type Task } from '../../sim/task.ts'
import type { Command } from '../command.ts'
import { ALL_NAMESPACES_FLAG, FIELD_SELECTOR_FLAG, SELECTOR_FLAG } from '../common-flags.ts'
import { CommandError, isNotFound, raise, StatusError } from '../errors.ts'
import type { Invocation } from '../invocation.ts'
import { JsonPath, relaxedPath } from '../printers/jsonpath.ts'
import { JsonPathError } from '../printers/jsonpath-parser.ts'
import { operationPrinter, PRINT_FLAGS } from '../printers/object-printer.ts'
import { type Info, select, selectionOf } from '../resource-builder.ts'
import { watchObject } from '../watching.ts'
import { waitUntilGone } from './delete.ts'

const WEEK = 168 * 3_600_000
/** How often --for=create looks. */
const CREATE_INTERVAL = 500

export const wait: Command = {
  name: 'wait',
  use: "wait ([-f FILENAME] | resource.group/resource.name | resource.group [(-l label | --all)]) [--for=create|--for=delete|--for condition=available|--for=jsonpath='{}'[=value]]",
  short: 'Experimental: Wait for a specific condition on one or many resources',
  group: 'Advanced Commands',
  long: `Experimental: Wait for a specific condition on one or many resources.

 It looks at status.conditions (--for=condition=Ready), at any field (--for=jsonpath=…), or waits until objects exist (--for=create) or are gone (--for=delete). When time runs out it exits with 1.`,
  examples: `# Until a Pod is ready
kubectl wait --for=condition=Ready pod/backend

# Until a Job has ended
kubectl wait --for=condition=Complete job/import --timeout=60s

# Until a Pod is gone
kubectl wait --for=delete pod/backend`,
  flags: `${PRINT_FLAGS}${SELECTOR_FLAG}${FIELD_SELECTOR_FLAG}${ALL_NAMESPACES_FLAG}
--all bool  All objects of the kind in the namespace.
-f, --filename stringSlice  Manifest file, directory or URL; - is stdin.
--for stringArray  What to wait for: create, delete, condition=NAME[=VALUE], jsonpath='{PATH}'[=VALUE].
--local bool  Look at files only, not at the server.
-R, --recursive bool=true  Go down into the directories of -f.
--timeout duration=30s  How long to wait; 0 looks once, less waits a week.
`,
  run: runWait,
}

type Wanted = { kind: 'delete' } | { kind: 'create' } | { kind: 'until'; met: (object: JsonObject) => boolean }

function* runWait(k: Invocation): Task<void> {
  const wanted = wantedOf(k.list('for'))
  const timeout = Number(k.flags.value('timeout'))
  const deadline = k.now + (timeout < 0 ? WEEK : timeout)
  const print = operationPrinter(k, 'condition met')
  if (wanted.kind === 'create') yield* waitForCreation(k, deadline)
  const { infos, errors } = yield* select(
    k,
    selectionOf(k, { args: k.args, latest: wanted.kind !== 'delete', continueOnError: true, fetch: wanted.kind !== 'delete' }),
  )
  const problems = errors.filter((error) => !(wanted.kind === 'delete' && isNotFound(error)))
  if (infos.length === 0 && problems.length === 0 && wanted.kind !== 'delete') throw new CommandError('no matching resources found')
  for (const info of infos) {
    try {
      if (wanted.kind === 'delete') {
        const there = lookUp(k, info)
        if (!there) continue
        if (timeout === 0) throw timedOut(k, info)
        yield* waitUntilGone(k, info, there['metadata'].uid, deadline)
        info.object = there
      } else if (wanted.kind === 'until') info.object = yield* waitUntil(k, info, deadline, wanted.met)
      print(info.object)
    } catch (error) {
      if (!(error instanceof CommandError || error instanceof StatusError)) throw error
      problems.push(error)
    }
  }
  raise(problems)
}

function wantedOf(given: readonly string[]): Wanted {
  const text = given.at(-1)
  if (text === undefined) throw new CommandError('unrecognized condition: []')
  if (text.toLowerCase() === 'delete') return { kind: 'delete' }
  if (text.toLowerCase() === 'create') return { kind: 'create' }
  if (text.startsWith('condition=')) {
    const [name = '', value = 'true'] = splitOnce(text.slice('condition='.length))
    return { kind: 'until', met: (object) => conditionMet(object, name, value) }
  }
  if (text.startsWith('jsonpath=')) return { kind: 'until', met: jsonPathMet(text.slice('jsonpath='.length)) }
  throw new CommandError(`unrecognized condition: ${JSON.stringify(text)}`)
}

function splitOnce(text: string): [string, string?] {
  const at = text.indexOf('=')
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)]
}

function conditionMet(object: JsonObject, name: string, value: string): boolean {
  const conditions: JsonObject[] = object['status']?.conditions ?? []
  const condition = conditions.find((one) => String(one['type']).toLowerCase() === name.toLowerCase())
  if (!condition) return false
  const observed = condition['observedGeneration'] ?? object['status']?.observedGeneration
  if (observed !== undefined && observed < (object['metadata']?.generation ?? 0)) return false
  return String(condition['status']).toLowerCase() === value.toLowerCase()
}

function jsonPathMet(text: string): (object: JsonObject) => boolean {
  const close = text.lastIndexOf('}')
  const equals = text.indexOf('=', close < 0 ? 0 : close)
  const expression = equals < 0 ? text : text.slice(0, equals)
  const value = equals < 0 ? undefined : text.slice(equals + 1).replace(/^'(.*)'$|^"(.*)"$/, '$1$2')
  if (value === '')
    throw new CommandError("jsonpath wait has to have a value after equal sign, like --for=jsonpath='{.status.readyReplicas}'=3")
  if (expression === '') throw new CommandError('jsonpath expression cannot be empty')
  const path = compiled(expression)
  return (object) => {
    const found = path.find(object)
    if (found.length === 0 || found[0]?.length === 0) return false
    if (value === undefined) return true
    if (found.length > 1) throw new CommandError('given jsonpath expression matches more than one list')
    const [matches = []] = found
    if (matches.length > 1) throw new CommandError('given jsonpath expression matches more than one value')
    if (typeof matches[0] === 'object' && matches[0] !== null)
      throw new CommandError('jsonpath leads to a nested object or list which is not supported')
    return goValue(matches[0]).trim() === value.trim()
  }
}

function compiled(expression: string): JsonPath {
  try {
    return new JsonPath(relaxedPath(expression))
  } catch (error) {
    throw error instanceof JsonPathError ? new CommandError(error.message) : error
  }
}

function lookUp(k: Invocation, { mapping, namespace, name }: Info): JsonObject | undefined {
  try {
    return k.client.get(mapping, namespace, name)
  } catch (error) {
    if (isNotFound(error)) return undefined
    throw error
  }
}

function* waitUntil(k: Invocation, info: Info, deadline: number, met: (object: JsonObject) => boolean): Task<JsonObject> {
  const { mapping, namespace, name } = info
  let object = k.client.get(mapping, namespace, name)
  if (met(object)) return object
  if (deadline <= k.now) throw timedOut(k, info)
  const outcome = yield* watchObject(k, info, deadline, (event) => {
    if (event.type === 'DELETED') return false
    object = event.object
    return met(object)
  })
  if (outcome === 'timeout') throw timedOut(k, info)
  return object
}

/** Without time to wait (`--timeout=0`) there was one look. */
function timedOut(k: Invocation, { mapping, name }: Info): CommandError {
  const looked = Number(k.flags.value('timeout')) === 0
  return new CommandError(`${looked ? 'condition not met for' : 'timed out waiting for the condition on'} ${mapping.resource}/${name}`)
}

/** Waits until what is named exists: every object, or any one that a selector finds. */
function* waitForCreation(k: Invocation, deadline: number): Task<void> {
  for (;;) {
    const { infos, errors } = yield* select(k, selectionOf(k, { args: k.args, latest: true, continueOnError: true }))
    const other = errors.filter((error) => !isNotFound(error))
    if (other.length > 0) raise(other)
    if (errors.length === 0 && infos.length > 0) return
    if (k.now >= deadline) throw new CommandError('timed out waiting for the condition')
    yield* k.flush()
    yield* sleep(Math.min(CREATE_INTERVAL, deadline - k.now))
  }
}

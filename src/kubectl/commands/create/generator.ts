import type { JsonObject } from '../../../cluster/api/object.ts'
import type { Task } from '../../../sim/task.ts'
import { withLastApplied } from '../../apply/last-applied.ts'
import type { Command } from '../../command.ts'
import { DRY_RUN_FLAG, fieldManager, VALIDATE_FLAG } from '../../common-flags.ts'
import { CommandError, StatusError } from '../../errors.ts'
import type { Invocation } from '../../invocation.ts'
import { PRINT_FLAGS } from '../../printers/object-printer.ts'
import { typedOperationPrinter } from '../../typed.ts'
import { createObject, dryRunOf, dryRunSuffix, validationOf, writeQuery } from '../../writing.ts'

/** Makes an object of a command's name and flags, its fields in the order of the API's types. */
export type Build = (k: Invocation, name: string) => JsonObject | Task<JsonObject>

export interface Generator extends Omit<Command, 'run' | 'commands'> {
  build: Build
  /** words before the server's refusal (`failed to create job: `); absent: the refusal is told as it is */
  failure?: string
  /** no metadata.namespace */
  clusterScoped?: boolean
}

/** The `kubectl create X NAME` command of a generator. */
export function generatorCommand({ build, failure, clusterScoped, ...command }: Generator): Command {
  return {
    ...command,
    flags: `${PRINT_FLAGS}${DRY_RUN_FLAG}${VALIDATE_FLAG}${fieldManager('kubectl-create')}
--save-config bool  Keep the configuration in an annotation, for a later apply.
${command.flags ?? ''}`,
    *run(k) {
      const name = nameOf(k)
      const dryRun = dryRunOf(k)
      const print = typedOperationPrinter(k, `created${dryRunSuffix(dryRun)}`)
      const validation = validationOf(k)
      const built = build(k, name)
      let object = isTask(built) ? yield* built : built
      if (!clusterScoped && k.target.enforced) object = inNamespace(object, k.namespace)
      if (k.bool('save-config')) object = withLastApplied(object, false)
      if (dryRun !== 'client') {
        yield* k.connect()
        const mapping = k.mapper.kindFor(object['apiVersion'], object['kind'])
        if (!mapping) throw new CommandError(`no matches for kind "${object['kind']}" in version "${object['apiVersion']}"`)
        try {
          object = createObject(k, { mapping, namespace: k.namespace }, object, writeQuery(k, dryRun, validation))
        } catch (error) {
          throw failure && error instanceof StatusError ? new CommandError(failure + error.message) : error
        }
      }
      print(object)
    },
  }
}

function isTask(value: JsonObject | Task<JsonObject>): value is Task<JsonObject> {
  return typeof (value as Task<JsonObject>).next === 'function'
}

/** Puts the namespace where Go's ObjectMeta has it: after the name. */
function inNamespace(object: JsonObject, namespace: string): JsonObject {
  const { name, ...metadata } = object['metadata']
  return { ...object, metadata: { name, namespace, ...metadata } }
}

/** The one NAME before any `--`. */
export function nameOf(k: Invocation): string {
  const count = k.flags.dashAt < 0 ? k.args.length : k.flags.dashAt
  if (count !== 1) throw k.usageError(`exactly one NAME is required, got ${count}`)
  return k.args[0] as string
}

/** The command after the name: `-- COMMAND ARG…`. */
export const commandOf = (k: Invocation): readonly string[] => k.args.slice(1)

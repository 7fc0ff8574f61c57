import type { Task } from '../../sim/task.ts'
import type { Command } from '../command.ts'
import { ALL_NAMESPACES_FLAG, FILE_FLAGS, SELECTOR_FLAG } from '../common-flags.ts'
import { Description } from '../describe/description.ts'
import { describeGeneric } from '../describe/generic.ts'
import { describerOf } from '../describe/index.ts'
import { CommandError, isNotFound, raiseTogether } from '../errors.ts'
import type { Invocation } from '../invocation.ts'
import { type Info, select, selectionOf } from '../resource-builder.ts'

export const describe: Command = {
  name: 'describe',
  use: 'describe (-f FILENAME | TYPE [NAME_PREFIX | -l label] | TYPE/NAME)',
  short: 'Show details of a specific resource or group of resources',
  group: 'Troubleshooting and Debugging Commands',
  long: `Show details of a specific resource or group of resources.

 Together with an object it shows what belongs to it: its events, the endpoints of a Service, the ReplicaSets of a Deployment. A name that does not exist is taken as the beginning of names.

Use "kubectl api-resources" for a complete list of supported resources.`,
  examples: `# A Pod
kubectl describe pod backend

# All Pods with a label
kubectl describe pods -l app=backend`,
  flags: `${FILE_FLAGS}${SELECTOR_FLAG}${ALL_NAMESPACES_FLAG}
--chunk-size int64=500  Read long lists in pieces of this size; 0 reads them whole.
--show-events bool=true  Show the object's events.
`,
  run: runDescribe,
}

function* runDescribe(k: Invocation): Task<void> {
  const { args } = k
  if (args.length === 0 && k.list('filename').length === 0 && !k.str('kustomize'))
    throw new CommandError(
      'You must specify the type of resource to describe. Use "kubectl api-resources" for a complete list of supported resources.\n',
    )
  const { infos, errors } = yield* select(k, selectionOf(k, { args, allowBareType: true, latest: true, continueOnError: true }))
  if (args.length === 2 && errors.length === 1 && isNotFound(errors[0]))
    return yield* describeMatching(k, args[0] as string, args[1] as string, errors[0])
  infos.forEach((info, index) => k.out(`${index > 0 ? '\n\n' : ''}${text(k, info, k.bool('show-events'))}`))
  if (infos.length === 0 && errors.length === 0)
    k.err(k.bool('all-namespaces') ? 'No resources found\n' : `No resources found in ${k.namespace} namespace.\n`)
  raiseTogether(errors)
}

/** Every object whose name begins with what was given. */
function* describeMatching(k: Invocation, type: string, prefix: string, original: unknown): Task<void> {
  const { infos, mappings } = yield* select(k, { args: [type], allowBareType: true })
  if (mappings.length > 1) throw new CommandError('you may only specify a single resource type')
  const matching = infos.filter(({ name }) => name.startsWith(prefix))
  if (matching.length === 0) throw original
  for (const info of matching) k.out(`${text(k, info, false)}\n`)
}

function text(k: Invocation, info: Info, withEvents: boolean): string {
  const description = new Description()
  const describer = describerOf(info.mapping) ?? describeGeneric
  describer(k, info, description, withEvents)
  return description.toString()
}

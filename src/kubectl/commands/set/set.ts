import type { JsonObject } from '../../../cluster/api/object.ts'
import type { Task } from '../../../sim/task.ts'
import type { Command } from '../../command.ts'
import { DRY_RUN_FLAG, FILE_FLAGS, fieldManager, SELECTOR_FLAG } from '../../common-flags.ts'
import { CommandError } from '../../errors.ts'
import type { Invocation } from '../../invocation.ts'
import { resourcesAndPairs } from '../../pairs.ts'
import { PRINT_FLAGS } from '../../printers/object-printer.ts'
import { labelSelectorOf } from '../../selectors.ts'
import { subjectsOf } from '../create/rbac.ts'
import { resourceList } from '../create/simple.ts'
import { SET_FLAGS, setEnv } from './env.ts'
import { matchesPattern, podSpecOf, updateObjects } from './pod-spec-update.ts'

const setImage: Command = {
  name: 'image',
  use: 'image (-f FILENAME | TYPE NAME) CONTAINER_NAME_1=CONTAINER_IMAGE_1 ... CONTAINER_NAME_N=CONTAINER_IMAGE_N',
  short: 'Update the image of a pod template',
  long: 'Update existing container image(s) of resources. A * stands for all containers.',
  examples: '# Another image for one container\nkubectl set image deployment/web web=nginx:1.28',
  flags: `${PRINT_FLAGS}${FILE_FLAGS}${SELECTOR_FLAG}${SET_FLAGS}`,
  run: runImage,
}

function* runImage(k: Invocation): Task<void> {
  const { resources, pairs } = resourcesAndPairs(k.args, 'image')
  const images = pairs.map((pair) => {
    const at = pair.indexOf('=')
    if (at <= 0) throw new CommandError(`invalid image format: ${pair}`)
    return [pair.slice(0, at), pair.slice(at + 1)] as [string, string]
  })
  yield* updateObjects(k, {
    resources,
    check: () => {
      if (images.length === 0) throw new CommandError('at least one image update is required')
      if (images.length > 1 && images.some(([name]) => name === '*'))
        throw new CommandError('all containers are already specified by *, but saw more than one container_name=container_image pairs')
    },
    operation: 'image updated',
    failure: 'failed to patch image update to pod template: ',
    change: (object, info, tell) => {
      const spec = podSpecOf({ ...info, object })
      for (const [name, image] of images) {
        const chosen = [...(spec['initContainers'] ?? []), ...(spec['containers'] ?? [])].filter((one) => name === '*' || one.name === name)
        if (chosen.length === 0) tell(new CommandError(`error: unable to find container named ${JSON.stringify(name)}`))
        for (const container of chosen) container.image = image
      }
    },
  })
}

const setResources: Command = {
  name: 'resources',
  use: 'resources (-f FILENAME | TYPE NAME)  ([--limits=LIMITS & --requests=REQUESTS]',
  short: 'Update resource requests/limits on objects with pod templates',
  long: 'Specify compute resource requirements (CPU, memory) for any resource that defines a pod template.',
  examples: '# A limit of memory for all containers\nkubectl set resources deployment/web --limits=memory=128Mi',
  flags: `${PRINT_FLAGS}${FILE_FLAGS}${SELECTOR_FLAG}${SET_FLAGS}
-c, --containers string=*  Containers to change; * is any text.
--limits string  RESOURCE=AMOUNT,….
--requests string  RESOURCE=AMOUNT,….
`,
  run: runResources,
}

function* runResources(k: Invocation): Task<void> {
  if (k.bool('all') && k.str('selector')) throw new CommandError('cannot set --all and --selector at the same time')
  let limits: JsonObject = {}
  let requests: JsonObject = {}
  const pattern = k.str('containers')
  yield* updateObjects(k, {
    resources: k.args,
    check: () => {
      if (!k.str('limits') && !k.str('requests'))
        throw new CommandError('you must specify an update to requests or limits (in the form of --requests/--limits)')
      if (k.str('limits')) limits = resourceList(k.str('limits'))
      if (k.str('requests')) requests = resourceList(k.str('requests'))
    },
    operation: 'resource requirements updated',
    failure: 'failed to patch resources update to pod template ',
    change: (object, info) => {
      const spec = podSpecOf({ ...info, object })
      const chosen = [...(spec['initContainers'] ?? []), ...(spec['containers'] ?? [])].filter(({ name }) => matchesPattern(pattern, name))
      if (chosen.length === 0) throw new CommandError(`unable to find container named ${pattern}`)
      for (const container of chosen) {
        const merged: JsonObject = { ...container.resources }
        if (Object.keys(limits).length > 0) merged['limits'] = { ...merged['limits'], ...limits }
        if (Object.keys(requests).length > 0) merged['requests'] = { ...merged['requests'], ...requests }
        container.resources = merged
      }
    },
  })
}

const setServiceAccount: Command = {
  name: 'serviceaccount',
  aliases: ['sa'],
  use: 'serviceaccount (-f FILENAME | TYPE NAME) SERVICE_ACCOUNT',
  short: 'Update the service account of a resource',
  long: 'Update the service account of pod template resources.',
  flags: `${PRINT_FLAGS}${FILE_FLAGS}${SET_FLAGS}`,
  *run(k) {
    if (k.args.length === 0) throw new CommandError('serviceaccount is required')
    const account = k.args.at(-1) as string
    yield* updateObjects(k, {
      resources: k.args.slice(0, -1),
      operation: 'serviceaccount updated',
      failure: 'failed to patch ServiceAccountName ',
      always: true,
      change: (object, info) => {
        podSpecOf({ ...info, object })['serviceAccountName'] = account
      },
    })
  },
}

const setSelector: Command = {
  name: 'selector',
  use: 'selector (-f FILENAME | TYPE NAME) EXPRESSIONS [--resource-version=version]',
  short: 'Set the selector on a resource',
  long: 'Set the selector on a resource. The old one is replaced as a whole; for now only Services can be changed so.',
  flags: `${PRINT_FLAGS}
--all bool  All objects of the kind in the namespace.
${DRY_RUN_FLAG}${fieldManager('kubectl-set')}
-f, --filename stringSlice  Manifest file, directory or URL; - is stdin.
--local bool  Change files only, not the server.
-R, --recursive bool=true  Go down into the directories of -f.
--resource-version string  Change only an object of this resourceVersion.
`,
  run: runSelector,
}

function* runSelector(k: Invocation): Task<void> {
  const text = k.args.at(-1) ?? ''
  const resources = k.args.slice(0, -1)
  if (k.args.length === 0) throw new CommandError('one selector is required')
  const { matchLabels, matchExpressions: sets = [] } = labelSelectorOf(text)
  yield* updateObjects(k, {
    resources,
    operation: 'selector updated',
    failure: '',
    always: true,
    change: (object, { mapping }) => {
      if (mapping.kind !== 'Service') throw new CommandError('setting a selector is only supported for Services')
      if (sets.length > 0) {
        const shown = sets.map(({ key, operator, values }) => `{${key} ${operator} [${values?.join(' ') ?? ''}]}`)
        throw new CommandError(`match expression [${shown.join(' ')}] not supported on this object`)
      }
      object['spec'].selector = matchLabels ?? {}
      if (k.str('resource-version')) object['metadata'].resourceVersion = k.str('resource-version')
    },
  })
}

const setSubject: Command = {
  name: 'subject',
  use: 'subject (-f FILENAME | TYPE NAME) [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none]',
  short: 'Update the user, group, or service account in a role binding or cluster role binding',
  long: 'Update the user, group, or service account in a role binding or cluster role binding.',
  flags: `${PRINT_FLAGS}${FILE_FLAGS}${SELECTOR_FLAG}${SET_FLAGS}
--group stringSlice  A group to add; may be repeated.
--serviceaccount stringSlice  A ServiceAccount to add, NAMESPACE:NAME; may be repeated.
--user stringSlice  A user to add; may be repeated.
`,
  *run(k) {
    let subjects: JsonObject[] = []
    yield* updateObjects(k, {
      resources: k.args,
      check: () => {
        subjects = subjectsOf(k)
        if (subjects.length === 0) throw new CommandError('you must specify at least one value of user, group or serviceaccount')
      },
      operation: 'subjects updated',
      failure: 'failed to patch subjects to rolebinding: ',
      change: (object, { mapping, name }) => {
        if (!/RoleBinding$/.test(mapping.kind))
          throw new CommandError(`${mapping.resource}/${name} setting subjects is only supported for RoleBinding/ClusterRoleBinding`)
        const known = new Set(
          (object['subjects'] ?? []).map((one: JsonObject) => `${one['kind']}/${one['namespace'] ?? ''}/${one['name']}`),
        )
        object['subjects'] = [
          ...(object['subjects'] ?? []),
          ...subjects.filter((one) => !known.has(`${one['kind']}/${one['namespace'] ?? ''}/${one['name']}`)),
        ]
      },
    })
  },
}

export const set: Command = {
  name: 'set',
  use: 'set SUBCOMMAND',
  short: 'Set specific features on objects',
  group: 'Basic Commands (Beginner)',
  long: `Configure application resources.

 These commands help you make changes to existing application resources.`,
  run: 'stderr',
  commands: [setEnv, setImage, setResources, setSelector, setServiceAccount, setSubject],
}

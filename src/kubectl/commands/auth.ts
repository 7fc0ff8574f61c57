import type { Task } from '../../sim/task.ts'
import type { Command } from '../command.ts'
import { ALL_NAMESPACES_FLAG } from '../common-flags.ts'
import { CommandError } from '../errors.ts'
import type { Invocation } from '../invocation.ts'

const VERBS = [
  'get',
  'list',
  'watch',
  'create',
  'update',
  'patch',
  'delete',
  'deletecollection',
  'use',
  'bind',
  'impersonate',
  'escalate',
  'approve',
  'sign',
  '*',
]

const canI: Command = {
  name: 'can-i',
  use: 'can-i VERB [TYPE | TYPE/NAME | NONRESOURCEURL]',
  short: 'Check whether an action is allowed',
  examples: `# May I create Pods here?
kubectl auth can-i create pods`,
  flags: `${ALL_NAMESPACES_FLAG}
--list bool  Print all that is allowed.
--no-headers bool  Print no headers.
-q, --quiet bool  Print nothing; the exit code tells.
--subresource string  A subresource such as pods/log.
`,
  run: ask,
}

export const auth: Command = {
  name: 'auth',
  use: 'auth',
  short: 'Inspect authorization',
  group: 'Cluster Management Commands',
  run: 'stdout',
  commands: [
    canI,
    {
      name: 'whoami',
      use: 'whoami',
      short: 'Experimental: Check self subject attributes',
      *run(k) {
        const client = yield* k.connect()
        const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' }
        const { userInfo } = client.request('POST', '/apis/authentication.k8s.io/v1/selfsubjectreviews', { body })['status']
        k.out(`ATTRIBUTE   VALUE\nUsername    ${userInfo.username}\nGroups      [${(userInfo.groups ?? []).join(' ')}]\n`)
      },
    },
    {
      name: 'reconcile',
      use: 'reconcile -f FILENAME',
      short: 'Reconciles rules for RBAC role, role binding, cluster role, and cluster role binding objects',
      flags: '\n-f, --filename stringSlice  Manifest file.\n',
      run: () => notSimulated(),
    },
  ],
}

function notSimulated(): never {
  throw new CommandError('podtalk does not simulate auth reconcile')
}

function* ask(k: Invocation): Task<number> {
  if (k.bool('list')) throw new CommandError('podtalk does not simulate auth can-i --list')
  const [verb, target] = k.args
  if (verb === undefined || target === undefined || k.args.length > 2) {
    throw new CommandError(
      "you must specify two arguments: verb resource or verb resource/resourceName.\nSee 'kubectl auth can-i -h' for help and examples.",
    )
  }
  const client = yield* k.connect()
  const spec = target.startsWith('/')
    ? { nonResourceAttributes: { path: target, verb } }
    : { resourceAttributes: attributes(k, verb, target) }
  const body = { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', spec }
  const { allowed, denied, reason } = client.request('POST', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', { body })['status']
  if (!k.bool('quiet')) k.out(allowed ? 'yes\n' : `no${denied && reason ? ` - ${reason}` : ''}\n`)
  return allowed ? 0 : 1
}

function attributes(k: Invocation, verb: string, target: string): Record<string, string> {
  const [type = '', name = ''] = target.split('/')
  if (!VERBS.includes(verb)) k.err(`Warning: verb '${verb}' is not a known verb\n\n`)
  const mapping = k.mapper.find(type)
  if (!mapping && type !== '*') k.err(`Warning: the server doesn't have a resource type '${type}'\n\n`)
  const scoped = mapping?.namespaced ?? true
  if (mapping && !scoped && k.changed('namespace')) k.err(`Warning: resource '${mapping.resource}' is not namespace scoped\n\n`)
  const [plain = '', ...group] = type.split('.')
  return {
    verb,
    resource: mapping?.resource ?? plain,
    ...((mapping?.group ?? group.join('.')) ? { group: mapping?.group ?? group.join('.') } : {}),
    ...(name ? { name } : {}),
    ...(k.str('subresource') ? { subresource: k.str('subresource') } : {}),
    ...(k.bool('all-namespaces') || !scoped ? {} : { namespace: k.namespace }),
  }
}

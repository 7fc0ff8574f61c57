import type { JsonObject } from '../../../cluster/api/object.ts'
import type { Task } from '../../../sim/task.ts'
import type { Command } from '../../command.ts'
import { ALL_NAMESPACES_FLAG } from '../../common-flags.ts'
import { ruleCells, ruleRows } from '../../describe/rules.ts'
import { CommandError, notSimulated } from '../../errors.ts'
import type { Invocation } from '../../invocation.ts'
import { FORMATS, formatPrinter, nameOf, PRINT_FLAGS, unknownFormat } from '../../printers/object-printer.ts'
import { alignRows } from '../../printers/tabwriter.ts'

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
  '*',
  'approve',
  'sign',
  'escalate',
  'attest',
]
const URL_VERBS = ['get', 'put', 'post', 'head', 'options', 'delete', 'patch', '*']

const canI: Command = {
  name: 'can-i',
  use: 'can-i VERB [TYPE | TYPE/NAME | NONRESOURCEURL]',
  short: 'Check whether an action is allowed',
  long: 'Check whether an action is allowed. Prints yes or no; with no the exit code is 1.',
  examples: `# May I create Pods?
kubectl auth can-i create pods

# May a ServiceAccount?
kubectl auth can-i list pods --as=system:serviceaccount:default:default`,
  flags: `${ALL_NAMESPACES_FLAG}
--list bool  Show everything that is allowed.
--no-headers bool  Leave out the line of headers of --list.
-q, --quiet bool  Only the exit code answers.
--subresource string  About this subresource: log, exec, scale ….
`,
  run: runCanI,
}

function* runCanI(k: Invocation): Task<number> {
  if (k.bool('list')) {
    if (k.args.length > 0) throw new CommandError('list option must be specified with no arguments')
    if (k.bool('quiet') || k.bool('all-namespaces') || k.str('subresource'))
      throw new CommandError("list option can't be specified with neither quiet, all-namespaces nor subresource options")
    return yield* listRules(k)
  }
  if (k.args.length !== 2)
    throw new CommandError(
      `you must specify two arguments: verb resource or verb resource/resourceName.\nSee '${k.path} -h' for help and examples.`,
    )
  const [verb = '', target = ''] = k.args
  const client = yield* k.connect()
  const warn = (text: string): void => k.err(`Warning: ${text}\n\n`)
  const spec: JsonObject = {}
  if (target.startsWith('/')) {
    if (k.str('subresource')) throw new CommandError('--subresource can not be used with NonResourceURL')
    if (!URL_VERBS.includes(verb)) warn(`verb '${verb}' is not a known verb`)
    spec['nonResourceAttributes'] = { path: target, verb }
  } else {
    const [type = '', ...names] = target.split('/')
    const name = names.join('/')
    const mapping = type === '*' ? undefined : k.mapper.find(type)
    if (!mapping && type !== '*') warn(`the server doesn't have a resource type '${type}'`)
    if (!k.bool('all-namespaces')) {
      if (mapping && !mapping.namespaced)
        warn(`resource '${mapping.resource}' is not namespace scoped${mapping.group ? ` in group '${mapping.group}'` : ''}`)
      if (!VERBS.includes(verb)) warn(`verb '${verb}' is not a known verb`)
    }
    const [resource = '', ...group] = type.split('.')
    spec['resourceAttributes'] = {
      namespace: k.bool('all-namespaces') ? '' : k.namespace,
      verb,
      group: mapping?.group ?? group.join('.'),
      resource: mapping?.resource ?? resource,
      subresource: k.str('subresource'),
      name,
    }
  }
  if (k.bool('no-headers')) throw new CommandError('--no-headers cannot be set without --list specified')
  const review = client.request('POST', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', {
    body: { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', metadata: {}, spec },
  })
  const { allowed, reason, evaluationError } = review['status'] ?? {}
  const why = allowed
    ? ''
    : [reason, evaluationError]
        .filter(Boolean)
        .map((text) => ` - ${text}`)
        .join('')
  if (!k.bool('quiet')) k.out(`${allowed ? 'yes' : 'no'}${why}\n`)
  return allowed ? 0 : 1
}

function* listRules(k: Invocation): Task<number> {
  const client = yield* k.connect()
  const review = client.request('POST', '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews', {
    body: { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectRulesReview', metadata: {}, spec: { namespace: k.namespace } },
  })
  const { resourceRules = [], nonResourceRules = [], incomplete, evaluationError } = review['status'] ?? {}
  const rows = ruleRows([...resourceRules, ...nonResourceRules]).map(ruleCells)
  if (incomplete) k.err(`warning: the list may be incomplete: ${evaluationError ?? ''}\n`)
  if (!k.bool('no-headers')) rows.unshift(['Resources', 'Non-Resource URLs', 'Resource Names', 'Verbs'])
  k.out(alignRows(rows))
  return 0
}

const whoami: Command = {
  name: 'whoami',
  use: 'whoami',
  short: 'Experimental: Check self subject attributes',
  long: 'Experimental: Check who you are and your attributes (groups, extra).',
  flags: PRINT_FLAGS,
  *run(k) {
    const client = yield* k.connect()
    const review = client.request('POST', '/apis/authentication.k8s.io/v1/selfsubjectreviews', {
      body: { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview', metadata: {} },
    })
    const { username = '', groups = [], uid, extra = {} } = review['status']?.userInfo ?? {}
    // Go's order of the type's fields
    const ordered: JsonObject = {
      kind: 'SelfSubjectReview',
      apiVersion: 'authentication.k8s.io/v1',
      metadata: review['metadata'],
      status: { userInfo: { username, uid, groups, extra: Object.keys(extra).length > 0 ? extra : undefined } },
    }
    const format = k.str('output')
    if (format === 'name') return k.out(`${nameOf(ordered)}\n`)
    const print = formatPrinter(k, format, { sorted: false })
    if (print) return print(ordered)
    if (format !== '') throw unknownFormat(format, FORMATS)
    const rows = [
      ['ATTRIBUTE', 'VALUE'],
      ['Username', username],
    ]
    if (uid) rows.push(['UID', uid])
    if (groups.length > 0) rows.push(['Groups', `[${groups.join(' ')}]`])
    for (const key of Object.keys(extra).sort()) rows.push([`Extra: ${key}`, `[${extra[key].join(' ')}]`])
    k.out(alignRows(rows))
  },
}

const reconcile: Command = {
  name: 'reconcile',
  use: 'reconcile -f FILENAME',
  short: 'Reconciles rules for RBAC role, role binding, cluster role, and cluster role binding objects',
  run() {
    throw notSimulated('kubectl auth reconcile')
  },
}

export const auth: Command = {
  name: 'auth',
  use: 'auth [flags]',
  short: 'Inspect authorization',
  group: 'Troubleshooting and Debugging Commands',
  run: 'stderr',
  commands: [canI, reconcile, whoami],
}

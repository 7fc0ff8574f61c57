import type { Command } from '../command.ts'
import { ENTRY, readConfigFile } from '../config.ts'
import { CommandError } from '../errors.ts'
import { helpText } from '../help.ts'
import type { Invocation } from '../invocation.ts'
import { formatPrinter, PRINT_FLAGS } from '../printers/object-printer.ts'
import { alignRows } from '../printers/tabwriter.ts'
import { encodeYaml } from '../yaml/encode.ts'

type Json = Record<string, any>
type Section = keyof typeof ENTRY

/** The whole configuration as one kubeconfig file would hold it. */
function asFile(k: Invocation): Json {
  const section = (name: Section): Json[] =>
    [...k.config[name]].sort(([a], [b]) => (a < b ? -1 : 1)).map(([entry, value]) => ({ [ENTRY[name]]: value, name: entry }))
  return {
    apiVersion: 'v1',
    clusters: section('clusters'),
    contexts: section('contexts'),
    'current-context': k.config.currentContext,
    kind: 'Config',
    users: section('users'),
  }
}

const HIDDEN: Record<string, string> = {
  token: 'REDACTED',
  password: 'REDACTED',
  'client-key-data': 'DATA+OMITTED',
  'client-certificate-data': 'DATA+OMITTED',
  'certificate-authority-data': 'DATA+OMITTED',
}

const hide = (value: Json): Json => Object.fromEntries(Object.entries(value).map(([key, text]) => [key, HIDDEN[key] ?? text]))

/** Changes the file that a part came from (the first one for new parts) and writes it back. */
function change(k: Invocation, part: string, edit: (file: Json) => void): void {
  const { origins, files } = k.config
  const path = origins.get(part) ?? files[0] ?? ''
  const { fs } = k.process.machine
  const file: Json = fs.exists(path) ? readConfigFile(fs, path) : {}
  edit(file)
  const whole = { apiVersion: 'v1', clusters: [], contexts: [], 'current-context': '', kind: 'Config', users: [], ...file }
  fs.mkdir(path.slice(0, path.lastIndexOf('/')) || '/', { parents: true })
  fs.writeFile(path, encodeYaml(whole as never), { mode: 0o600 })
}

/** The entry `name` of a section of a file, made where it is missing. */
function entryOf(file: Json, section: Section, name: string): Json {
  file[section] = Array.isArray(file[section]) ? file[section] : []
  let entry = file[section].find((each: Json) => each['name'] === name)
  if (!entry) {
    entry = { [ENTRY[section]]: {}, name }
    file[section].push(entry)
    file[section].sort((a: Json, b: Json) => (a['name'] < b['name'] ? -1 : 1))
  }
  entry[ENTRY[section]] ??= {}
  return entry[ENTRY[section]]
}

/** What these commands say when called with too few or too many words: their help, then the words. */
function unexpected(k: Invocation): CommandError {
  k.out(helpText(k.command, [{ name: 'kubectl', use: 'kubectl', short: '' }, config]))
  return new CommandError(`Unexpected args: [${k.args.join(' ')}]`)
}

function one(k: Invocation): string {
  if (k.args.length !== 1) throw unexpected(k)
  return k.args[0] as string
}

const view: Command = {
  name: 'view',
  use: 'view',
  short: 'Display merged kubeconfig settings or a specified kubeconfig file',
  flags: `${PRINT_FLAGS}
--flatten bool  Put files' contents into the output.
--merge bool=true  Merge all the files.
--minify bool  Only what the current context uses.
--raw bool  Show secrets too.
`,
  run(k) {
    const file = asFile(k)
    if (k.bool('minify')) {
      const name = k.str('context') || k.config.currentContext
      const context = k.config.contexts.get(name)
      if (!context) throw new CommandError('current-context must exist in order to minify')
      file['contexts'] = file['contexts'].filter((entry: Json) => entry['name'] === name)
      file['clusters'] = file['clusters'].filter((entry: Json) => entry['name'] === context['cluster'])
      file['users'] = file['users'].filter((entry: Json) => entry['name'] === context['user'])
      file['current-context'] = name
    }
    if (!k.bool('raw')) {
      for (const entry of file['users']) entry['user'] = hide(entry['user'])
      for (const entry of file['clusters']) entry['cluster'] = hide(entry['cluster'])
    }
    const print = formatPrinter(k)
    if (print) print(file)
    else k.out(encodeYaml(file as never))
  },
}

const getContexts: Command = {
  name: 'get-contexts',
  use: 'get-contexts [(-o|--output=)name)]',
  short: 'Describe one or many contexts',
  flags: `
--no-headers bool  Print no headers.
-o, --output string  name, or nothing for a table.
`,
  run(k) {
    const format = k.str('output')
    if (format !== '' && format !== 'name') throw new CommandError(`output must be one of '' or 'name': ${format}`)
    const { contexts, currentContext } = k.config
    const names = (k.args.length > 0 ? k.args : [...contexts.keys()]).filter((name) => contexts.has(name)).sort()
    const missing = k.args.filter((name) => !contexts.has(name))
    if (format === 'name') k.out(names.map((name) => `${name}\n`).join(''))
    else {
      const rows = names.map((name) => {
        const { cluster = '', user = '', namespace = '' } = contexts.get(name) as Json
        return [name === currentContext ? '*' : '', name, cluster, user, namespace]
      })
      k.out(alignRows(k.bool('no-headers') ? rows : [['CURRENT', 'NAME', 'CLUSTER', 'AUTHINFO', 'NAMESPACE'], ...rows]))
    }
    if (missing.length > 0) throw new CommandError(missing.map((name) => `context ${name} not found`).join('\n'))
  },
}

const useContext: Command = {
  name: 'use-context',
  aliases: ['use'],
  use: 'use-context CONTEXT_NAME',
  short: 'Set the current-context in a kubeconfig file',
  examples: `# Use the context for the minikube cluster
kubectl config use-context minikube`,
  run(k) {
    const name = one(k)
    if (!k.config.contexts.has(name)) throw new CommandError(`no context exists with the name: "${name}"`)
    change(k, 'current-context', (file) => {
      file['current-context'] = name
    })
    k.out(`Switched to context "${name}".\n`)
  },
}

const setContext: Command = {
  name: 'set-context',
  use: 'set-context [NAME | --current] [--cluster=cluster_nickname] [--user=user_nickname] [--namespace=namespace]',
  short: 'Set a context entry in kubeconfig',
  flags: '\n--current bool  Change the current context.\n',
  run(k) {
    const current = k.bool('current')
    if (k.args.length > 1 || (current && k.args.length > 0)) throw unexpected(k)
    if (!current && k.args.length === 0) throw new CommandError('you must specify a non-empty context name or --current')
    const name = current ? k.config.currentContext : (k.args[0] as string)
    if (current && name === '') throw new CommandError('no current context is set')
    const existed = k.config.contexts.has(name)
    change(k, `contexts/${name}`, (file) => {
      const context = entryOf(file, 'contexts', name)
      for (const key of ['cluster', 'namespace', 'user']) if (k.changed(key)) context[key] = k.str(key)
      for (const key of ['cluster', 'user']) context[key] ??= ''
    })
    k.out(`Context "${name}" ${existed ? 'modified' : 'created'}.\n`)
  },
}

const names = (name: string, section: Section, short: string): Command => ({
  name,
  use: name,
  short,
  run: (k) => k.out(`NAME\n${[...k.config[section].keys()].map((entry) => `${entry}\n`).join('')}`),
})

const deletion = (name: string, section: Section, what: string, aliases: string[] = []): Command => ({
  name,
  aliases,
  use: `${name} NAME`,
  short: `Delete the specified ${what} from the kubeconfig`,
  run(k) {
    const entry = one(k)
    const part = `${section}/${entry}`
    const file = k.config.origins.get(part) ?? k.config.files[0]
    if (!k.config[section].has(entry)) throw new CommandError(`cannot delete ${what} ${entry}, not in ${file}`)
    change(k, part, (content) => {
      content[section] = (content[section] ?? []).filter((each: Json) => each['name'] !== entry)
    })
    if (what === 'context' && k.config.currentContext === entry)
      k.err('warning: this removed your active context, use "kubectl config use-context" to select a different one\n')
    k.out(`deleted ${what} ${entry} from ${file}\n`)
  },
})

const renameContext: Command = {
  name: 'rename-context',
  use: 'rename-context CONTEXT_NAME NEW_NAME',
  short: 'Rename a context from the kubeconfig file',
  run(k) {
    const [from, to] = k.args
    if (from === undefined || to === undefined || k.args.length > 2) throw unexpected(k)
    if (!k.config.contexts.has(from)) throw new CommandError(`cannot rename the context "${from}", it's not in ${k.config.files[0]}`)
    if (k.config.contexts.has(to))
      throw new CommandError(`cannot rename the context "${from}", the context "${to}" already exists in ${k.config.files[0]}`)
    change(k, `contexts/${from}`, (file) => {
      for (const entry of file['contexts']) if (entry['name'] === from) entry['name'] = to
      if (file['current-context'] === from) file['current-context'] = to
    })
    k.out(`Context "${from}" renamed to "${to}".\n`)
  },
}

/** `contexts.dev.namespace`: names may hold dots, so the longest name that exists wins. */
function property(k: Invocation, path: string): { section: Section; name: string; field: string } | 'current-context' {
  if (path === 'current-context') return path
  const [section, ...rest] = path.split('.')
  if (section === undefined || !Object.hasOwn(ENTRY, section))
    throw new CommandError(`podtalk does not simulate the kubeconfig property ${path}`)
  const whole = rest.join('.')
  const known = [...k.config[section as Section].keys()]
    .filter((name) => whole === name || whole.startsWith(`${name}.`))
    .sort((a, b) => b.length - a.length)[0]
  const name = known ?? rest.slice(0, -1).join('.')
  return { section: section as Section, name, field: whole.slice(name.length + 1) }
}

const setProperty: Command = {
  name: 'set',
  use: 'set PROPERTY_NAME PROPERTY_VALUE',
  short: 'Set an individual value in a kubeconfig file',
  run(k) {
    const [path, value] = k.args
    if (path === undefined || value === undefined || k.args.length > 2) throw unexpected(k)
    const target = property(k, path)
    if (target === 'current-context') {
      change(k, target, (file) => {
        file['current-context'] = value
      })
    } else {
      change(k, `${target.section}/${target.name}`, (file) => {
        entryOf(file, target.section, target.name)[target.field] = value
      })
    }
    k.out(`Property "${path}" set.\n`)
  },
}

const unsetProperty: Command = {
  name: 'unset',
  use: 'unset PROPERTY_NAME',
  short: 'Unset an individual value in a kubeconfig file',
  run(k) {
    const path = one(k)
    const target = property(k, path)
    if (target === 'current-context') {
      change(k, target, (file) => {
        file['current-context'] = ''
      })
    } else {
      change(k, `${target.section}/${target.name}`, (file) => {
        if (target.field === '') file[target.section] = (file[target.section] ?? []).filter((each: Json) => each['name'] !== target.name)
        else delete entryOf(file, target.section, target.name)[target.field]
      })
    }
    k.out(`Property "${path}" unset.\n`)
  },
}

const setCluster: Command = {
  name: 'set-cluster',
  use: 'set-cluster NAME [--server=server]',
  short: 'Set a cluster entry in kubeconfig',
  run(k) {
    const name = one(k)
    change(k, `clusters/${name}`, (file) => {
      const cluster = entryOf(file, 'clusters', name)
      if (k.changed('server')) cluster['server'] = k.str('server')
      if (k.changed('insecure-skip-tls-verify')) cluster['insecure-skip-tls-verify'] = k.bool('insecure-skip-tls-verify')
    })
    k.out(`Cluster "${name}" set.\n`)
  },
}

const setCredentials: Command = {
  name: 'set-credentials',
  use: 'set-credentials NAME [--token=bearer_token]',
  short: 'Set a user entry in kubeconfig',
  run(k) {
    const name = one(k)
    change(k, `users/${name}`, (file) => {
      const user = entryOf(file, 'users', name)
      if (k.changed('token')) user['token'] = k.str('token')
    })
    k.out(`User "${name}" set.\n`)
  },
}

export const config: Command = {
  name: 'config',
  use: 'config SUBCOMMAND',
  short: 'Modify kubeconfig files',
  group: 'Other Commands',
  long: 'Modify kubeconfig files using subcommands like "kubectl config set current-context my-context".\n\n The files that count: --kubeconfig, or $KUBECONFIG (several, one after the other), or ~/.kube/config.',
  run: 'stdout',
  commands: [
    {
      name: 'current-context',
      use: 'current-context',
      short: 'Display the current-context',
      run(k) {
        if (k.config.currentContext === '') throw new CommandError('current-context is not set')
        k.out(`${k.config.currentContext}\n`)
      },
    },
    deletion('delete-cluster', 'clusters', 'cluster'),
    deletion('delete-context', 'contexts', 'context', ['unset-context']),
    deletion('delete-user', 'users', 'user'),
    names('get-clusters', 'clusters', 'Display clusters defined in the kubeconfig'),
    getContexts,
    names('get-users', 'users', 'Display users defined in the kubeconfig'),
    renameContext,
    setProperty,
    setCluster,
    setContext,
    setCredentials,
    unsetProperty,
    useContext,
    view,
  ],
}

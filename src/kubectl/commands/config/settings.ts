import { textToBase64 } from '../../../sim/base64.ts'
import type { Command } from '../../command.ts'
import { CommandError, notSimulated } from '../../errors.ts'
import { parseBool } from '../../flags.ts'
import type { Invocation } from '../../invocation.ts'
import { FIELD, fileFor, type Section } from './config-file.ts'
import { wrongArguments } from './contexts.ts'

type Json = Record<string, any>

export const setContext: Command = {
  name: 'set-context',
  use: 'set-context [NAME | --current] [--cluster=cluster_nickname] [--user=user_nickname] [--namespace=namespace]',
  short: 'Set a context entry in kubeconfig',
  long: 'Set a context entry in kubeconfig.\n\n Specifying a name that already exists will merge new fields on top of existing values for those fields.',
  examples:
    '# Set the user field on the gce context entry without touching other values\nkubectl config set-context gce --user=cluster-admin',
  flags: `
--cluster string  cluster for the context entry in kubeconfig
--current bool  Modify the current context
-n, --namespace string  namespace for the context entry in kubeconfig
--user string  user for the context entry in kubeconfig
`,
  run(k) {
    if (k.args.length > 1) throw wrongArguments(k)
    const [given = ''] = k.args
    const current = k.bool('current')
    if (given === '' && !current) throw new CommandError('you must specify a non-empty context name or --current')
    if (given !== '' && current) throw new CommandError('you cannot specify both a context name and --current')
    const name = current ? k.config.currentContext : given
    if (name === '') throw new CommandError('no current context is set')
    const existing = k.config.contexts.get(name)
    const entry: Json = { ...existing }
    for (const flag of ['cluster', 'user', 'namespace']) if (k.changed(flag)) entry[flag] = k.str(flag)
    if (entry['namespace'] === '') delete entry['namespace']
    const file = fileFor(k, 'contexts', name)
    file.put('contexts', name, entry)
    file.save()
    k.out(`Context ${JSON.stringify(name)} ${existing ? 'modified' : 'created'}.\n`)
  },
  complete: 'contexts',
}

export const setCluster: Command = {
  name: 'set-cluster',
  use: 'set-cluster NAME [--server=server] [--certificate-authority=path/to/certificate/authority] [--insecure-skip-tls-verify=true] [--tls-server-name=example.com]',
  short: 'Set a cluster entry in kubeconfig',
  long: 'Set a cluster entry in kubeconfig.\n\n Specifying a name that already exists will merge new fields on top of existing values for those fields.',
  flags: `
--certificate-authority string  Path to certificate-authority file for the cluster entry in kubeconfig
--embed-certs bool  embed-certs for the cluster entry in kubeconfig
--insecure-skip-tls-verify bool  insecure-skip-tls-verify for the cluster entry in kubeconfig
--proxy-url string  proxy-url for the cluster entry in kubeconfig
--server string  server for the cluster entry in kubeconfig
--tls-server-name string  tls-server-name for the cluster entry in kubeconfig
`,
  run(k) {
    if (k.args.length !== 1) throw wrongArguments(k)
    const name = k.args[0] as string
    const authority = k.str('certificate-authority')
    if (k.bool('insecure-skip-tls-verify') && authority)
      throw new CommandError('you cannot specify a certificate authority and insecure mode at the same time')
    if (k.bool('embed-certs')) {
      if (!authority) throw new CommandError('you must specify a --certificate-authority to embed')
      if (!k.process.machine.fs.exists(k.resolve(authority)))
        throw new CommandError(`could not stat certificate-authority file ${authority}: stat ${authority}: no such file or directory`)
    }
    const file = fileFor(k, 'clusters', name)
    const entry: Json = { ...file.entry('clusters', name) }
    for (const flag of ['server', 'tls-server-name', 'proxy-url', 'certificate-authority'])
      if (k.changed(flag)) entry[flag] = k.str(flag).replace(/\/+$/, '')
    if (k.changed('insecure-skip-tls-verify')) {
      if (k.bool('insecure-skip-tls-verify')) entry['insecure-skip-tls-verify'] = true
      else delete entry['insecure-skip-tls-verify']
    }
    file.put('clusters', name, entry)
    file.save()
    k.out(`Cluster ${JSON.stringify(name)} set.\n`)
  },
  complete: 'clusters',
}

export const setCredentials: Command = {
  name: 'set-credentials',
  use: 'set-credentials NAME [--client-certificate=path/to/certfile] [--client-key=path/to/keyfile] [--token=bearer_token] [--username=basic_user] [--password=basic_password] [--auth-provider=provider_name] [--auth-provider-arg=key=value] [--exec-command=exec_command] [--exec-api-version=exec_api_version] [--exec-arg=arg] [--exec-env=key=value]',
  short: 'Set a user entry in kubeconfig',
  long: 'Set a user entry in kubeconfig.\n\n Specifying a name that already exists will merge new fields on top of existing values.',
  flags: `
--auth-provider string  Auth provider for the user entry in kubeconfig
--auth-provider-arg stringSlice  'key=value' arguments for the auth provider
--client-certificate string  Path to client-certificate file for the user entry in kubeconfig
--client-key string  Path to client-key file for the user entry in kubeconfig
--embed-certs bool  Embed client cert/key for the user entry in kubeconfig
--exec-api-version string  API version of the exec credential plugin for the user entry in kubeconfig
--exec-arg stringSlice  New arguments for the exec credential plugin command for the user entry in kubeconfig
--exec-command string  Command for the exec credential plugin for the user entry in kubeconfig
--exec-env stringArray  'key=value' environment values for the exec credential plugin
--exec-interactive-mode string  InteractiveMode of the exec credentials plugin for the user entry in kubeconfig
--exec-provide-cluster-info bool  ProvideClusterInfo of the exec credentials plugin for the user entry in kubeconfig
--password string  password for the user entry in kubeconfig
--token string  token for the user entry in kubeconfig
--username string  username for the user entry in kubeconfig
`,
  run(k) {
    if (k.args.length !== 1) throw wrongArguments(k, 'unexpected')
    const name = k.args[0] as string
    if (k.flags.flags.some((flag) => /^(exec|auth-provider)/.test(flag.name) && k.changed(flag.name)))
      throw notSimulated('credential plugins')
    if (k.str('token') && (k.str('username') || k.str('password')))
      throw new CommandError('you cannot specify more than one authentication method at the same time: --token, --username/--password')
    const file = fileFor(k, 'users', name)
    const entry: Json = { ...file.entry('users', name) }
    for (const flag of ['client-certificate', 'client-key', 'token', 'username', 'password']) if (k.changed(flag)) entry[flag] = k.str(flag)
    if (k.changed('token')) for (const other of ['username', 'password']) delete entry[other]
    if (k.changed('username') || k.changed('password')) delete entry['token']
    file.put('users', name, entry)
    file.save()
    k.out(`User ${JSON.stringify(name)} set.\n`)
  },
  complete: 'users',
}

const PROPERTY =
  ' PROPERTY_NAME is a dot delimited name where each token represents either an attribute name or a map key.  Map keys may not contain dots.'

export const setProperty: Command = {
  name: 'set',
  use: 'set PROPERTY_NAME PROPERTY_VALUE',
  short: 'Set an individual value in a kubeconfig file',
  long: `Set an individual value in a kubeconfig file.

${PROPERTY}

 PROPERTY_VALUE is the new value you want to set. Binary fields such as 'certificate-authority-data' expect a base64 encoded string unless the --set-raw-bytes flag is used.

 Specifying an attribute name that already exists will merge new fields on top of existing values.`,
  examples: `# Set the server field on the my-cluster cluster to https://1.2.3.4
kubectl config set clusters.my-cluster.server https://1.2.3.4

# Set the certificate-authority-data field on the my-cluster cluster
kubectl config set clusters.my-cluster.certificate-authority-data $(echo "cert_data_here" | base64 -i -)

# Set the cluster field in the my-context context to my-cluster
kubectl config set contexts.my-context.cluster my-cluster

# Set the client-key-data field in the cluster-admin user using --set-raw-bytes option
kubectl config set users.cluster-admin.client-key-data cert_data_here --set-raw-bytes=true`,
  flags: `
--set-raw-bytes bool  When writing a []byte PROPERTY_VALUE, write the given string directly without base64 decoding.
`,
  run(k) {
    if (k.args.length !== 2) throw wrongArguments(k)
    const [path = '', value = ''] = k.args
    if (path === 'current-context') {
      const file = fileFor(k, 'current-context')
      file.content['current-context'] = value
      file.save()
    } else if (path === 'preferences.colors') {
      const file = fileFor(k, 'current-context')
      file.content['preferences'] = parseBool(value) ? { colors: true } : {}
      file.save()
    } else {
      const { section, name, field } = stepsOf(k.config, path)
      if (!name || !FIELDS[section].includes(field)) throw new CommandError(`can't set a map to a value: ${goMap(k, section)}`)
      const file = fileFor(k, section, name)
      file.put(section, name, { ...file.entry(section, name), [field]: valueOf(k, field, value) })
      file.save()
    }
    k.out(`Property ${JSON.stringify(path)} set.\n`)
  },
}

/** The fields that entries of each section have a single value in. */
const FIELDS: Record<Section, readonly string[]> = {
  contexts: ['cluster', 'user', 'namespace'],
  clusters: [
    'server',
    'tls-server-name',
    'insecure-skip-tls-verify',
    'certificate-authority',
    'certificate-authority-data',
    'proxy-url',
    'disable-compression',
  ],
  users: [
    'client-certificate',
    'client-certificate-data',
    'client-key',
    'client-key-data',
    'token',
    'tokenFile',
    'as',
    'as-uid',
    'username',
    'password',
  ],
}

function valueOf(k: Invocation, field: string, text: string): string | boolean {
  if (field === 'insecure-skip-tls-verify' || field === 'disable-compression') return parseBool(text)
  if (!field.endsWith('-data')) return text
  if (k.bool('set-raw-bytes')) return textToBase64(text)
  const wrong = /^(?:[A-Za-z0-9+/]{4})*/.exec(text)?.[0].length ?? 0
  const rest = text.slice(wrong)
  if (rest === '' || /^([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)$/.test(rest)) return text
  const at = wrong + (/^[A-Za-z0-9+/]*/.exec(rest)?.[0].length ?? 0)
  throw new CommandError(`error decoding input value: illegal base64 data at input byte ${at === text.length ? wrong : at}`)
}

/** Go's %v of a map of pointers. */
function goMap(k: Invocation, section: Section): string {
  const address = (): string => `0xc000${k.process.machine.random.hex(6).slice(0, -1)}0`
  return `map[${[...k.config[section].keys()]
    .sort()
    .map((name) => `${name}:${address()}`)
    .join(' ')}]`
}

export const unsetProperty: Command = {
  name: 'unset',
  use: 'unset PROPERTY_NAME',
  short: 'Unset an individual value in a kubeconfig file',
  long: `Unset an individual value in a kubeconfig file.\n\n${PROPERTY}`,
  examples:
    '# Unset the current-context\nkubectl config unset current-context\n\n# Unset namespace in foo context\nkubectl config unset contexts.foo.namespace',
  run(k) {
    if (k.args.length !== 1) throw wrongArguments(k)
    const path = k.args[0] as string
    if (path === 'current-context') {
      const file = fileFor(k, 'current-context')
      file.content['current-context'] = ''
      file.save()
    } else if (path === 'preferences' || path === 'preferences.colors') {
      const file = fileFor(k, 'current-context')
      delete file.content['preferences']
      file.save()
    } else {
      const { section, name, field } = stepsOf(k.config, path)
      if (field && !k.config[section].has(name)) throw new CommandError(`current map key \`${name}\` is invalid`)
      const file = fileFor(k, section, name)
      if (!name) file.content[section] = []
      else if (!field) file.remove(section, name)
      else {
        const { [field]: _, ...entry } = file.entry(section, name) ?? {}
        file.put(section, name, entry)
      }
      file.save()
    }
    k.out(`Property ${JSON.stringify(path)} unset.\n`)
  },
}

/** `contexts.NAME.namespace`: a name may hold dots where an entry has it. */
function stepsOf(config: Record<Section, Map<string, unknown>>, path: string): { section: Section; name: string; field: string } {
  const [section = '', ...rest] = path.split('.')
  if (section === 'current-context') throw new CommandError(`unable to parse one or more field values of ${path}`)
  if (!Object.hasOwn(FIELD, section)) throw new CommandError(`unable to parse ${path} after [] at api.Config`)
  const text = rest.join('.')
  const names = [...config[section as Section].keys()].sort((a, b) => b.length - a.length)
  const known = names.find((name) => text === name || text.startsWith(`${name}.`))
  const name = known ?? (rest.length > 1 ? rest.slice(0, -1).join('.') : text)
  return { section: section as Section, name, field: text.slice(name.length + 1) }
}

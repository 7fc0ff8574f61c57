import { dirname, type FileSystem, resolvePath } from '../cluster/machine/filesystem.ts'
import type { Code } from '../sim/code.ts'
import { BareError, CommandError } from './errors.ts'
import { MANIFESTS } from './later.ts'

type Json = Record<string, any>
type Section = 'clusters' | 'users' | 'contexts'
/** what an entry of each section holds its values under */
export const ENTRY: Record<Section, string> = { clusters: 'cluster', users: 'user', contexts: 'context' }

/** Several kubeconfig files merged, as clientcmd sees them. */
export interface KubeConfig {
  clusters: Map<string, Json>
  users: Map<string, Json>
  contexts: Map<string, Json>
  currentContext: string
  preferences: Json
  /** where each part came from: `contexts/dev` -> file */
  origins: Map<string, string>
  /** the files looked at, in order */
  files: readonly string[]
}

/** Where commands go: the outcome of a kubeconfig and the flags over it. */
export interface ClientConfig {
  server: string
  namespace: string
  /** the namespace was asked for with a flag */
  enforced: boolean
  user: string
}

/** What kubeadm writes for the administrator: the file that a lab's laptop and nodes have at ~/.kube/config. */
const INSTALLED = `apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: DATA+OMITTED
    server: https://192.168.50.11:6443
  name: kubernetes
contexts:
- context:
    cluster: kubernetes
    user: kubernetes-admin
  name: kubernetes-admin@kubernetes
current-context: kubernetes-admin@kubernetes
kind: Config
users:
- name: kubernetes-admin
  user:
    client-certificate-data: DATA+OMITTED
    client-key-data: DATA+OMITTED
`

/** What that file says. */
function installed(): Json {
  const data = 'DATA+OMITTED'
  const [cluster, user] = ['kubernetes', 'kubernetes-admin']
  return {
    apiVersion: 'v1',
    clusters: [{ cluster: { 'certificate-authority-data': data, server: 'https://192.168.50.11:6443' }, name: cluster }],
    contexts: [{ context: { cluster, user }, name: `${user}@${cluster}` }],
    'current-context': `${user}@${cluster}`,
    kind: 'Config',
    users: [{ name: user, user: { 'client-certificate-data': data, 'client-key-data': data } }],
  }
}

/** The code that it takes to read these files: none for what is as it was installed. */
export function codeOfConfig(fs: FileSystem, files: readonly string[]): Code | undefined {
  return files.some((file) => fs.lookup(file)?.type === 'file' && fs.readFile(file) !== INSTALLED) ? MANIFESTS : undefined
}

/** The files that count, in order: --kubeconfig, $KUBECONFIG or ~/.kube/config. */
export function configPaths(flag: string, env: ReadonlyMap<string, string>, home: string, cwd: string): string[] {
  const given = flag || env.get('KUBECONFIG')
  const paths = flag
    ? [flag]
    : given
      ? [...new Set(given.split(':').filter((path) => path !== ''))]
      : [`${env.get('HOME') ?? home}/.kube/config`]
  return paths.map((path) => resolvePath(cwd, path))
}

/** Reads and merges kubeconfig files: the first to name a thing wins. */
export function loadConfig(fs: FileSystem, files: readonly string[]): KubeConfig {
  const config: KubeConfig = {
    clusters: new Map(),
    users: new Map(),
    contexts: new Map(),
    currentContext: '',
    preferences: {},
    origins: new Map(),
    files,
  }
  for (const file of files) {
    if (!fs.exists(file)) continue
    const content = readConfigFile(fs, file)
    for (const section of Object.keys(ENTRY) as Section[]) {
      for (const entry of Array.isArray(content[section]) ? content[section] : []) {
        const name = String(entry?.name ?? '')
        if (config[section].has(name)) continue
        config[section].set(name, entry[ENTRY[section]] ?? {})
        config.origins.set(`${section}/${name}`, file)
      }
    }
    if (!config.currentContext && content['current-context']) {
      config.currentContext = String(content['current-context'])
      config.origins.set('current-context', file)
    }
  }
  return config
}

/** One kubeconfig file as it stands. */
export function readConfigFile(fs: FileSystem, file: string): Json {
  const text = fs.readFile(file)
  if (text === INSTALLED) return installed()
  let content: unknown
  try {
    content = MANIFESTS.value.decodeYaml(text)
  } catch (error) {
    throw new CommandError(
      `error loading config file "${file}": ${(error as Error).message.replace('error converting YAML to JSON: ', '')}`,
    )
  }
  if (content === null || content === undefined) return {}
  if (typeof content !== 'object' || Array.isArray(content))
    throw new CommandError(
      `error loading config file "${file}": couldn't get version/kind; json parse error: json: cannot unmarshal ${typeof content} into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }`,
    )
  return content as Json
}

/** Puts the administrator's file where it belongs on a machine that has none yet. */
export function installKubeconfig(fs: FileSystem, home: string): void {
  const path = `${home}/.kube/config`
  if (fs.exists(dirname(path))) return
  fs.mkdir(dirname(path), { parents: true })
  fs.writeFile(path, INSTALLED, { mode: 0o600 })
}

export interface Overrides {
  context: string
  cluster: string
  user: string
  server: string
  namespace: string | undefined
}

/** Which server, namespace and user a command works with. Throws kubectl's words for what is not there. */
export function clientConfig(config: KubeConfig, overrides: Overrides): ClientConfig {
  const name = overrides.context || config.currentContext
  const context = config.contexts.get(name)
  if (overrides.context && !context) throw new ConfigError(`context was not found for specified context: ${name}`)
  if (name && !context && !overrides.server && !overrides.cluster)
    throw new ConfigError(`context was not found for specified context: ${name}`)
  const clusterName = overrides.cluster || context?.['cluster'] || ''
  const cluster = config.clusters.get(clusterName)
  if (overrides.cluster && !cluster) throw new CommandError(`no server found for cluster "${clusterName}"`)
  const user = overrides.user || context?.['user'] || ''
  if (overrides.user && !config.users.has(user)) throw new CommandError(`auth info "${user}" does not exist`)
  return {
    server: overrides.server || cluster?.['server'] || 'http://localhost:8080',
    namespace: overrides.namespace || context?.['namespace'] || 'default',
    enforced: overrides.namespace !== undefined && overrides.namespace !== '',
    user,
  }
}

/** `Error in configuration: …` */
export class ConfigError extends BareError {
  constructor(message: string) {
    super(`Error in configuration: ${message}`)
  }
}

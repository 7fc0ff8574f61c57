import type { Pod, PodSpec } from '../api/types.ts'

const DOMAIN = 'cluster.local'
/** libc's bounds as the kubelet keeps them. */
const MAX_NAMESERVERS = 3
const MAX_SEARCHES = 32
const MAX_HOSTNAME = 63

/** A Pod's hostname: what it asks for or its name, cut where the kernel would not take it; its domain where it has one. */
export function hostnameOf(pod: Pod, nodeName: string): { hostname: string; domain: string } {
  const spec = pod.spec as PodSpec
  if (spec.hostnameOverride) return { hostname: spec.hostnameOverride, domain: '' }
  const wanted = spec.hostname || (pod.metadata?.name as string)
  const hostname = wanted.length > MAX_HOSTNAME ? wanted.slice(0, MAX_HOSTNAME).replace(/[-.]+$/, '') : wanted
  const domain = spec.subdomain ? `${spec.subdomain}.${pod.metadata?.namespace}.svc.${DOMAIN}` : ''
  return { hostname: spec.hostNetwork && !spec.hostname ? nodeName : hostname, domain }
}

/** What `hostname` prints in a container. */
export function machineName(pod: Pod, nodeName: string): string {
  const { hostname, domain } = hostnameOf(pod, nodeName)
  if (pod.spec?.hostNetwork) return nodeName
  return pod.spec?.setHostnameAsFQDN && domain !== '' ? `${hostname}.${domain}` : hostname
}

/** Linux takes hostnames of so many letters; a Pod whose full name is longer has no sandbox. */
export function fqdnProblem(pod: Pod, nodeName: string): string | undefined {
  if (!pod.spec?.setHostnameAsFQDN) return undefined
  const name = machineName(pod, nodeName)
  if (name.length <= 64) return undefined
  return `failed to construct FQDN from pod hostname and cluster domain, FQDN ${name} is too long (64 characters is the max, ${name.length} characters requested)`
}

/** The /etc/hosts that the kubelet writes. */
export function hostsFile(pod: Pod, podIP: string, nodeName: string, nodeHosts: string): string {
  const aliases = pod.spec?.hostAliases ?? []
  const added =
    aliases.length === 0
      ? ''
      : `\n# Entries added by HostAliases.\n${aliases.map(({ ip, hostnames = [] }) => `${[ip, ...hostnames].join('\t')}\n`).join('')}`
  if (pod.spec?.hostNetwork) return `# Kubernetes-managed hosts file (host network).\n${nodeHosts}${added}`
  const { hostname, domain } = hostnameOf(pod, nodeName)
  return `# Kubernetes-managed hosts file.
127.0.0.1\tlocalhost
::1\tlocalhost ip6-localhost ip6-loopback
fe00::0\tip6-localnet
fe00::0\tip6-mcastprefix
fe00::1\tip6-allnodes
fe00::2\tip6-allrouters
${podIP}\t${domain === '' ? hostname : `${hostname}.${domain}\t${hostname}`}
${added}`
}

interface Resolver {
  nameservers: string[]
  searches: string[]
  options: string[]
}

function parseResolver(text: string): Resolver {
  const out: Resolver = { nameservers: [], searches: [], options: [] }
  for (const line of text.split('\n')) {
    const [key, ...values] = line.trim().split(/\s+/)
    if (key === 'nameserver' && values[0]) out.nameservers.push(values[0])
    else if (key === 'search') out.searches = values
    else if (key === 'options') out.options.push(...values)
  }
  return out
}

/** The /etc/resolv.conf of a Pod: by its dnsPolicy, then what its dnsConfig adds. */
export function resolvConf(pod: Pod, clusterDNS: string, nodeResolver: string): string {
  const { dnsPolicy = 'ClusterFirst', hostNetwork, dnsConfig } = pod.spec as PodSpec
  const host = parseResolver(nodeResolver)
  let resolver: Resolver
  if (dnsPolicy === 'None') resolver = { nameservers: [], searches: [], options: [] }
  else if (dnsPolicy === 'ClusterFirstWithHostNet' || (dnsPolicy === 'ClusterFirst' && !hostNetwork)) {
    const own = [`${pod.metadata?.namespace}.svc.${DOMAIN}`, `svc.${DOMAIN}`, DOMAIN]
    resolver = { nameservers: [clusterDNS], searches: [...own, ...host.searches], options: ['ndots:5'] }
  } else resolver = host
  const nameservers = [...new Set([...resolver.nameservers, ...(dnsConfig?.nameservers ?? [])])].slice(0, MAX_NAMESERVERS)
  const searches = [...new Set([...resolver.searches, ...(dnsConfig?.searches ?? [])])].slice(0, MAX_SEARCHES)
  const options = new Map<string, string>()
  for (const option of resolver.options) options.set(option.split(':')[0] as string, option)
  for (const { name, value } of dnsConfig?.options ?? []) if (name) options.set(name, value === undefined ? name : `${name}:${value}`)
  const lines: string[] = []
  if (searches.length > 0) lines.push(`search ${searches.join(' ')}`)
  for (const server of nameservers) lines.push(`nameserver ${server}`)
  if (options.size > 0) lines.push(`options ${[...options.values()].join(' ')}`)
  return lines.map((line) => `${line}\n`).join('')
}

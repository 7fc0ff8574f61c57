import type { JsonObject } from '../../../cluster/api/object.ts'
import { CommandError } from '../../errors.ts'
import { generatorCommand } from './generator.ts'

const RULE = /^(?<host>[\w\-*.]*)(?<path>\/\S*)=(?<service>[\w-]+):(?<port>[\w-]+)/

export const createIngress = generatorCommand({
  name: 'ingress',
  aliases: ['ing'],
  use: 'ingress NAME --rule=host/path=service:port[,tls[=secret]] ',
  short: 'Create an ingress with the specified name',
  failure: 'failed to create ingress: ',
  examples: '# One host, one Service\nkubectl create ingress shop --rule="shop.example.com/*=shop:80"',
  flags: `
--annotation stringArray  KEY=VALUE to put on the Ingress.
--class string  The Ingress class.
--default-backend string  Where everything else goes, SERVICE:PORT.
--rule stringArray  HOST/PATH=SERVICE:PORT[,tls[=SECRET]]; a path that ends in * is a prefix.
`,
  build: (k, name) => {
    const rules = k.list('rule')
    const fallback = k.str('default-backend')
    if (rules.length === 0 && fallback === '')
      throw new CommandError(
        'not enough information provided: every ingress has to either specify a default-backend (which catches all traffic) or a list of rules (which catch specific paths)',
      )
    for (const rule of rules)
      if (!RULE.test(rule))
        throw new CommandError(`rule ${rule} is invalid and should be in format host/path=svcname:svcport[,tls[=secret]]`)
    const annotations = Object.fromEntries(
      k
        .list('annotation')
        .map((text) => {
          const [key = '', value] = text.split('=', 2)
          if (value === undefined) throw new CommandError(`annotation ${text} is invalid and should be in format key=[value]`)
          return [key, value] as [string, string]
        })
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    )
    if (fallback && fallback.split(':').length !== 2) throw new CommandError('default-backend should be in format servicename:serviceport')
    const [service = '', port = ''] = fallback.split(':')
    const tls = tlsOf(rules)
    return {
      kind: 'Ingress',
      apiVersion: 'networking.k8s.io/v1',
      metadata: { name, ...(Object.keys(annotations).length > 0 ? { annotations } : {}) },
      spec: {
        ...(k.str('class') ? { ingressClassName: k.str('class') } : {}),
        ...(fallback ? { defaultBackend: backend(service, port) } : {}),
        ...(tls.length > 0 ? { tls } : {}),
        ...(rules.length > 0 ? { rules: rulesOf(rules) } : {}),
      },
      status: { loadBalancer: {} },
    }
  },
})

function backend(name: string, port: string): JsonObject {
  return { service: { name, port: /^\d+$/.test(port) ? { number: Number(port) } : { name: port } } }
}

function partsOf(rule: string): Record<string, string | undefined> {
  return (RULE.exec(rule) as RegExpExecArray).groups as Record<string, string | undefined>
}

function rulesOf(rules: readonly string[]): JsonObject[] {
  const hosts = new Map<string, JsonObject[]>()
  for (const rule of rules) {
    const { host = '', path = '', service = '', port = '' } = partsOf(rule)
    const prefix = path.endsWith('*')
    const entry = { path: prefix ? path.slice(0, -1) : path, pathType: prefix ? 'Prefix' : 'Exact', backend: backend(service, port) }
    const paths = hosts.get(host) ?? []
    paths.push(entry)
    hosts.set(host, paths)
  }
  return [...hosts].map(([host, paths]) => ({ ...(host ? { host } : {}), http: { paths } }))
}

function tlsOf(rules: readonly string[]): JsonObject[] {
  const entries: JsonObject[] = []
  for (const rule of rules) {
    const [, option, more] = rule.split(',')
    if (option === undefined || more !== undefined) continue
    const { host = '' } = partsOf(rule)
    const secret = option.split('=')[1]
    const known = entries.find((entry) => entry['secretName'] === secret)
    if (known && host && !known['hosts']?.includes(host)) known['hosts'] = [...(known['hosts'] ?? []), host]
    else if (!known) entries.push({ ...(host ? { hosts: [host] } : {}), ...(secret ? { secretName: secret } : {}) })
  }
  return entries
}

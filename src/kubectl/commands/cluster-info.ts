import type { JsonObject } from '../../cluster/api/object.ts'
import type { Task } from '../../sim/task.ts'
import type { Command } from '../command.ts'
import { notSimulated } from '../errors.ts'
import type { Invocation } from '../invocation.ts'

const dump: Command = {
  name: 'dump',
  use: 'dump [flags]',
  short: 'Dump relevant information for debugging and diagnosis',
  run() {
    throw notSimulated('kubectl cluster-info dump')
  },
}

export const clusterInfo: Command = {
  name: 'cluster-info',
  use: 'cluster-info [flags]',
  short: 'Display cluster information',
  group: 'Cluster Management Commands',
  long: "Display addresses of the control plane and services with label kubernetes.io/cluster-service=true. To further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.",
  commands: [dump],
  run: runClusterInfo,
}

function* runClusterInfo(k: Invocation): Task<void> {
  const client = yield* k.connect()
  const { server } = client
  const line = (name: string, url: string): string => `\u001b[0;32m${name}\u001b[0m is running at \u001b[0;33m${url}\u001b[0m\n`
  const plain = (name: string, url: string): string => `${name} is running at ${url}\n`
  const show = k.process.tty ? line : plain
  const services = k.mapper.resourceFor('services')
  const list: JsonObject[] = client.list(services, 'kube-system', { query: { labelSelector: 'kubernetes.io/cluster-service=true' } })[
    'items'
  ]
  k.out(show('Kubernetes control plane', server))
  for (const { metadata, spec } of list) {
    const port = spec.ports?.[0]
    const name = metadata.labels?.['kubernetes.io/name'] ?? metadata.name
    const suffix = port?.name ? `:${port.name}` : ''
    k.out(show(name, `${server}/api/v1/namespaces/${metadata.namespace}/services/${metadata.name}${suffix}/proxy`))
  }
  k.out("\nTo further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.\n")
}

import type { JsonObject } from '../../cluster/api/object.ts'
import type { Task } from '../../sim/task.ts'
import type { Command } from '../command.ts'
import { CommandError } from '../errors.ts'
import type { Invocation } from '../invocation.ts'

export const clusterInfo: Command = {
  name: 'cluster-info',
  use: 'cluster-info',
  short: 'Display cluster information',
  group: 'Cluster Management Commands',
  long: 'Display addresses of the control plane and services with label kubernetes.io/cluster-service=true.',
  run: show,
  commands: [
    {
      name: 'dump',
      use: 'dump',
      short: 'Dump relevant information for debugging and diagnosis',
      run: () => {
        throw new CommandError('podtalk does not simulate cluster-info dump')
      },
    },
  ],
}

function* show(k: Invocation): Task<void> {
  const client = yield* k.connect()
  const { server } = k.target
  k.out(`Kubernetes control plane is running at ${server}\n`)
  const query = { labelSelector: 'kubernetes.io/cluster-service=true' }
  const services = client.request('GET', '/api/v1/namespaces/kube-system/services', { query })
  for (const { metadata, spec } of services['items'] as JsonObject[]) {
    const name = metadata.labels?.['kubernetes.io/name'] ?? metadata.name
    const port = spec.ports[0]?.name ? `:${spec.ports[0].name}` : ''
    k.out(`${name} is running at ${server}/api/v1/namespaces/${metadata.namespace}/services/${metadata.name}${port}/proxy\n`)
  }
  k.out("\nTo further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.\n")
}

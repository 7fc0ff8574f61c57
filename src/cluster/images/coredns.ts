import type { Informers } from '../client/client.ts'
import { corednsProgram, createDnsServer, type DnsServer } from '../coredns/index.ts'
import type { Image } from './image.ts'

/** One a cluster: all CoreDNS Pods answer from the same zone. */
const servers = new WeakMap<Informers, DnsServer>()

export const coredns: Image = {
  repository: 'registry.k8s.io/coredns/coredns',
  tags: ['v1.13.1'],
  present: true,
  flavour: 'scratch',
  entrypoint: ['/coredns'],
  workingDir: '/',
  user: { name: 'nonroot', uid: 65532, gid: 65532, home: '/' },
  clusterPrograms(context) {
    let server = servers.get(context.informers)
    if (!server) {
      server = createDnsServer(context)
      servers.set(context.informers, server)
    }
    return { '/coredns': corednsProgram(server) }
  },
  steady: true,
  size: 23_553_139,
}

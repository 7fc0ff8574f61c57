import { corednsProgram, createDnsServer } from '../coredns/index.ts'
import type { Image } from './image.ts'

export const coredns: Image = {
  repository: 'registry.k8s.io/coredns/coredns',
  tags: ['v1.13.1'],
  present: true,
  flavour: 'scratch',
  entrypoint: ['/coredns'],
  workingDir: '/',
  user: { name: 'nonroot', uid: 65532, gid: 65532, home: '/' },
  clusterPrograms: (context) => ({ '/coredns': corednsProgram(createDnsServer(context)) }),
  steady: true,
  size: 23_553_139,
}

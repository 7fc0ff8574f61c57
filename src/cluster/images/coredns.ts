import type { Program } from '../machine/machine.ts'
import type { Image } from './image.ts'
import { serveUntilSignal } from './service.ts'

const program: Program = function* (process) {
  yield* process.stdout.write('.:53\nCoreDNS-1.13.1\nlinux/amd64, go1.25.2, 1db4568\n')
  return yield* serveUntilSignal(process, { SIGTERM: 0, SIGINT: 0, SIGQUIT: 0 })
}

export const coredns: Image = {
  repository: 'registry.k8s.io/coredns/coredns',
  tags: ['v1.13.1'],
  present: true,
  flavour: 'scratch',
  entrypoint: ['/coredns'],
  workingDir: '/',
  user: { name: 'nonroot', uid: 65532, gid: 65532, home: '/' },
  programs: { '/coredns': program },
  steady: true,
  size: 23_553_139,
}

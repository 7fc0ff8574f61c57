import type { Image } from './image.ts'
import { rarer } from './rarer.ts'

export const httpEcho: Image = {
  repository: 'docker.io/hashicorp/http-echo',
  tags: ['latest', '1.0', '1.0.0', '0.2.3'],
  flavour: 'scratch',
  entrypoint: ['/http-echo'],
  workingDir: '/',
  user: { name: 'nonroot', uid: 65532, gid: 65532, home: '/home/nonroot' },
  programs: { '/http-echo': rarer((all) => all.httpEcho) },
  size: 3_031_842,
}

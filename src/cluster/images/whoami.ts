import type { Image } from './image.ts'
import { rarer } from './rarer.ts'

export const whoami: Image = {
  repository: 'docker.io/traefik/whoami',
  tags: ['latest', 'v1.8', 'v1.9', 'v1.10', 'v1.10.1', 'v1.10.2', 'v1.10.3', 'v1.10.4', 'v1.11', 'v1.11.0'],
  flavour: 'scratch',
  entrypoint: ['/whoami'],
  workingDir: '/',
  programs: { '/whoami': rarer((all) => all.whoami) },
  size: 2_993_204,
}

import type { Image } from './image.ts'
import { rarer } from './rarer.ts'

/** Asks the backend at $BACKEND_ADDR and prints what came back: the course's frontend. */
export const helloFrontend: Image = {
  repository: 'docker.io/library/hello-frontend',
  tags: ['1.0'],
  present: true,
  flavour: 'busybox',
  command: ['/hello-frontend'],
  programs: { '/hello-frontend': rarer((all) => all.helloFrontend) },
  size: 7_931_422,
}

import type { Program } from '../machine/machine.ts'
import type { Image } from './image.ts'
import { serveUntilSignal } from './service.ts'

const program: Program = (process) => serveUntilSignal(process, { SIGINT: 0, SIGTERM: 0 })

/** Holds a Pod's namespaces: the first container of every sandbox. */
export const pause: Image = {
  repository: 'registry.k8s.io/pause',
  tags: ['3.10.1', '3.10', '3.9', '3.8', '3.2', '3.1', 'latest'],
  present: true,
  flavour: 'scratch',
  entrypoint: ['/pause'],
  user: { name: '65535', uid: 65535, gid: 65535, home: '/' },
  workingDir: '/',
  programs: { '/pause': program },
  size: 320_368,
}

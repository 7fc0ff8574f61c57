import type { Image } from './image.ts'
import { rarer } from './rarer.ts'

/** polinux/stress: a container that wants more memory than it may have. */
export const stress: Image = {
  repository: 'docker.io/polinux/stress',
  tags: ['latest', '1.0.4'],
  flavour: 'busybox',
  command: ['stress'],
  programs: { stress: rarer((all) => all.stress), '/usr/local/bin/stress': rarer((all) => all.stress) },
  size: 4_041_495,
}

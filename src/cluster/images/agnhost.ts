import type { Image } from './image.ts'
import { rarer } from './rarer.ts'

export const agnhost: Image = {
  repository: 'registry.k8s.io/e2e-test-images/agnhost',
  tags: ['2.39', '2.40', '2.43', '2.45', '2.47', '2.52', '2.53', '2.56', '2.57', '2.59'],
  flavour: 'busybox',
  entrypoint: ['/agnhost'],
  command: ['pause'],
  programs: { '/agnhost': rarer((all) => all.agnhost), agnhost: rarer((all) => all.agnhost) },
  size: 53_109_246,
}

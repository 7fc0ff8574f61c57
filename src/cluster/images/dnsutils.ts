import type { Image } from './image.ts'

/** Debian with bind's tools, curl, iproute2, procps and bash: the machine to look around from. */
export const dnsutils: Image = {
  repository: 'docker.io/library/dnsutils',
  tags: ['1.0'],
  present: true,
  flavour: 'debian',
  command: ['sleep', 'infinity'],
  size: 74_513_213,
}

export const jessieDnsutils: Image = {
  ...dnsutils,
  repository: 'registry.k8s.io/e2e-test-images/jessie-dnsutils',
  tags: ['1.7', '1.3', '1.5'],
  size: 112_028_336,
}

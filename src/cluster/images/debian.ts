import type { Image } from './image.ts'

export const debian: Image = {
  repository: 'docker.io/library/debian',
  tags: ['latest', '12', 'bookworm', 'bookworm-slim', '12-slim', 'stable', 'stable-slim'],
  flavour: 'debian',
  command: ['bash'],
  size: 48_480_108,
}

export const netshoot: Image = {
  ...debian,
  repository: 'docker.io/nicolaka/netshoot',
  tags: ['latest', 'v0.13', 'v0.14'],
  command: ['bash'],
  borrows: { flavour: 'node', names: ['tcpdump', 'iptables', 'iptables-save'] },
  size: 204_103_443,
}

import type { Image } from './image.ts'

export const busybox: Image = {
  repository: 'docker.io/library/busybox',
  tags: ['1.28', '1.36', '1.37', 'latest'],
  present: true,
  flavour: 'busybox',
  command: ['sh'],
  size: 2_223_685,
}

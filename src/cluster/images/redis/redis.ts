import { Code } from '../../../sim/code.ts'
import { laterProgram } from '../../machine/later-program.ts'
import type { Image } from '../image.ts'

const code = new Code('redis', () => import('./programs.ts'))

export const redis: Image = {
  repository: 'docker.io/library/redis',
  tags: ['latest', '6', '7', '7.2', '7.4', '8', 'alpine', '7-alpine'],
  flavour: 'debian',
  command: ['redis-server'],
  env: [['REDIS_VERSION', '7.4.7']],
  workingDir: '/data',
  programs: { 'redis-server': laterProgram(code, (all) => all.server), 'redis-cli': laterProgram(code, (all) => all.client) },
  size: 51_221_034,
}

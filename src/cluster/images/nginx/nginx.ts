import { Code } from '../../../sim/code.ts'
import { laterProgram } from '../../machine/later-program.ts'
import type { Image } from '../image.ts'
import { FILES, VERSION } from './files.ts'

const code = new Code('nginx', () => import('./program.ts'))

export const nginx: Image = {
  repository: 'docker.io/library/nginx',
  tags: ['1.27', 'latest'],
  present: true,
  flavour: 'debian',
  env: [
    ['NGINX_VERSION', VERSION],
    ['NJS_VERSION', '0.8.9'],
    ['NJS_RELEASE', '1~bookworm'],
    ['PKG_RELEASE', '1~bookworm'],
    ['DYNPKG_RELEASE', '1~bookworm'],
  ],
  command: ['nginx', '-g', 'daemon off;'],
  stopSignal: 'SIGQUIT',
  files: FILES,
  programs: { nginx: laterProgram(code, (all) => all.program) },
  size: 72_195_292,
}

/** Other tags of it that learners know, which the nodes have to pull. */
export const nginxOthers: Image = {
  ...nginx,
  tags: ['1.14.2', '1.16.1', '1.25', '1.26', 'stable', 'alpine', '1.27-alpine', 'stable-alpine'],
  present: false,
}

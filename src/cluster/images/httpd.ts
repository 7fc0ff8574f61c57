import type { Image } from './image.ts'
import { rarer } from './rarer.ts'

const ROOT = '/usr/local/apache2/htdocs'

export const httpd: Image = {
  repository: 'docker.io/library/httpd',
  tags: ['latest', '2', '2.4', 'alpine', '2.4-alpine'],
  flavour: 'debian',
  command: ['httpd-foreground'],
  env: [
    ['PATH', '/usr/local/apache2/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
    ['HTTPD_PREFIX', '/usr/local/apache2'],
    ['HTTPD_VERSION', '2.4.66'],
  ],
  workingDir: '/usr/local/apache2',
  stopSignal: 'SIGWINCH',
  files: { [`${ROOT}/index.html`]: '<html><body><h1>It works!</h1></body></html>\n' },
  programs: { 'httpd-foreground': rarer((all) => all.httpd), httpd: rarer((all) => all.httpd) },
  size: 45_101_384,
}

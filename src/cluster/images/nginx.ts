import type { Program } from '../machine/machine.ts'
import { httpDate } from './go-server.ts'
import type { Image } from './image.ts'
import { serveUntilSignal } from './service.ts'

const WELCOME = `<!DOCTYPE html>
<html>
<head>
<title>Welcome to nginx!</title>
<style>
html { color-scheme: light dark; }
body { width: 35em; margin: 0 auto;
font-family: Tahoma, Verdana, Arial, sans-serif; }
</style>
</head>
<body>
<h1>Welcome to nginx!</h1>
<p>If you see this page, the nginx web server is successfully installed and
working. Further configuration is required.</p>

<p>For online documentation and support please refer to
<a href="http://nginx.org/">nginx.org</a>.<br/>
Commercial support is available at
<a href="http://nginx.com/">nginx.com</a>.</p>

<p><em>Thank you for using nginx.</em></p>
</body>
</html>
`

const program: Program = function* (process) {
  const listener = process.machine.net.listen(
    { port: 80, program: 'nginx', pid: process.pid },
    {
      *http() {
        return {
          status: 200,
          headers: { date: httpDate(process.machine.clock.now), server: 'nginx/1.26.3', 'content-type': 'text/html' },
          body: WELCOME,
        }
      },
    },
  )
  if (typeof listener === 'string') return 1
  try {
    return yield* serveUntilSignal(process, { SIGQUIT: 0, SIGTERM: 0, SIGINT: 0 })
  } finally {
    listener.close()
  }
}

export const nginx: Image = {
  repository: 'docker.io/library/nginx',
  tags: ['1.27', 'latest'],
  present: true,
  flavour: 'debian',
  command: ['nginx', '-g', 'daemon off;'],
  stopSignal: 'SIGQUIT',
  files: { '/usr/share/nginx/html/index.html': WELCOME },
  programs: { nginx: program },
  size: 72_201_010,
}

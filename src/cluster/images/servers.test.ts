import { describe, expect, test } from 'vitest'
import { programsFor } from '../../shell/programs.ts'
import { Classroom } from '../kubelet/classroom.fixture.ts'

/** A classroom in which one Pod of an image runs. */
function room(image: string, container: object = {}, spec: object = {}): Classroom {
  const classroom = new Classroom(programsFor)
  classroom.container('it', { image, command: undefined, ...container }, spec)
  classroom.untilReady('it')
  return classroom
}

const configMap = (classroom: Classroom, name: string, data: Record<string, string>): void => {
  classroom.create('configmaps', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'default' }, data })
}

/** nginx with a configuration of one's own. */
function nginx(conf: string): Classroom {
  const classroom = new Classroom(programsFor)
  configMap(classroom, 'conf', { 'default.conf': conf })
  classroom.pod('it', {
    containers: [{ name: 'c', image: 'nginx:1.27', volumeMounts: [{ name: 'conf', mountPath: '/etc/nginx/conf.d' }] }],
    volumes: [{ name: 'conf', configMap: { name: 'conf' } }],
  })
  classroom.pass(3)
  return classroom
}

describe('hello-backend', () => {
  test('answers as its source says', () => {
    const it = room('hello-backend:1.0')
    expect(it.request('it', '/', { port: 8080 })).toMatchObject({ status: 200, body: 'Hello from it\n' })
    expect(it.request('it', '/healthz', { port: 8080 }).body).toBe('ok\n')
    const lost = it.request('it', '/nope?x=1', { port: 8080 })
    expect(lost).toMatchObject({ status: 404, body: '404 page not found\n' })
    expect(Object.keys(lost.headers)).toEqual(['content-type', 'date', 'content-length'])
    expect(it.logs('it')).toBe(
      'hello-backend it listening on :8080\n10.244.0.1 "GET /" 200\n10.244.0.1 "GET /healthz" 200\n10.244.0.1 "GET /nope" 404\n',
    )
  })

  test('listens where PORT says, or says why not', () => {
    expect(room('hello-backend:1.0', { env: [{ name: 'PORT', value: '9090' }] }).request('it', '/', { port: 9090 }).status).toBe(200)
    const bad = new Classroom(programsFor)
    bad.container('it', { image: 'hello-backend:1.0', env: [{ name: 'PORT', value: 'http' }] }, { restartPolicy: 'Never' })
    bad.untilPhase('it', 'Failed')
    expect(bad.logs('it')).toMatch(
      /^hello-backend it listening on :http\n2026\/05\/04 01:00:0\d listen tcp: lookup tcp\/http: unknown port\n$/,
    )
  })

  test('a second one in the same Pod finds its port taken', () => {
    const it = new Classroom(programsFor)
    it.pod('it', { restartPolicy: 'Never', containers: ['a', 'b'].map((name) => ({ name, image: 'hello-backend:1.0' })) })
    it.until(() => it.status('it', 'b').state?.terminated !== undefined)
    expect(it.status('it', 'b').state?.terminated).toMatchObject({ exitCode: 1, reason: 'Error' })
    expect(it.logs('it', { container: 'b' })).toContain('listen tcp :8080: bind: address already in use\n')
  })
})

describe('hello-frontend', () => {
  const ask = (address: string | undefined): string => {
    const it = room('hello-frontend:1.0', { env: address === undefined ? [] : [{ name: 'BACKEND_ADDR', value: address }] })
    it.pod('backend', { containers: [{ name: 'c', image: 'hello-backend:1.0' }] }, { labels: { app: 'backend' } })
    it.create('services', {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'backend', namespace: 'default' },
      spec: { selector: { app: 'backend' }, ports: [{ port: 8080 }] },
    })
    it.untilReady('backend')
    it.pass(2)
    const { status, body } = it.request('it')
    return `${status} ${body}`
  }

  test.each([
    [undefined, '500 BACKEND_ADDR is not set\n'],
    ['backend:8080', '200 frontend it -> backend:8080: Hello from backend\n'],
    [
      '127.0.0.1:8080',
      '502 frontend it -> 127.0.0.1:8080: error: Get "http://127.0.0.1:8080/": dial tcp 127.0.0.1:8080: connect: connection refused\n',
    ],
    [
      'nosuch:8080',
      '502 frontend it -> nosuch:8080: error: Get "http://nosuch:8080/": dial tcp: lookup nosuch on 10.96.0.10:53: no such host\n',
    ],
    ['back end:8080', '502 frontend it -> back end:8080: error: parse "http://back end:8080/": invalid character " " in host name\n'],
    ['backend:http', '502 frontend it -> backend:http: error: parse "http://backend:http/": invalid port ":http" after host\n'],
  ])('with BACKEND_ADDR %s', (address, expected) => {
    expect(ask(address)).toBe(expected)
  })
})

describe('nginx', () => {
  test('serves its welcome page, and what is not there', () => {
    const it = room('nginx:1.27')
    const page = it.request('it')
    expect(page.status).toBe(200)
    expect(page.body).toContain('<h1>Welcome to nginx!</h1>')
    expect(page.headers).toMatchObject({ server: 'nginx/1.26.3', 'content-type': 'text/html', 'content-length': '615' })
    const lost = it.request('it', '/nope')
    expect(lost.status).toBe(404)
    expect(lost.body).toBe(
      '<html>\r\n<head><title>404 Not Found</title></head>\r\n<body>\r\n<center><h1>404 Not Found</h1></center>\r\n<hr><center>nginx/1.26.3</center>\r\n</body>\r\n</html>\r\n',
    )
    expect(it.request('it', '/', { method: 'POST' }).status).toBe(405)
    const logs = it.logs('it')
    expect(logs).toContain('/docker-entrypoint.sh: Configuration complete; ready for start up\n')
    expect(logs).toMatch(/10\.244\.0\.1 - - \[04\/May\/2026:01:00:0\d \+0000\] "GET \/ HTTP\/1\.1" 200 615 "-" "curl\/8" "-"\n/)
    expect(logs).toMatch(
      /\[error\] 29#29: \*2 open\(\) "\/usr\/share\/nginx\/html\/nope" failed \(2: No such file or directory\), client: 10\.244\.0\.1, server: localhost, request: "GET \/nope HTTP\/1\.1", host: "10\.244\.0\.\d+"\n/,
    )
    expect(it.delete('it')).toBeLessThan(1500)
  })

  test('serves pages of a ConfigMap', () => {
    const it = new Classroom(programsFor)
    configMap(it, 'page', { 'index.html': 'the shop\n' })
    it.pod('it', {
      containers: [{ name: 'c', image: 'nginx:1.27', volumeMounts: [{ name: 'page', mountPath: '/usr/share/nginx/html' }] }],
      volumes: [{ name: 'page', configMap: { name: 'page' } }],
    })
    it.untilReady('it')
    expect(it.request('it').body).toBe('the shop\n')
  })

  test('passes requests on as its configuration wants', () => {
    const it = nginx(`
      upstream shop { server 127.0.0.1:8081; }
      server { listen 8081; location / { return 200 "inner $request_uri $http_x_real_ip"; } }
      server {
        listen 80;
        location = /exact { return 301 /elsewhere; }
        location /api/ { proxy_pass http://shop/v1/; proxy_set_header X-Real-IP $remote_addr; }
        location ~ \\.php$ { return 403; }
        location / { try_files $uri /index.html; root /usr/share/nginx/html; }
      }`)
    expect(it.request('it', '/api/items?id=3').body).toBe('inner /v1/items?id=3 10.244.0.1')
    expect(it.request('it', '/exact')).toMatchObject({ status: 301, headers: { location: expect.stringMatching(/\/elsewhere$/) } })
    expect(it.request('it', '/x.php').status).toBe(403)
    expect(it.request('it', '/any/where').body).toContain('Welcome to nginx')
  })

  test('a backslash in quotes makes a line end', () => {
    const it = nginx(String.raw`server { listen 80; location / { return 200 "one\ntwo \"three\"\n"; } }`)
    expect(it.request('it').body).toBe('one\ntwo "three"\n')
  })

  test('502 where the other server is not there', () => {
    const it = nginx('server { listen 80; location / { proxy_pass http://127.0.0.1:9; } }')
    expect(it.request('it')).toMatchObject({ status: 502 })
    expect(it.logs('it')).toContain(
      'connect() failed (111: Connection refused) while connecting to upstream, client: 10.244.0.1, server: , request: "GET / HTTP/1.1", upstream: "http://127.0.0.1:9/"',
    )
  })

  test.each([
    [
      'server { listen 80; location / { proxy_pass http://nosuch:80; } }',
      'host not found in upstream "nosuch:80" in /etc/nginx/conf.d/default.conf:1',
    ],
    ['server { listen nosuch:80; }', 'host not found in "nosuch:80" of the "listen" directive in /etc/nginx/conf.d/default.conf:1'],
    ['server { lisen 80; }', 'unknown directive "lisen" in /etc/nginx/conf.d/default.conf:1'],
    ['server {\n  listen 80\n}', 'unexpected "}" in /etc/nginx/conf.d/default.conf:3'],
    ['server { listen 80;', 'unexpected end of file, expecting "}" in /etc/nginx/conf.d/default.conf:1'],
    ['server { rewrite ^ /; }', 'podtalk does not simulate the nginx directive "rewrite" in /etc/nginx/conf.d/default.conf:1'],
  ])('does not start with %s', (conf, message) => {
    const it = nginx(conf)
    expect(it.status('it').lastState?.terminated ?? it.status('it').state?.terminated).toMatchObject({ exitCode: 1 })
    expect(it.logs('it')).toContain(`nginx: [emerg] ${message}\n`)
  })
})

describe('others', () => {
  test('httpd', () => {
    const it = room('httpd:2.4')
    expect(it.request('it').body).toBe('<html><body><h1>It works!</h1></body></html>\n')
    expect(it.request('it', '/nope').status).toBe(404)
    expect(it.logs('it')).toMatch(/10\.244\.0\.1 - - \[[^\]]+\] "GET \/ HTTP\/1\.1" 200 45\n/)
  })

  test('traefik/whoami repeats the request', () => {
    const it = room('traefik/whoami')
    const body = it.request('it', '/path?x=1').body as string
    expect(body).toMatch(
      /^Hostname: it\nIP: 127\.0\.0\.1\nIP: ::1\nIP: 10\.244\.0\.\d+\nIP: fe80::[\da-f:]+\nRemoteAddr: 10\.244\.0\.1:\d+\nGET \/path\?x=1 HTTP\/1\.1\r\nHost: 10\.244\.0\.\d+\r\nUser-Agent: curl\/8\r\n\r\n$/,
    )
    expect(JSON.parse(it.request('it', '/api').body as string)).toMatchObject({
      hostname: 'it',
      headers: { 'User-Agent': ['curl/8'] },
      method: 'GET',
    })
    expect(it.request('it', '/data?size=6').body).toBe('|ABCD|')
    expect(it.request('it', '/bench')).toMatchObject({ body: '1', headers: { 'content-type': 'text/plain' } })
    expect(it.request('it', '/?env=true').body).toContain('KUBERNETES_SERVICE_HOST=10.96.0.1\n')
    const begun = it.clock.now
    it.request('it', '/?wait=1.5s')
    expect(it.clock.now - begun).toBeGreaterThanOrEqual(1_500)
  })

  test('traefik/whoami refuses flags that it lacks, as Go does', () => {
    const it = new Classroom(programsFor)
    it.container('it', { image: 'traefik/whoami', command: undefined, args: ['-nosuch'] }, { restartPolicy: 'Never' })
    it.untilPhase('it', 'Failed')
    expect(it.status('it').state?.terminated?.exitCode).toBe(2)
    expect(it.logs('it')).toMatch(/^flag provided but not defined: -nosuch\nUsage of \/whoami:\n {2}-allowed-origins string\n/)
  })

  test('hashicorp/http-echo', () => {
    const it = room('hashicorp/http-echo', { args: ['-text=hello', '-listen=:8000'] })
    expect(it.request('it', '/', { port: 8000 })).toMatchObject({ status: 200, body: 'hello\n', headers: { 'x-app-name': 'http-echo' } })
    expect(it.request('it', '/health', { port: 8000 })).toMatchObject({
      body: '{"status":"ok"}\n',
      headers: { 'content-type': 'text/plain; charset=utf-8', 'x-app-version': '1.0.0' },
    })
    expect(it.logs('it')).not.toContain('/health')
    const wrong = new Classroom(programsFor)
    wrong.container('it', { image: 'hashicorp/http-echo', command: undefined, args: ['-text=a', 'b'] }, { restartPolicy: 'Never' })
    wrong.untilPhase('it', 'Failed')
    expect(wrong.logs('it')).toBe('Too many arguments!\n')
  })

  test('agnhost netexec and serve-hostname', () => {
    const it = room('registry.k8s.io/e2e-test-images/agnhost:2.53', { args: ['netexec', '--http-port=8000'] })
    expect(it.request('it', '/hostname', { port: 8000 }).body).toBe('it')
    expect(it.request('it', '/clientip', { port: 8000 }).body).toMatch(/^10\.244\.0\.1:\d+$/)
    expect(it.request('it', '/echo?msg=hi', { port: 8000 }).body).toBe('hi')
    expect(it.request('it', '/anything', { port: 8000 }).body).toMatch(/^NOW: 2026-05-04 /)
    expect(it.request('it', '/echo?msg=no&code=503', { port: 8000 })).toMatchObject({ status: 503, body: 'no' })
    expect(it.request('it', '/redirect?location=/hostname', { port: 8000 })).toMatchObject({
      status: 302,
      headers: { location: '/hostname' },
    })
    const ip = it.get('it').status.podIP
    const dial = (query: string) => it.request('it', `/dial?host=${ip}&${query}`, { port: 8000 })
    expect(dial('port=8000&request=hostname&tries=2').body).toBe('{"responses":["it","it"]}')
    expect(dial('port=8081&request=hostname&protocol=udp').body).toBe('{"responses":["it"]}')
    expect(dial('port=9&request=hostname').body).toBe(
      `{"errors":["Get \\"http://${ip}:9/hostname\\": dial tcp ${ip}:9: connect: connection refused"]}`,
    )
    expect(dial('port=8000')).toMatchObject({ status: 400, body: 'request parameter not specified. <nil>\n' })
    expect(it.request('it', '/shell?cmd=exit%203', { port: 8000 }).body).toBe('{"error":"exit status 3"}')
    expect(it.request('it', '/exit?code=3', { port: 8000 })).toMatchObject({ status: 0, problem: 'empty' })
    it.until(() => it.status('it').restartCount === 1)
    expect(it.status('it').lastState?.terminated?.exitCode).toBe(3)
    const other = room('registry.k8s.io/e2e-test-images/agnhost:2.53', { args: ['serve-hostname'] })
    expect(other.request('it', '/', { port: 9376 }).body).toBe('it')
  })

  test('redis listens where --bind says', () => {
    const it = room('redis:7', { args: ['redis-server', '--bind', '127.0.0.1'] })
    expect(it.exec('it', ['redis-cli', 'ping']).out).toBe('PONG\n')
    const ip = it.get('it').status.podIP as string
    expect(it.sh('it', `redis-cli -h ${ip} ping 2>&1`)).toBe(`Could not connect to Redis at ${ip}:6379: Connection refused\n`)
    expect(it.logs('it')).toContain(' * Running mode=standalone, port=6379.\n')
  })

  test('redis keeps what its client says', () => {
    const it = room('redis:7')
    expect(it.exec('it', ['redis-cli', 'set', 'guest', 'Ann']).out).toBe('OK\n')
    expect(it.exec('it', ['redis-cli', 'get', 'guest']).out).toBe('Ann\n')
    expect(it.exec('it', ['redis-cli', 'incr', 'hits']).out).toBe('1\n')
    expect(it.exec('it', ['redis-cli', 'rpush', 'list', 'a', 'b']).out).toBe('2\n')
    expect(it.exec('it', ['redis-cli', 'lrange', 'list', '0', '-1']).out).toBe('a\nb\n')
    expect(it.exec('it', ['redis-cli', 'nope']).out).toContain("ERR unknown command 'nope'")
    expect(it.exec('it', ['redis-cli', '-h', 'nosuch', 'ping'])).toMatchObject({
      code: 1,
      out: 'Could not connect to Redis at nosuch:6379: Name or service not known\n',
    })
    expect(it.logs('it')).toContain('* Ready to accept connections tcp\n')
  })

  test('an image that is not on the node is pulled first', () => {
    const it = room('redis:7')
    expect(it.events('it').find((event) => event.includes('Successfully pulled'))).toMatch(
      /^Normal Pulled Successfully pulled image "redis:7" in \d(\.\d+)?s \(\d(\.\d+)?s including waiting\)\. Image size: 51221034 bytes\.$/,
    )
  })
})

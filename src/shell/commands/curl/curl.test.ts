import { beforeAll, describe, expect, it } from 'vitest'
import { Classroom } from '../network/classroom.fixture.ts'

let room: Classroom
beforeAll(() => {
  room = new Classroom().furnish()
})
const curl = (args: string, place = 'client') => room.run(place, `curl ${args}`)

describe('curl', () => {
  it('gets a page through a Service, with everything that can be shown', () => {
    expect(curl('-s http://web/').out).toMatch(/^Hello from web-[12]\n$/)
    expect(curl('-s web').out).toMatch(/^Hello from web-[12]\n$/)
    expect(curl('-si http://web/healthz').out).toMatch(/^HTTP\/1\.1 200 OK\r\n(.+\r\n)+\r\nok\n$/)
    expect(curl('-sI http://web/healthz').out).toMatch(/^HTTP\/1\.1 200 OK\r\n(.+\r\n)+\r\n$/)
    const { err } = curl('-sv http://web/healthz')
    expect(err).toContain(
      `*   Trying ${room.clusterIP('web')}:80...\n* Connected to web (${room.clusterIP('web')}) port 80 (#0)\n> GET /healthz HTTP/1.1\r\n> Host: web\r\n`,
    )
    expect(err).toContain('< HTTP/1.1 200 OK\r\n')
  })

  it('ends its meter as the real one does', () => {
    const zeros = '\r  0     0    0     0    0     0      0      0 --:--:-- --:--:-- --:--:--     0'
    expect(curl('-I http://web/healthz').err).toContain(
      `${zeros}\r  0     3    0     0    0     0      0      0 --:--:-- --:--:-- --:--:--     0\n`,
    )
    expect(curl('-v http://127.0.0.1:1/').err).toContain(`Couldn't connect to server\n${zeros}\n* Closing connection 0\ncurl: (7) `)
  })

  it.each([
    ['-u ann:pw -v http://web/healthz', 0, "* Server auth using Basic with user 'ann'\n> GET /healthz HTTP/1.1\r\n"],
    ['--http1.0 -v http://web/healthz', 0, '> GET /healthz HTTP/1.0\r\n'],
    ["--data-urlencode 'a=b c!' -v http://web/healthz", 0, '> Content-Length: 8\r\n'],
    ['-d @nosuch http://web/healthz', 0, `Warning: Couldn't read data from file "nosuch", this makes an empty POST.\n`],
    ['-O http://web/', 23, 'curl: Remote file name has no length!\ncurl: (23) Failed writing received data to disk/application\n'],
    ['-T nosuch http://web/', 26, 'curl: (26) Failed to open/read local data from file/application\n'],
    ['--limit-rate 10 http://web/', 2, 'curl: podtalk does not simulate the option --limit-rate\n'],
  ])('says of %s what the real one says', (args, exit, text) => {
    expect(curl(args)).toMatchObject({ exit, err: expect.stringContaining(text) })
  })

  it('reaches a node port from the laptop, by address and as localhost', () => {
    expect(curl('-s http://192.168.50.11:30080/', 'laptop').out).toMatch(/^Hello from/)
    expect(curl('-s http://localhost:30080/', 'laptop').out).toMatch(/^Hello from/)
    expect(curl(`-sS -m 2 http://${room.clusterIP('web')}/`, 'laptop')).toMatchObject({
      exit: 28,
      err: 'curl: (28) Connection timed out after 2000 milliseconds\n',
    })
  })

  it.each([
    ['-sS http://nosuch/', 6, 'curl: (6) Could not resolve host: nosuch\n'],
    ['-sS htp://web/', 1, 'curl: (1) Protocol "htp" not supported or disabled in libcurl\n'],
    ['-sS http://web:99999/', 3, 'curl: (3) URL using bad/illegal format or missing URL\n'],
    ['-sSf http://web/nosuch', 22, 'curl: (22) The requested URL returned error: 404\n'],
    ['-sS http://localhost:1/', 7, "curl: (7) Failed to connect to localhost port 1 after 0 ms: Couldn't connect to server\n"],
    ['-sS -o /no/such/file http://web/', 23, 'curl: (23) Failure writing output to destination\n'],
    ['', 2, "curl: try 'curl --help' or 'curl --manual' for more information\n"],
    ['--nosuch http://web', 2, "curl: option --nosuch: is unknown\ncurl: try 'curl --help' or 'curl --manual' for more information\n"],
    ['-o', 2, "curl: option -o: requires parameter\ncurl: try 'curl --help' or 'curl --manual' for more information\n"],
    [
      '-m soon http://web',
      2,
      "curl: option -m: expected a proper numerical parameter\ncurl: try 'curl --help' or 'curl --manual' for more information\n",
    ],
  ])('says what is wrong with %s', (args, exit, err) => {
    expect(curl(args)).toMatchObject({ exit, err: expect.stringContaining(err) })
  })

  it('is silent with -s alone, and fails all the same', () => {
    expect(curl('-s http://nosuch/')).toMatchObject({ exit: 6, out: '', err: '' })
  })

  it('shows its progress where output is no terminal', () => {
    expect(curl('http://web/healthz').err).toMatch(/^ {2}% Total {4}% Received % Xferd.*\n.*\n\r.*\r100 {5}3 {2}100 {5}3 /)
  })

  it('writes out variables', () => {
    expect(
      curl("-s -o /dev/null -w '%{http_code} %{remote_ip}:%{remote_port} %{size_download} %{num_redirects}\\n' http://web/healthz").out,
    ).toBe(`200 ${room.clusterIP('web')}:80 3 0\n`)
    expect(curl("-s -w '%{http_code} %{exitcode}' http://nosuch/").out).toBe('000 6')
  })

  it('speaks TLS with the API server only', () => {
    expect(curl('-sS https://kubernetes.default/version')).toMatchObject({
      exit: 60,
      err: expect.stringContaining('unable to get local issuer certificate'),
    })
    expect(JSON.parse(curl('-sk https://kubernetes.default/api/v1/namespaces/default/pods').out)).toMatchObject({
      kind: 'Status',
      code: 403,
    })
    expect(curl('-sS https://web:80/').exit).toBe(35)
    expect(curl('-sS http://kubernetes.default:443/').out).toBe('Client sent an HTTP request to an HTTPS server.\n')
    const token = '-H "Authorization: Bearer $(cat $D/token)" https://kubernetes.default.svc/api/v1/namespaces/default/pods'
    const { out } = room.run('client', `D=/var/run/secrets/kubernetes.io/serviceaccount; curl -s --cacert $D/ca.crt ${token}`)
    expect(JSON.parse(out).message).toContain('system:serviceaccount:default:default')
  })

  it('sends what it is told to', () => {
    room.pod('echo', 'busybox:1.36', [
      'sh',
      '-c',
      'while true; do printf "HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\n\\r\\nok" | nc -l -p 80; done',
    ])
    room.clock.advance(3_000)
    const ip = room.ip('echo')
    expect(curl(`-s -u ann:secret -H 'X-Who: me' -A tester -d 'a=1' -d 'b=2' http://${ip}/form`).out).toBe('ok')
    expect(room.logs('echo')).toBe(
      `POST /form HTTP/1.1\r\nHost: ${ip}\r\nAuthorization: Basic YW5uOnNlY3JldA==\r\nUser-Agent: tester\r\nAccept: */*\r\nX-Who: me\r\nContent-Length: 7\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\na=1&b=2`,
    )
    expect(curl(`-s http://${ip}:81/`).exit).toBe(7)
  })

  it('retries when asked to, with growing pauses', () => {
    const { took, exit } = curl(`-s --retry 2 --retry-connrefused http://${room.ip('web-1')}:81/`)
    expect(exit).toBe(7)
    expect(took).toBeGreaterThanOrEqual(3_000)
    expect(took).toBeLessThan(3_100)
  })

  it('expands globs and takes several URLs', () => {
    expect(curl("-s 'http://web/{healthz,nosuch}'").out).toBe('ok\n404 page not found\n')
    expect(curl('-s http://web/healthz http://web/healthz').out).toBe('ok\nok\n')
  })
})

import { beforeAll, describe, expect, it } from 'vitest'
import { Classroom } from '../network/classroom.fixture.ts'

let room: Classroom
beforeAll(() => {
  room = new Classroom().furnish()
  room.service('empty', { selector: { app: 'nosuch' }, ports: [{ port: 80 }] })
  room.service('slip', { selector: { app: 'web' }, ports: [{ port: 80 }] })
  room.service('named', { selector: { app: 'web' }, ports: [{ port: 80, targetPort: 'nosuch' }] })
  room.service('waiting', { selector: { app: 'waiting' }, ports: [{ port: 80, targetPort: 8080 }] })
  room.pod('waiting', 'hello-backend:1.0', undefined, { app: 'waiting' }, { readinessProbe: { tcpSocket: { port: 9 } } })
  room.service('bare', { ports: [{ port: 80 }] })
  room.service('slipped', { type: 'NodePort', selector: { app: 'web' }, ports: [{ port: 80, targetPort: 81, nodePort: 30081 }] })
  room.service('away', { type: 'ExternalName', externalName: 'nosuch.example.com' })
  room.clock.advance(4_000)
})
const trace = (place: string, url: string) => JSON.parse(room.run(place, `podtalk trace -o json ${url}`).out)

describe('podtalk trace', () => {
  it('shows the whole way of a request', () => {
    const { out, exit } = room.run('client', 'podtalk trace http://web/')
    expect(exit).toBe(0)
    expect(out).toMatch(
      /^http:\/\/web\/ from pod\/default\/client\n {2}name +A +web\.default\.svc\.cluster\.local @10\.96\.0\.10: NOERROR 10\.[\d.]+\n {2}name +AAAA .*\(no records\)\n {2}address +\S+ -> \S+:80 TCP\n {2}rule +ClusterIP of default\/web:http port 80: \S+:8080 \(by chance, of 2: .*\)\n {2}listener +Pod default\/web-[12] \(\S+\) port 8080: found\n {2}answer +HTTP 200 from web-[12]\n=> arrived\n$/,
    )
  })

  it.each([
    ['client', 'http://empty/', 'refused', 'selector-vs-labels'],
    ['client', 'http://slip/', 'refused', 'port-vs-targetport'],
    ['client', 'http://web:8080/', 'timeout', 'port-vs-targetport'],
    ['client', 'http://localhost/', 'refused', 'localhost-is-other-pod'],
    ['client', 'http://nosuch/', 'nxdomain', 'short-name-across-namespaces'],
    ['client', 'http://web.default.cluster.local/', 'nxdomain', 'svc-missing-in-fqdn'],
    ['client', 'http://10.244.0.200/', 'unreachable', 'pod-ip-is-stable'],
    ['client', 'http://10.96.99.99/', 'timeout', 'clusterip-is-stable'],
    ['client', 'icmp://web', 'timeout', 'ping-a-service'],
    ['laptop', 'http://10.96.0.1/', 'timeout', 'clusterip-from-laptop'],
    ['client', 'http://web:30080/', 'timeout', 'nodeport-on-clusterip'],
    ['client', 'http://named/', 'refused', 'port-vs-targetport'],
    ['laptop', 'http://localhost:30081/', 'refused', 'port-vs-targetport'],
  ])('explains from %s why %s failed', (place, url, outcome, misconception) => {
    expect(trace(place, url)).toMatchObject({ outcome, misconception })
  })

  it.each([
    ['http://empty/', 'no Pod has the labels that its selector asks for'],
    ['http://bare/', 'it has no selector, and nobody wrote endpoints for it'],
    ['http://waiting/', 'Pods match its selector, but none is ready'],
    ['http://named/', 'Pods match its selector, but none has its target port'],
  ])('says why the Service of %s has no endpoints', (url, why) => {
    expect(room.run('client', `podtalk trace ${url}`).out).toContain(` port 80: no endpoints (${why})\n`)
  })

  it.each([
    ['http://waiting/', 'refused'],
    ['http://bare/', 'refused'],
    ['http://away/', 'nxdomain'],
  ])('blames no misconception for %s', (url, outcome) => {
    expect(trace('client', url)).toMatchObject({ outcome })
    expect(trace('client', url)).not.toHaveProperty('misconception')
  })

  it('tells a server without TLS from an answer', () => {
    expect(trace('client', 'https://web:80/')).toMatchObject({ outcome: 'noanswer' })
    expect(room.run('client', 'podtalk trace https://web:80/').out).toContain('  answer    the server does not speak TLS\n')
  })

  it('is told of by every program', () => {
    const seen: [string, string, string][] = []
    const stop = room.cluster.onTrace(({ program, target, outcome }) => seen.push([program, target, outcome]))
    room.run('client', 'curl -s http://web/; curl -s http://empty/; dig web')
    room.run('bb', 'wget -qO- http://nosuch/; nc -z web 80; ping -c 1 -W 1 web')
    stop()
    expect(seen.filter(([program]) => program !== '')).toEqual([
      ['curl', 'http://web/', 'connected'],
      ['curl', 'http://empty/', 'refused'],
      ['dig', 'web', 'nxdomain'],
      ['wget', 'http://nosuch/', 'nxdomain'],
      ['nc', 'web:80', 'connected'],
      ['ping', 'web', 'timeout'],
    ])
  })
})

import { describe, expect, test } from 'vitest'
import { programsFor } from '../../shell/programs.ts'
import { Classroom } from './classroom.fixture.ts'
import { expand } from './expansion.ts'
import { serviceVariables } from './service-environment.ts'

const object = (kind: string, name: string, rest: object) => ({ apiVersion: 'v1', kind, metadata: { name, namespace: 'default' }, ...rest })

describe('$(NAME)', () => {
  const values: Record<string, string> = { A: 'a', EMPTY: '' }
  test.each([
    ['$(A)/$(A)', 'a/a'],
    ['$$(A)', '$(A)'],
    ['$$$(A)', '$a'],
    ['$(NOSUCH)', '$(NOSUCH)'],
    ['[$(EMPTY)]', '[]'],
    ['$A', '$A'],
    ['$(A', '$(A'],
    ['ends with $', 'ends with $'],
    ['$()', '$()'],
  ])('%s becomes %s', (text, expected) => {
    expect(expand(text, (name) => (Object.hasOwn(values, name) ? values[name] : undefined))).toBe(expected)
  })
})

describe('the variables of a Service', () => {
  const service = (name: string, ports: object[], spec: object = {}) =>
    Object.fromEntries(serviceVariables({ metadata: { name }, spec: { clusterIP: '10.96.1.2', ports: ports as never, ...spec } }))

  test('are the two of Kubernetes and the older set', () => {
    expect(service('my-foo-2', [{ name: '8080-8080', port: 8080, protocol: 'TCP' }])).toEqual({
      MY_FOO_2_SERVICE_HOST: '10.96.1.2',
      MY_FOO_2_SERVICE_PORT: '8080',
      MY_FOO_2_SERVICE_PORT_8080_8080: '8080',
      MY_FOO_2_PORT: 'tcp://10.96.1.2:8080',
      MY_FOO_2_PORT_8080_TCP: 'tcp://10.96.1.2:8080',
      MY_FOO_2_PORT_8080_TCP_PROTO: 'tcp',
      MY_FOO_2_PORT_8080_TCP_PORT: '8080',
      MY_FOO_2_PORT_8080_TCP_ADDR: '10.96.1.2',
    })
  })

  test('say udp, and have each port', () => {
    const env = service('dns', [
      { name: 'dns', port: 53, protocol: 'UDP' },
      { name: 'dns-tcp', port: 53, protocol: 'TCP' },
    ])
    expect(env).toMatchObject({
      DNS_PORT: 'udp://10.96.1.2:53',
      DNS_SERVICE_PORT: '53',
      DNS_SERVICE_PORT_DNS: '53',
      DNS_SERVICE_PORT_DNS_TCP: '53',
      DNS_PORT_53_UDP: 'udp://10.96.1.2:53',
      DNS_PORT_53_TCP: 'tcp://10.96.1.2:53',
    })
  })

  test('are none for headless and external ones', () => {
    expect(service('quiet', [{ port: 80 }], { clusterIP: 'None' })).toEqual({})
    expect(service('alias', [{ port: 80 }], { type: 'ExternalName', clusterIP: '' })).toEqual({})
  })
})

describe('a container', () => {
  const env = (room: Classroom, name: string): string[] => room.exec(name, ['env']).out.trim().split('\n')

  test('has these variables in an otherwise empty namespace, in this order', () => {
    const room = new Classroom(programsFor)
    room.container('c', { command: ['sleep', '3600'] })
    room.untilReady('c')
    const all = env(room, 'c')
    expect(all.slice(0, 2)).toEqual(['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', 'HOSTNAME=c'])
    expect(all.at(-1)).toBe('HOME=/root')
    expect(all.slice(2, -1).sort()).toEqual([
      'KUBERNETES_PORT=tcp://10.96.0.1:443',
      'KUBERNETES_PORT_443_TCP=tcp://10.96.0.1:443',
      'KUBERNETES_PORT_443_TCP_ADDR=10.96.0.1',
      'KUBERNETES_PORT_443_TCP_PORT=443',
      'KUBERNETES_PORT_443_TCP_PROTO=tcp',
      'KUBERNETES_SERVICE_HOST=10.96.0.1',
      'KUBERNETES_SERVICE_PORT=443',
      'KUBERNETES_SERVICE_PORT_HTTPS=443',
    ])
  })

  test('hears of Services that were there before it, in its own namespace, unless it wants none', () => {
    const room = new Classroom(programsFor)
    room.create('namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'other' } })
    const service = (name: string, namespace: string) => ({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace },
      spec: { ports: [{ port: 80 }] },
    })
    room.create('services', service('before', 'default'))
    room.create('services', service('elsewhere', 'other'))
    room.container('c', { command: ['sleep', '3600'] })
    room.container('quiet', { command: ['sleep', '3600'] }, { enableServiceLinks: false })
    room.untilReady('c')
    room.untilReady('quiet')
    room.create('services', service('after', 'default'))
    const names = env(room, 'c')
      .filter((line) => line.includes('_SERVICE_HOST'))
      .map((line) => line.split('=')[0])
    expect(names.sort()).toEqual(['BEFORE_SERVICE_HOST', 'KUBERNETES_SERVICE_HOST'])
    expect(env(room, 'quiet').some((line) => line.startsWith('BEFORE_'))).toBe(false)
  })

  test('takes values from wherever they stand', () => {
    const room = new Classroom(programsFor)
    room.create('configmaps', object('ConfigMap', 'settings', { data: { COLOR: 'blue', SIZE: 'big' } }))
    room.create('secrets', object('Secret', 'login', { data: { password: btoa('s3cret') } }))
    room.container('c', {
      command: ['sleep', '3600'],
      resources: { requests: { cpu: '100m', memory: '32Mi' }, limits: { cpu: '200m', memory: '64Mi' } },
      envFrom: [
        { configMapRef: { name: 'settings' } },
        { prefix: 'CFG_', configMapRef: { name: 'settings' } },
        { secretRef: { name: 'none', optional: true } },
      ],
      env: [
        { name: 'COLOR', value: 'red' },
        { name: 'PASSWORD', valueFrom: { secretKeyRef: { name: 'login', key: 'password' } } },
        { name: 'NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
        { name: 'IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } },
        { name: 'HOST', valueFrom: { fieldRef: { fieldPath: 'status.hostIP' } } },
        { name: 'NODE', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
        { name: 'APP', valueFrom: { fieldRef: { fieldPath: "metadata.labels['app']" } } },
        { name: 'CPU', valueFrom: { resourceFieldRef: { resource: 'limits.cpu' } } },
        { name: 'MILLI', valueFrom: { resourceFieldRef: { resource: 'limits.cpu', divisor: '1m' } } },
        { name: 'MEM', valueFrom: { resourceFieldRef: { resource: 'requests.memory' } } },
        { name: 'MEBI', valueFrom: { resourceFieldRef: { resource: 'requests.memory', divisor: '1Mi' } } },
        { name: 'MAYBE', valueFrom: { configMapKeyRef: { name: 'settings', key: 'nope', optional: true } } },
        { name: 'URL', value: 'http://$(NAME):$(SIZE)/$(LATER)' },
        { name: 'LATER', value: 'x' },
      ],
    })
    room.untilReady('c')
    const all = env(room, 'c')
    for (const line of [
      'COLOR=red',
      'SIZE=big',
      'CFG_COLOR=blue',
      'PASSWORD=s3cret',
      'NAME=c',
      `IP=${room.get('c').status.podIP}`,
      'HOST=192.168.50.11',
      'NODE=node-1',
    ]) {
      expect(all).toContain(line)
    }
    for (const line of ['APP=', 'CPU=1', 'MILLI=200', 'MEM=33554432', 'MEBI=32', 'URL=http://c:big/$(LATER)']) expect(all).toContain(line)
    expect(all.some((line) => line.startsWith('MAYBE'))).toBe(false)
  })

  test('does not start without what its variables need, and does when it is there', () => {
    const room = new Classroom(programsFor)
    const env = [{ name: 'COLOR', valueFrom: { configMapKeyRef: { name: 'settings', key: 'COLOR' } } }]
    room.container('c', { command: ['sleep', '3600'], env })
    room.until(() => room.status('c').state?.waiting?.reason === 'CreateContainerConfigError')
    expect(room.status('c').state?.waiting?.message).toBe('configmap "settings" not found')
    expect(room.logs('c')).toBe('400 container "c" in pod "c" is waiting to start: CreateContainerConfigError')
    expect(room.events('c')).toContain('Warning Failed Error: configmap "settings" not found')
    room.create('configmaps', object('ConfigMap', 'settings', { data: { COLOUR: 'blue' } }))
    room.until(() => room.status('c').state?.waiting?.message === "couldn't find key COLOR in ConfigMap default/settings")
    room.cluster.client.patch('configmaps', 'default', 'settings', { data: { COLOR: 'blue' } })
    room.untilReady('c')
    expect(room.sh('c', 'echo $COLOR')).toBe('blue\n')
  })

  test('has its command and arguments expanded, and its image asked for what they leave out', () => {
    const room = new Classroom(programsFor)
    room.container(
      'c',
      { env: [{ name: 'M', value: 'hello world' }], command: ['echo'], args: ['$(M)', '$M', '$(NO)', '$$(M)'] },
      { restartPolicy: 'Never' },
    )
    room.untilPhase('c', 'Succeeded')
    expect(room.logs('c')).toBe('hello world $M $(NO) $(M)\n')
    room.container('root', { securityContext: { runAsNonRoot: true } })
    room.until(() => room.status('root').state?.waiting?.reason === 'CreateContainerConfigError')
    expect(room.status('root').state?.waiting?.message).toMatch(
      /^container has runAsNonRoot and image will run as root \(pod: "root_default\(.*\)", container: c\)$/,
    )
  })
})

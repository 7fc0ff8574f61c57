import { describe, expect, test } from 'vitest'
import { programsFor } from '../../shell/programs.ts'
import { Classroom } from './classroom.fixture.ts'

const object = (kind: string, name: string, data: Record<string, string>) => ({
  apiVersion: 'v1',
  kind,
  metadata: { name, namespace: 'default' },
  data,
})

/** A Pod that sleeps, with volumes mounted under /mnt. */
function mounting(
  room: Classroom,
  volumes: { name: string }[],
  mounts: object[] = volumes.map(({ name }) => ({ name, mountPath: `/mnt/${name}` })),
): void {
  room.container('c', { command: ['sleep', '3600'], volumeMounts: mounts }, { volumes })
}

describe('volumes', () => {
  test('emptyDir is shared by the containers of a Pod, and gone with it', () => {
    const room = new Classroom(programsFor)
    const container = (name: string) => ({
      name,
      image: 'busybox:1.36',
      command: ['sleep', '3600'],
      volumeMounts: [{ name: 'work', mountPath: '/work' }],
    })
    const spec = {
      containers: [container('a'), container('b')],
      volumes: [{ name: 'work', emptyDir: {} }],
      terminationGracePeriodSeconds: 0,
    }
    room.pod('two', spec)
    room.untilReady('two')
    room.sh('two', 'echo hello > /work/file', 'a')
    expect(room.sh('two', 'cat /work/file', 'b')).toBe('hello\n')
    room.delete('two')
    room.pod('two', spec)
    room.untilReady('two')
    expect(room.sh('two', 'ls /work', 'a')).toBe('')
  })

  test('a ConfigMap is files, read-only, that follow it after a while', () => {
    const room = new Classroom(programsFor)
    room.create('configmaps', object('ConfigMap', 'settings', { color: 'blue', 'app.conf': 'x=1\n' }))
    mounting(room, [{ name: 'settings', configMap: { name: 'settings' } } as never])
    room.untilReady('c')
    expect(room.sh('c', 'cat /mnt/settings/color')).toBe('blue')
    expect(room.sh('c', 'ls /mnt/settings')).toBe('app.conf\ncolor\n')
    expect(room.exec('c', ['readlink', '/mnt/settings/color']).out).toBe('..data/color\n')
    expect(room.sh('c', 'echo red > /mnt/settings/color')).toContain('Read-only file system')
    room.cluster.client.patch('configmaps', 'default', 'settings', { data: { color: 'green' } })
    expect(room.sh('c', 'cat /mnt/settings/color')).toBe('blue')
    room.pass(95)
    expect(room.sh('c', 'cat /mnt/settings/color')).toBe('green')
  })

  test('items, subPath, Secrets and the downward API', () => {
    const room = new Classroom(programsFor)
    room.create('configmaps', object('ConfigMap', 'settings', { color: 'blue', size: 'big' }))
    room.create('secrets', object('Secret', 'login', { password: btoa('s3cret') }))
    mounting(
      room,
      [
        { name: 'items', configMap: { name: 'settings', items: [{ key: 'size', path: 'deep/size.txt' }] } } as never,
        { name: 'one', configMap: { name: 'settings' } } as never,
        { name: 'login', secret: { secretName: 'login' } } as never,
        {
          name: 'info',
          downwardAPI: {
            items: [
              { path: 'labels', fieldRef: { fieldPath: 'metadata.labels' } },
              { path: 'name', fieldRef: { fieldPath: 'metadata.name' } },
              { path: 'notes', fieldRef: { fieldPath: 'metadata.annotations' } },
            ],
          },
        } as never,
      ],
      [
        { name: 'items', mountPath: '/mnt/items' },
        { name: 'one', mountPath: '/etc/color', subPath: 'color' },
        { name: 'login', mountPath: '/mnt/login' },
        { name: 'info', mountPath: '/mnt/info' },
      ],
    )
    room.untilReady('c')
    expect(room.sh('c', 'cat /mnt/items/deep/size.txt; ls /mnt/items')).toBe('bigdeep\n')
    expect(room.sh('c', 'cat /etc/color /mnt/login/password')).toBe('blues3cret')
    expect(room.sh('c', 'cat /mnt/info/name')).toBe('c')
    expect(room.sh('c', 'cat /mnt/info/notes')).toMatch(
      /^kubernetes\.io\/config\.seen="2026-[^\n]+Z"\nkubernetes\.io\/config\.source="api"$/,
    )
    room.cluster.client.patch('pods', 'default', 'c', { metadata: { labels: { app: 'web', tier: 'x' } } })
    expect(room.sh('c', 'cat /mnt/info/labels')).toBe('app="web"\ntier="x"')
  })

  test('every Pod has a token of its service account', () => {
    const room = new Classroom(programsFor)
    room.container('c', { command: ['sleep', '3600'] })
    room.untilReady('c')
    const at = '/var/run/secrets/kubernetes.io/serviceaccount'
    expect(room.sh('c', `ls ${at}`)).toBe('ca.crt\nnamespace\ntoken\n')
    expect(room.sh('c', `cat ${at}/namespace`)).toBe('default')
    const claims = JSON.parse(atob(room.sh('c', `cat ${at}/token`).split('.')[1]?.replaceAll('-', '+').replaceAll('_', '/') as string))
    expect(claims).toMatchObject({ sub: 'system:serviceaccount:default:default', 'kubernetes.io': { pod: { name: 'c' } } })
  })

  test('hostPath is the node itself', () => {
    const room = new Classroom(programsFor)
    room.cluster.nodes.get('node-1')?.fs.mkdir('/data')
    mounting(room, [{ name: 'data', hostPath: { path: '/data' } } as never])
    room.untilReady('c')
    room.sh('c', 'echo from the Pod > /mnt/data/file')
    expect(room.cluster.nodes.get('node-1')?.fs.readFile('/data/file')).toBe('from the Pod\n')
  })

  test('what cannot be mounted keeps the Pod from starting, and is tried again', () => {
    const room = new Classroom(programsFor)
    mounting(room, [{ name: 'settings', configMap: { name: 'late' } } as never])
    room.pass(5)
    expect(room.status('c').state?.waiting?.reason).toBe('ContainerCreating')
    expect(room.events('c')).toContain('Warning FailedMount MountVolume.SetUp failed for volume "settings" : configmap "late" not found')
    room.create('configmaps', object('ConfigMap', 'late', { a: 'b' }))
    room.untilReady('c')
    expect(room.sh('c', 'cat /mnt/settings/a')).toBe('b')
    room.container(
      'lost',
      { command: ['sleep', '1'], volumeMounts: [{ name: 'p', mountPath: '/p' }] },
      { volumes: [{ name: 'p', hostPath: { path: '/nope', type: 'Directory' } }] },
    )
    room.pass(3)
    expect(room.events('lost')).toContain(
      'Warning FailedMount MountVolume.SetUp failed for volume "p" : hostPath type check failed: /nope is not a directory',
    )
  })
})

describe('files that the kubelet writes', () => {
  test('/etc/hosts, /etc/hostname and /etc/resolv.conf', () => {
    const room = new Classroom(programsFor)
    room.container('c', { command: ['sleep', '3600'] })
    room.untilReady('c')
    const ip = room.get('c').status.podIP
    expect(room.sh('c', 'cat /etc/hosts')).toBe(
      `# Kubernetes-managed hosts file.\n127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\nfe00::0\tip6-localnet\nfe00::0\tip6-mcastprefix\nfe00::1\tip6-allnodes\nfe00::2\tip6-allrouters\n${ip}\tc\n`,
    )
    expect(room.sh('c', 'cat /etc/hostname /etc/resolv.conf; hostname')).toBe(
      'c\nsearch default.svc.cluster.local svc.cluster.local cluster.local\nnameserver 10.96.0.10\noptions ndots:5\nc\n',
    )
  })

  test('hostname, subdomain, hostAliases, dnsPolicy', () => {
    const room = new Classroom(programsFor)
    room.container(
      'c',
      { command: ['sleep', '3600'] },
      {
        hostname: 'one',
        subdomain: 'db',
        hostAliases: [{ ip: '1.2.3.4', hostnames: ['foo', 'bar'] }],
        dnsPolicy: 'None',
        dnsConfig: {
          nameservers: ['10.96.0.10'],
          searches: ['svc.cluster.local'],
          options: [{ name: 'ndots', value: '2' }, { name: 'debug' }],
        },
      },
    )
    room.untilReady('c')
    expect(room.sh('c', 'tail -4 /etc/hosts')).toBe(
      `${room.get('c').status.podIP}\tone.db.default.svc.cluster.local\tone\n\n# Entries added by HostAliases.\n1.2.3.4\tfoo\tbar\n`,
    )
    expect(room.sh('c', 'cat /etc/resolv.conf; hostname')).toBe(
      'search svc.cluster.local\nnameserver 10.96.0.10\noptions ndots:2 debug\none\n',
    )
  })

  test('a Pod on the network of its node', () => {
    const room = new Classroom(programsFor)
    room.container('c', { command: ['sleep', '3600'] }, { hostNetwork: true })
    room.untilReady('c')
    expect(room.get('c').status).toMatchObject({ podIP: '192.168.50.11', hostIP: '192.168.50.11' })
    expect(room.sh('c', 'hostname; head -1 /etc/hosts')).toBe('node-1\n# Kubernetes-managed hosts file (host network).\n')
  })

  test('a name too long for a hostname is cut, or keeps the Pod from starting', () => {
    const room = new Classroom(programsFor)
    const long = `${'a'.repeat(62)}-b`
    room.container(long, { command: ['sleep', '3600'] })
    room.untilReady(long)
    expect(room.sh(long, 'hostname')).toBe(`${'a'.repeat(62)}\n`)
    room.container('c', { command: ['sleep', '3600'] }, { hostname: 'x'.repeat(40), subdomain: 'db', setHostnameAsFQDN: true })
    room.pass(3)
    expect(room.events('c').join()).toContain(
      'Failed to create pod sandbox: failed to construct FQDN from pod hostname and cluster domain, FQDN ',
    )
  })

  test('a termination message', () => {
    const room = new Classroom(programsFor)
    room.container('c', { command: ['sh', '-c', 'echo why > /dev/termination-log; exit 3'] }, { restartPolicy: 'Never' })
    room.container(
      'l',
      { command: ['sh', '-c', 'echo last words; exit 3'], terminationMessagePolicy: 'FallbackToLogsOnError' },
      { restartPolicy: 'Never' },
    )
    room.untilPhase('c', 'Failed')
    room.untilPhase('l', 'Failed')
    expect(room.status('c').state?.terminated?.message).toBe('why\n')
    expect(room.status('l').state?.terminated?.message).toBe('last words\n')
  })

  test('a root file system that cannot be written', () => {
    const room = new Classroom(programsFor)
    room.container(
      'c',
      { command: ['sleep', '3600'], securityContext: { readOnlyRootFilesystem: true }, volumeMounts: [{ name: 't', mountPath: '/tmp' }] },
      { volumes: [{ name: 't', emptyDir: {} }] },
    )
    room.untilReady('c')
    expect(room.sh('c', 'touch /root/x')).toContain('Read-only file system')
    expect(room.sh('c', 'touch /tmp/x && echo fine')).toBe('fine\n')
  })
})

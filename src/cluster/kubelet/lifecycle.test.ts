import { describe, expect, test } from 'vitest'
import { programsFor } from '../../shell/programs.ts'
import { Classroom } from './classroom.fixture.ts'

describe('a Pod', () => {
  test('comes up in about half a second, with three or four writes and four events', () => {
    const room = new Classroom(programsFor)
    const before = room.cluster.informers.for('pods')
    let writes = 0
    before.onChange((pod) => {
      if (pod?.metadata.name === 'web') writes++
    })
    room.pod('web', { containers: [{ name: 'web', image: 'hello-backend:1.0' }] })
    const took = room.untilReady('web')
    expect(took).toBeGreaterThan(400)
    expect(took).toBeLessThan(800)
    expect(writes).toBeLessThanOrEqual(5)
    expect(room.events('web').sort()).toEqual([
      'Normal Created Container created',
      'Normal Pulled Container image "hello-backend:1.0" already present on machine and can be accessed by the pod',
      'Normal Scheduled Successfully assigned default/web to node-1',
      'Normal Started Container started',
    ])
    expect(room.logs('web')).toBe('hello-backend web listening on :8080\n')
  })

  test('has the status that Kubernetes 1.36 writes', () => {
    const room = new Classroom(programsFor)
    room.pod('web', {
      containers: [{ name: 'web', image: 'nginx:1.27', resources: { requests: { cpu: '50m' }, limits: { memory: '64Mi' } } }],
    })
    room.untilReady('web')
    const { status } = room.get('web')
    const { podIP } = status
    expect(podIP).toMatch(/^10\.244\.0\.\d+$/)
    expect(status).toMatchObject({
      phase: 'Running',
      hostIP: '192.168.50.11',
      hostIPs: [{ ip: '192.168.50.11' }],
      podIPs: [{ ip: podIP }],
      qosClass: 'Burstable',
      observedGeneration: 1,
      startTime: '2026-05-04T01:00:00Z',
    })
    expect(
      status.conditions?.map(({ type, status: is, observedGeneration, lastProbeTime }) => [type, is, observedGeneration, lastProbeTime]),
    ).toEqual(
      ['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady', 'PodScheduled'].map((type) => [type, 'True', 1, null]),
    )
    const container = room.status('web', 'web')
    expect(container).toMatchObject({
      allocatedResources: { cpu: '50m', memory: '64Mi' },
      image: 'docker.io/library/nginx:1.27',
      lastState: {},
      name: 'web',
      ready: true,
      resources: { limits: { memory: '64Mi' }, requests: { cpu: '50m', memory: '64Mi' } },
      restartCount: 0,
      started: true,
      state: { running: { startedAt: '2026-05-04T01:00:00Z' } },
      user: { linux: { gid: 0, supplementalGroups: [0], uid: 0 } },
      volumeMounts: [{ mountPath: '/var/run/secrets/kubernetes.io/serviceaccount', readOnly: true, recursiveReadOnly: 'Disabled' }],
    })
    expect(container.containerID).toMatch(/^containerd:\/\/[0-9a-f]{64}$/)
    expect(container.imageID).toMatch(/^docker\.io\/library\/nginx@sha256:[0-9a-f]{64}$/)
  })

  test('that has done its work is Succeeded, or Failed', () => {
    const room = new Classroom(programsFor)
    room.container('fine', { command: ['echo', 'done'] }, { restartPolicy: 'Never' })
    room.container('failed', { command: ['sh', '-c', 'echo no; exit 7'] }, { restartPolicy: 'Never' })
    const took = room.untilPhase('fine', 'Succeeded')
    expect(took).toBeGreaterThan(700)
    expect(took).toBeLessThan(3000)
    room.untilPhase('failed', 'Failed')
    expect(room.logs('fine')).toBe('done\n')
    expect(room.status('failed').state?.terminated).toMatchObject({ exitCode: 7, reason: 'Error' })
    expect(room.status('fine').state?.terminated).toMatchObject({ exitCode: 0, reason: 'Completed' })
    expect(room.condition('fine', 'Ready')).toEqual({ status: 'False', reason: 'PodCompleted' })
    expect(room.condition('fine', 'Initialized')).toEqual({ status: 'True', reason: 'PodCompleted' })
    expect(room.condition('failed', 'ContainersReady')).toEqual({ status: 'False', reason: 'PodFailed' })
    expect(room.condition('fine', 'PodReadyToStartContainers')).toEqual({ status: 'False' })
    expect(room.delete('fine')).toBe(0)
  })

  test('is in no hurry to tell that it has ended: nothing of it runs when it does', () => {
    const room = new Classroom(programsFor)
    room.container('short', { command: ['sleep', '2'] }, { restartPolicy: 'Never' })
    room.until(() => room.status('short').state?.terminated !== undefined)
    expect(room.get('short').status.phase).toBe('Running')
    room.untilPhase('short', 'Succeeded')
  })
})

describe('restarts', () => {
  test('back off: at once, then 10 s, 20 s, 40 s … up to five minutes', () => {
    const room = new Classroom(programsFor)
    room.container('crash', { command: ['sh', '-c', 'echo run; exit 1'] })
    const starts: number[] = []
    let seen = ''
    room.cluster.informers.for('pods').onChange((pod) => {
      const id = (pod as any)?.metadata.name === 'crash' ? (pod as any).status?.containerStatuses?.[0]?.containerID : undefined
      if (id && id !== seen) starts.push(room.clock.now)
      if (id) seen = id
    })
    room.pass(1200)
    const gaps = starts.slice(1).map((at, index) => (at - (starts[index] as number)) / 1000)
    expect(gaps[0]).toBeLessThan(2.5)
    for (const [index, wanted] of [10, 20, 40, 80, 160, 300, 300].entries()) {
      expect(gaps[index + 1]).toBeGreaterThanOrEqual(wanted)
      // the kubelet adds up to half as much to each of its waits
      expect(gaps[index + 1]).toBeLessThan(wanted * 1.5 + 3)
    }
    const status = room.status('crash')
    expect(status.restartCount).toBe(8)
    expect(status.state?.waiting?.reason).toBe('CrashLoopBackOff')
    expect(status.state?.waiting?.message).toMatch(/^back-off 5m0s restarting failed container=c pod=crash_default\([0-9a-f-]{36}\)$/)
    expect(status.lastState?.terminated).toMatchObject({ exitCode: 1, reason: 'Error' })
    expect(room.get('crash').status.phase).toBe('Running')
    expect(room.condition('crash', 'Ready')).toEqual({
      status: 'False',
      reason: 'ContainersNotReady',
      message: 'containers with unready status: [c]',
    })
    expect(room.events('crash').find((event) => event.includes('BackOff'))).toMatch(
      /^Warning BackOff Back-off restarting failed container c in pod crash_default\([0-9a-f-]{36}\)$/,
    )
  })

  test('previous logs are those of the run before, or of the last one while the next is waited for', () => {
    const room = new Classroom(programsFor)
    const script = 'if [ -e /work/again ]; then echo second run; sleep 3600; else touch /work/again; echo first run fails; exit 1; fi'
    room.container(
      'second',
      { command: ['sh', '-c', script], volumeMounts: [{ name: 'work', mountPath: '/work' }] },
      { volumes: [{ name: 'work', emptyDir: {} }] },
    )
    room.container('first', { command: ['sleep', '3600'] })
    room.untilReady('first')
    expect(room.logs('first', { previous: 'true' })).toBe('400 previous terminated container "c" in pod "first" not found')
    room.until(() => room.status('second').restartCount === 1)
    expect(room.logs('second')).toBe('second run\n')
    expect(room.logs('second', { previous: 'true' })).toBe('first run fails\n')
    expect(room.status('second').lastState?.terminated).toMatchObject({ reason: 'Error', exitCode: 1 })
    room.container('crash', { command: ['sh', '-c', 'echo one; exit 1'] })
    room.until(() => room.status('crash').state?.waiting?.reason === 'CrashLoopBackOff')
    expect(room.logs('crash', { previous: 'true' })).toBe('one\n')
    expect(room.logs('crash')).toBe('one\n')
  })

  test('OnFailure restarts what has failed, and is done with what has not', () => {
    const room = new Classroom(programsFor)
    const script = 'if [ -e /work/again ]; then exit 0; else touch /work/again; exit 3; fi'
    room.container(
      'once',
      { command: ['sh', '-c', script], volumeMounts: [{ name: 'work', mountPath: '/work' }] },
      { restartPolicy: 'OnFailure', volumes: [{ name: 'work', emptyDir: {} }] },
    )
    room.untilPhase('once', 'Succeeded')
    expect(room.status('once').restartCount).toBe(1)
  })

  test('a command that is not there is a StartError', () => {
    const room = new Classroom(programsFor)
    room.container('lost', { command: ['nosuch', 'x'] })
    room.until(() => room.status('lost').state?.waiting !== undefined && room.status('lost').state?.waiting?.reason !== 'ContainerCreating')
    const message =
      'failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: exec: "nosuch": executable file not found in $PATH'
    expect(room.status('lost').state?.waiting).toEqual({ reason: 'RunContainerError', message })
    room.until(() => room.status('lost').state?.waiting?.reason === 'CrashLoopBackOff')
    expect(room.status('lost').lastState?.terminated).toMatchObject({
      exitCode: 128,
      reason: 'StartError',
      message,
      startedAt: '1970-01-01T00:00:00Z',
    })
    expect(room.events('lost')).toContain(`Warning Failed Error: ${message}`)
  })

  test('a container that takes more memory than its limit is OOMKilled', () => {
    const room = new Classroom(programsFor)
    room.container('fat', { command: ['sleep', '3600'], resources: { limits: { memory: '1Mi' } } }, { restartPolicy: 'Never' })
    room.untilReady('fat')
    const machine = room.cluster.container('default', 'fat', 'c')
    machine?.processes.get(1)?.allocate(2 << 20)
    room.untilPhase('fat', 'Failed')
    expect(room.status('fat').state?.terminated).toMatchObject({ exitCode: 137, reason: 'OOMKilled' })
  })
})

describe('deletion', () => {
  test('a server that dies of SIGTERM is gone in a second', () => {
    const room = new Classroom(programsFor)
    room.pod('web', { containers: [{ name: 'web', image: 'hello-backend:1.0' }] })
    room.untilReady('web')
    const took = room.delete('web')
    expect(took).toBeGreaterThan(200)
    expect(took).toBeLessThan(1200)
    expect(room.events('web')).toContain('Normal Killing Stopping container web')
  })

  test('a shell as the first process takes no SIGTERM: thirty seconds', () => {
    const room = new Classroom(programsFor)
    room.container('slow', { command: ['sh', '-c', 'while true; do sleep 1; done'] })
    room.untilReady('slow')
    const took = room.delete('slow')
    expect(took).toBeGreaterThan(30_000)
    expect(took).toBeLessThan(32_000)
  })

  test('the kubelet gives two seconds at the least, also for a grace period of one', () => {
    const room = new Classroom(programsFor)
    room.container('a', { command: ['sleep', '3600'] })
    room.untilReady('a')
    const took = room.delete('a', { gracePeriodSeconds: 1 })
    expect(took).toBeGreaterThan(2_000)
    expect(took).toBeLessThan(3_500)
  })

  test('by force the object is gone at once, its containers a little later', () => {
    const room = new Classroom(programsFor)
    room.container('a', { command: ['sleep', '3600'] })
    room.untilReady('a')
    expect(room.delete('a', { gracePeriodSeconds: 0 })).toBe(0)
    expect(room.clock.runUntilIdle(20_000)).toBe(true)
    room.container('a', { command: ['sleep', '3600'] })
    room.untilReady('a')
  })

  test('a second deletion with less grace shortens the first', () => {
    const room = new Classroom(programsFor)
    room.container('a', { command: ['sleep', '3600'] })
    room.untilReady('a')
    room.cluster.client.delete('pods', 'default', 'a')
    room.pass(5)
    expect(room.find('a')).toBeDefined()
    expect(room.delete('a', { gracePeriodSeconds: 6 })).toBeLessThan(3_000)
  })

  test('while a Pod is still starting it is given up', () => {
    const room = new Classroom(programsFor)
    room.container('a', { image: 'nosuch:1.0' })
    room.pass(0.6)
    expect(room.delete('a')).toBeLessThan(1_500)
    room.container('b', { command: ['sleep', '3600'] })
    room.pass(0.35)
    expect(room.delete('b')).toBeLessThan(3_500)
  })

  test('preStop runs first, and counts', () => {
    const room = new Classroom(programsFor)
    room.pod('web', {
      containers: [{ name: 'c', image: 'hello-backend:1.0', lifecycle: { preStop: { exec: { command: ['sleep', '5'] } } } }],
    })
    room.untilReady('web')
    const took = room.delete('web')
    expect(took).toBeGreaterThan(5_000)
    expect(took).toBeLessThan(6_500)
  })

  test('an idle cluster has nothing to do afterwards', () => {
    const room = new Classroom(programsFor)
    room.pod('web', { containers: [{ name: 'web', image: 'hello-backend:1.0' }] })
    room.untilReady('web')
    expect(room.clock.runUntilIdle(5_000)).toBe(true)
    room.delete('web')
    expect(room.clock.runUntilIdle(5_000)).toBe(true)
  })
})

describe('init containers and sidecars', () => {
  const work = { volumeMounts: [{ name: 'work', mountPath: '/work' }] }
  const busybox = (name: string, script: string, more: object = {}) => ({
    name,
    image: 'busybox:1.36',
    command: ['sh', '-c', script],
    ...more,
  })

  test('run one after the other before the containers', () => {
    const room = new Classroom(programsFor)
    room.pod('prepared', {
      initContainers: [
        busybox('first', 'echo one > /work/file', work),
        busybox('second', 'echo two >> /work/file; echo second is done', work),
      ],
      containers: [busybox('main', 'cat /work/file; sleep 3600', work)],
      volumes: [{ name: 'work', emptyDir: {} }],
    })
    room.until(() => room.status('prepared', 'first')?.state?.terminated !== undefined)
    expect(room.status('prepared', 'main').state?.waiting?.reason).toBe('PodInitializing')
    expect(room.condition('prepared', 'Initialized')).toEqual({
      status: 'False',
      reason: 'ContainersNotInitialized',
      message: 'containers with incomplete status: [second]',
    })
    const took = room.untilReady('prepared')
    expect(took).toBeLessThan(4000)
    expect(room.logs('prepared', { container: 'main' })).toBe('one\ntwo\n')
    expect(room.logs('prepared', { container: 'second' })).toBe('second is done\n')
    expect(room.get('prepared').status.initContainerStatuses?.map(({ state }) => state?.terminated?.reason)).toEqual([
      'Completed',
      'Completed',
    ])
    expect(room.exec('prepared', ['ls'], '', 'first').out).toBe('container not found ("first")')
  })

  test('a failing one is tried again, or fails the Pod', () => {
    const room = new Classroom(programsFor)
    room.pod('again', { initContainers: [busybox('init', 'exit 1')], containers: [busybox('main', 'sleep 3600')] })
    room.pod('never', { restartPolicy: 'Never', initContainers: [busybox('init', 'exit 1')], containers: [busybox('main', 'sleep 3600')] })
    room.untilPhase('never', 'Failed')
    room.until(() => room.status('again', 'init').restartCount >= 2)
    expect(room.get('again').status.phase).toBe('Pending')
  })

  test('sidecars start first, stay, and end last', () => {
    const room = new Classroom(programsFor)
    room.pod('job', {
      restartPolicy: 'Never',
      initContainers: [{ ...busybox('proxy', 'echo up; sleep 3600'), restartPolicy: 'Always' }],
      containers: [busybox('main', 'sleep 3')],
    })
    room.until(() => room.status('job', 'main')?.state?.running !== undefined)
    expect(room.status('job', 'proxy')).toMatchObject({ ready: true, started: true, state: { running: {} } })
    room.untilPhase('job', 'Succeeded', 90)
    expect(room.status('job', 'proxy').state?.terminated?.exitCode).toBe(137)
  })
})

describe('what changes while a Pod lives', () => {
  test('another image: the container ends and starts anew', () => {
    const room = new Classroom(programsFor)
    room.pod('web', { containers: [{ name: 'web', image: 'nginx:1.27' }] })
    room.untilReady('web')
    room.cluster.client.patch(
      'pods',
      'default',
      'web',
      { spec: { containers: [{ name: 'web', image: 'hello-backend:1.0' }] } },
      { type: 'strategic' },
    )
    room.until(() => room.status('web', 'web').restartCount === 1)
    expect(room.status('web', 'web').image).toBe('docker.io/library/hello-backend:1.0')
    expect(room.events('web')).toContain('Normal Killing Container web definition changed, will be restarted')
  })

  test('a deadline', () => {
    const room = new Classroom(programsFor)
    room.container('late', { command: ['sleep', '3600'] }, { activeDeadlineSeconds: 5, terminationGracePeriodSeconds: 1 })
    room.untilPhase('late', 'Failed')
    expect(room.get('late').status).toMatchObject({
      reason: 'DeadlineExceeded',
      message: 'Pod was active on the node longer than the specified deadline',
    })
  })

  test('a readiness gate', () => {
    const room = new Classroom(programsFor)
    room.pod('gated', { containers: [{ name: 'c', image: 'hello-backend:1.0' }], readinessGates: [{ conditionType: 'example.com/lb' }] })
    room.until(() => room.condition('gated', 'ContainersReady')?.status === 'True')
    expect(room.condition('gated', 'Ready')).toEqual({
      status: 'False',
      reason: 'ReadinessGatesNotReady',
      message: 'corresponding condition of pod readiness gate "example.com/lb" does not exist.',
    })
    const pod = room.get('gated')
    const conditions = [...(pod.status.conditions ?? []), { type: 'example.com/lb', status: 'True' }]
    room.cluster.client.update('pods', { ...pod, status: { ...pod.status, conditions } }, 'status')
    room.untilReady('gated', 5)
  })
})

describe('a node that goes down', () => {
  test('takes its containers along, and starts them again', () => {
    const room = new Classroom(programsFor)
    room.pod('web', { containers: [{ name: 'c', image: 'hello-backend:1.0' }] })
    room.untilReady('web')
    room.cluster.power('node-1', false)
    expect(room.cluster.container('default', 'web', 'c')).toBeUndefined()
    room.pass(5)
    room.cluster.power('node-1', true)
    room.until(() => room.status('web').restartCount === 1)
    expect(room.status('web').lastState?.terminated).toMatchObject({ exitCode: 255, reason: 'Unknown' })
    room.untilReady('web')
    expect(room.events('web')).toContain('Normal SandboxChanged Pod sandbox changed, it will be killed and re-created.')
  })

  test('tells of a changed sandbox only where there was one, and where it is made anew', () => {
    const room = new Classroom(programsFor)
    const containers = [{ name: 'c', image: 'hello-backend:1.0' }]
    for (const name of ['stays', 'goes']) room.pod(name, { containers })
    room.untilReady('goes')
    room.pod('early', {
      containers: [{ ...containers[0], volumeMounts: [{ name: 'v', mountPath: '/v' }] }],
      volumes: [{ name: 'v', configMap: { name: 'later' } }],
    })
    room.pass(1)
    room.cluster.power('node-1', false)
    room.cluster.client.delete('pods', 'default', 'goes')
    room.pass(5)
    room.cluster.power('node-1', true)
    room.pass(3)
    const told = (name: string) => room.events(name).filter((event) => event.includes('SandboxChanged')).length
    expect([told('stays'), told('goes'), told('early')]).toEqual([1, 0, 0])
  })
})

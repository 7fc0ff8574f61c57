import { describe, expect, test } from 'vitest'
import { programsFor } from '../../shell/programs.ts'
import { Classroom } from './classroom.fixture.ts'

const backend = (probes: object) => ({ image: 'hello-backend:1.0', ...probes })
const unhealthy = (room: Classroom, name: string) => room.events(name).filter((event) => event.includes('Unhealthy'))

describe('readiness', () => {
  test('a probe that succeeds is asked at once: ready in less than a second', () => {
    const room = new Classroom(programsFor)
    room.container('c', backend({ readinessProbe: { httpGet: { path: '/healthz', port: 8080 }, periodSeconds: 10 } }))
    expect(room.untilReady('c')).toBeLessThan(900)
    expect(room.logs('c')).toContain('10.244.0.1 "GET /healthz" 200\n')
  })

  test('one that fails keeps the Pod running and not ready', () => {
    const room = new Classroom(programsFor)
    room.container('c', backend({ readinessProbe: { httpGet: { path: '/healthz', port: 9999 }, periodSeconds: 1 } }))
    room.pass(6)
    expect(room.get('c').status.phase).toBe('Running')
    expect(room.condition('c', 'Ready')).toEqual({
      status: 'False',
      reason: 'ContainersNotReady',
      message: 'containers with unready status: [c]',
    })
    const ip = room.get('c').status.podIP
    expect(unhealthy(room, 'c')).toEqual([
      `Warning Unhealthy Readiness probe failed: Get "http://${ip}:9999/healthz": dial tcp ${ip}:9999: connect: connection refused`,
    ])
  })

  test('turns with what it asks, after as many times as it says', () => {
    const room = new Classroom(programsFor)
    room.container(
      'c',
      backend({ readinessProbe: { exec: { command: ['test', '!', '-e', '/tmp/broken'] }, periodSeconds: 1, failureThreshold: 2 } }),
    )
    room.untilReady('c')
    room.sh('c', 'touch /tmp/broken')
    const took = room.until(() => room.condition('c', 'Ready')?.status === 'False')
    expect(took).toBeGreaterThan(1000)
    expect(took).toBeLessThan(2200)
    room.sh('c', 'rm /tmp/broken')
    expect(room.until(() => room.condition('c', 'Ready')?.status === 'True')).toBeLessThan(1200)
    expect(room.status('c').restartCount).toBe(0)
  })

  test('waits for its initial delay, and takes ports by name', () => {
    const room = new Classroom(programsFor)
    room.container(
      'c',
      backend({
        ports: [{ name: 'http', containerPort: 8080 }],
        readinessProbe: { tcpSocket: { port: 'http' }, initialDelaySeconds: 5, periodSeconds: 2 },
      }),
    )
    const took = room.untilReady('c')
    expect(took).toBeGreaterThan(5000)
    expect(took).toBeLessThan(8500)
  })

  test.each([
    [{ httpGet: { path: '/nope', port: 8080 } }, 'Readiness probe failed: HTTP probe failed with statuscode: 404'],
    [{ tcpSocket: { port: 81 } }, 'Readiness probe failed: dial tcp IP:81: connect: connection refused'],
    [{ exec: { command: ['cat', '/tmp/no'] } }, "Readiness probe failed: cat: can't open '/tmp/no': No such file or directory\n"],
    [{ exec: { command: ['sleep', '5'] } }, 'Readiness probe failed: command timed out: "sleep 5" timed out after 1s'],
    [{ grpc: { port: 9000 } }, 'Readiness probe failed: timeout: failed to connect service "IP:9000" within 1s: context deadline exceeded'],
    [
      { httpGet: { scheme: 'HTTPS', port: 8080 } },
      'Readiness probe failed: Get "https://IP:8080/": http: server gave HTTP response to HTTPS client',
    ],
  ])('%j says why', (probe, message) => {
    const room = new Classroom(programsFor)
    room.container('c', backend({ readinessProbe: { periodSeconds: 1, ...probe } }))
    room.pass(4)
    expect(unhealthy(room, 'c').map((event) => event.replaceAll(room.get('c').status.podIP as string, 'IP'))).toEqual([
      `Warning Unhealthy ${message}`,
    ])
  })

  test('a port that no container names is an error of the probe, in the words of who takes it for a number', () => {
    const room = new Classroom(programsFor)
    room.container('c', backend({ readinessProbe: { periodSeconds: 1, httpGet: { path: '/', port: 'http' } } }))
    room.pass(3)
    expect(unhealthy(room, 'c')[0]).toBe(
      'Warning Unhealthy Readiness probe errored and resulted in unknown state: strconv.Atoi: parsing "http": invalid syntax',
    )
  })

  test('a command that is not there is an error of the probe', () => {
    const room = new Classroom(programsFor)
    room.container('c', backend({ readinessProbe: { periodSeconds: 1, exec: { command: ['nosuch'] } } }))
    room.pass(3)
    expect(unhealthy(room, 'c')[0]).toMatch(
      /^Warning Unhealthy Readiness probe errored and resulted in unknown state: rpc error: code = Unknown desc = failed to exec in container: failed to start exec "[0-9a-f]{64}": OCI runtime exec failed: exec failed: unable to start container process: exec: "nosuch": executable file not found in \$PATH$/,
    )
  })
})

describe('liveness', () => {
  test('a container that fails three times is killed and started again', () => {
    const room = new Classroom(programsFor)
    room.container(
      'c',
      {
        command: ['sh', '-c', 'touch /tmp/healthy; sleep 10; rm /tmp/healthy; sleep 600'],
        livenessProbe: { exec: { command: ['cat', '/tmp/healthy'] }, periodSeconds: 5 },
      },
      { terminationGracePeriodSeconds: 1 },
    )
    const took = room.until(() => room.status('c').restartCount === 1)
    expect(took).toBeGreaterThan(20_000)
    expect(took).toBeLessThan(32_000)
    expect(room.events('c')).toContain('Normal Killing Container c failed liveness probe, will be restarted')
    expect(room.status('c').lastState?.terminated).toMatchObject({ exitCode: 137, reason: 'Error' })
  })

  test('waits for the startup probe', () => {
    const room = new Classroom(programsFor)
    room.container('c', {
      command: ['sh', '-c', 'sleep 12; touch /tmp/up; sleep 600'],
      startupProbe: { exec: { command: ['cat', '/tmp/up'] }, periodSeconds: 3, failureThreshold: 30 },
      livenessProbe: { exec: { command: ['cat', '/tmp/up'] }, periodSeconds: 1, failureThreshold: 1 },
    })
    room.pass(10)
    expect(room.status('c')).toMatchObject({ started: false, ready: false })
    room.untilReady('c')
    expect(room.status('c')).toMatchObject({ started: true, restartCount: 0 })
    room.pass(20)
    expect(room.status('c').restartCount).toBe(0)
  })

  test('a startup probe that never succeeds', () => {
    const room = new Classroom(programsFor)
    room.container('c', backend({ startupProbe: { httpGet: { path: '/', port: 1 }, periodSeconds: 1, failureThreshold: 3 } }))
    room.until(() => room.status('c').restartCount === 1)
    expect(room.events('c')).toContain('Normal Killing Container c failed startup probe, will be restarted')
  })
})

describe('hooks', () => {
  test('postStart runs before the Pod is ready; a failing one ends the container', () => {
    const room = new Classroom(programsFor)
    room.container('good', {
      command: ['sleep', '3600'],
      lifecycle: { postStart: { exec: { command: ['sh', '-c', 'sleep 3; touch /tmp/done'] } } },
    })
    expect(room.untilReady('good')).toBeGreaterThan(3000)
    expect(room.sh('good', 'ls /tmp')).toBe('done\n')
    room.container('bad', { image: 'hello-backend:1.0', lifecycle: { postStart: { exec: { command: ['false'] } } } })
    room.until(() => room.status('bad').restartCount > 0)
    expect(room.events('bad')).toContain('Warning FailedPostStartHook PostStartHook failed')
  })
})

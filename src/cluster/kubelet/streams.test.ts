import { describe, expect, test } from 'vitest'
import { programsFor } from '../../shell/programs.ts'
import { Pipe, readAll, sink } from '../../sim/pipe.ts'
import { Runner } from '../../sim/task.ts'
import { Classroom } from './classroom.fixture.ts'
import { ContainerLog } from './container-log.ts'

const PATH = '/api/v1/namespaces/default/pods/c'

describe('logs', () => {
  const talking = (): Classroom => {
    const room = new Classroom(programsFor)
    room.container(
      'c',
      { command: ['sh', '-c', 'for i in 1 2 3 4 5; do echo line $i; done; sleep 1; echo oops >&2'] },
      { restartPolicy: 'Never' },
    )
    room.untilPhase('c', 'Succeeded')
    return room
  }

  test('whole, their end, their first bytes, by age', () => {
    const room = talking()
    expect(room.logs('c')).toBe('line 1\nline 2\nline 3\nline 4\nline 5\noops\n')
    expect(room.logs('c', { tailLines: '2' })).toBe('line 5\noops\n')
    expect(room.logs('c', { tailLines: '0' })).toBe('')
    expect(room.logs('c', { limitBytes: '10' })).toBe('line 1\nlin')
    room.pass(100)
    expect(room.logs('c', { sinceSeconds: '5' })).toBe('')
    expect(room.logs('c', { sinceSeconds: '3600', tailLines: '1' })).toBe('oops\n')
  })

  test('with times, RFC 3339 with nanoseconds', () => {
    const room = talking()
    const lines = room.logs('c', { timestamps: 'true' }).trim().split('\n')
    for (const line of lines) expect(line).toMatch(/^2026-05-04T01:00:0\d\.\d{9}Z /)
    expect(new Set(lines.map((line) => line.split(' ')[0])).size).toBe(6)
  })

  test('followed, they end with the container', () => {
    const room = new Classroom(programsFor)
    room.container('c', { command: ['sh', '-c', 'echo one; sleep 5; echo two'] }, { restartPolicy: 'Never' })
    room.untilReady('c')
    const reader = room.cluster.door.logs({ method: 'GET', path: `${PATH}/log`, query: { follow: 'true' } })
    if ('status' in reader) throw new Error('refused')
    const runner = new Runner(room.clock, readAll(reader)).start()
    expect(runner.done).toBe(false)
    room.pass(6)
    expect(runner.result).toBe('one\ntwo\n')
  })

  test('of a container that waits', () => {
    const room = new Classroom(programsFor)
    room.container('c', { image: 'nosuch:1' })
    room.until(() => room.status('c').state?.waiting?.reason === 'ErrImagePull')
    expect(room.logs('c')).toBe(`400 container "c" in pod "c" is waiting to start: image can't be pulled`)
    room.until(() => room.status('c').state?.waiting?.reason === 'ImagePullBackOff')
    expect(room.logs('c')).toBe('400 container "c" in pod "c" is waiting to start: trying and failing to pull image')
  })

  test('are bounded: the oldest lines go', () => {
    let now = 0
    const log = new ContainerLog(() => now)
    const clock = new Classroom(programsFor).clock
    const out = log.writer('stdout')
    for (let i = 0; i < 100; i++) new Runner(clock, out.write(`${i}${'x'.repeat(99_999)}\n`)).start()
    now = 1
    new Runner(clock, out.write('the last line\n')).start()
    const all = new Runner(clock, readAll(log.read({ follow: false, previous: false, timestamps: false }))).start().result as string
    expect(all.length).toBeLessThan(2_200_000)
    expect(all.endsWith('the last line\n')).toBe(true)
    new Runner(clock, out.write('y'.repeat(9_000_000))).start()
    const rest = new Runner(clock, readAll(log.read({ follow: false, previous: false, timestamps: false }))).start().result as string
    expect(rest.length).toBeLessThan(2_200_000)
  })

  test('pieces of a line stay together, also when both streams write', () => {
    const log = new ContainerLog(() => 0)
    const clock = new Classroom(programsFor).clock
    const [out, err] = [log.writer('stdout'), log.writer('stderr')]
    for (const [writer, text] of [
      [out, 'a'],
      [err, 'x\n'],
      [out, 'b\nc'],
      [err, 'y'],
      [out, 'd\n'],
    ] as const)
      new Runner(clock, writer.write(text)).start()
    const all = new Runner(clock, readAll(log.read({ follow: false, previous: false, timestamps: false }))).start().result
    expect(all).toBe('ab\nx\ncd\ny')
  })
})

describe('exec', () => {
  const room = new Classroom(programsFor)
  room.container('c', { image: 'dnsutils:1.0', command: ['sleep', '3600'] })
  room.untilReady('c')

  test('gives output and exit code', () => {
    expect(room.exec('c', ['echo', 'a   b', '*', '$HOME'])).toEqual({ code: 0, out: 'a   b * $HOME\n' })
    expect(room.exec('c', ['sh', '-c', 'exit 42']).code).toBe(42)
    expect(room.exec('c', ['cat'], 'typed\n').out).toBe('typed\n')
  })

  test('says as the runtime does what cannot be run', () => {
    expect(room.exec('c', ['nosuchprogram']).message).toMatch(
      /^failed to exec in container: failed to start exec "[0-9a-f]{64}": OCI runtime exec failed: exec failed: unable to start container process: exec: "nosuchprogram": executable file not found in \$PATH$/,
    )
    expect(room.exec('c', ['/nope']).message).toMatch(/exec: "\/nope": stat \/nope: no such file or directory$/)
    room.sh('c', 'echo x > /tmp/plain')
    expect(room.exec('c', ['/tmp/plain'])).toMatchObject({
      code: 126,
      message: expect.stringMatching(/exec: "\/tmp\/plain": permission denied$/),
    })
  })

  test('runs scripts', () => {
    room.sh('c', "printf '#!/bin/sh\\necho script $1\\n' > /tmp/run; chmod +x /tmp/run")
    expect(room.exec('c', ['/tmp/run', 'x']).out).toBe('script x\n')
  })

  test('streams both ways while it runs', () => {
    const stdin = new Pipe()
    let out = ''
    const streams = { stdin: stdin.reader, stdout: sink((text) => void (out += text)), stderr: sink(() => {}) }
    const task = room.cluster.door.exec({ method: 'POST', path: `${PATH}/exec`, query: { container: 'c', command: 'cat' } }, streams)
    if ('status' in task) throw new Error('refused')
    const runner = new Runner(room.clock, task).start()
    new Runner(room.clock, stdin.write('one\n')).start()
    room.clock.advance(10)
    expect(out).toBe('one\n')
    expect(runner.done).toBe(false)
    stdin.close()
    room.clock.advance(10)
    expect(runner.result?.exitCode).toBe(0)
  })

  test('interrupted, its process ends', () => {
    const streams = { stdin: new Pipe().reader, stdout: sink(() => {}), stderr: sink(() => {}) }
    const task = room.cluster.door.exec(
      { method: 'POST', path: `${PATH}/exec`, query: { container: 'c', command: 'sleep\u0000100' } },
      streams,
    )
    if ('status' in task) throw new Error('refused')
    const machine = room.cluster.container('default', 'c', 'c')
    const before = machine?.processes.size ?? 0
    const runner = new Runner(room.clock, task).start()
    expect(machine?.processes.size).toBe(before + 1)
    runner.interrupt('SIGINT')
    expect(machine?.processes.size).toBe(before)
  })
})

describe('attach', () => {
  test('shows what is written from now on, and passes on what is typed', () => {
    const room = new Classroom(programsFor)
    room.container(
      'c',
      { command: ['sh', '-c', 'echo before; read x; echo got $x; sleep 1'], stdin: true, stdinOnce: true },
      { restartPolicy: 'Never' },
    )
    room.untilReady('c')
    const stdin = new Pipe()
    let out = ''
    const streams = { stdin: stdin.reader, stdout: sink((text) => void (out += text)), stderr: sink(() => {}) }
    const task = room.cluster.door.exec({ method: 'POST', path: `${PATH}/attach`, query: { container: 'c' } }, streams)
    if ('status' in task) throw new Error('refused')
    const runner = new Runner(room.clock, task).start()
    new Runner(room.clock, stdin.write('hello\n')).start()
    room.pass(3)
    expect(out).toBe('got hello\n')
    expect(runner.result?.exitCode).toBe(0)
  })
})

describe('port-forward', () => {
  test("reaches the Pod's own loopback", () => {
    const room = new Classroom(programsFor)
    room.container('c', { image: 'hello-backend:1.0' })
    room.untilReady('c')
    const forward = room.cluster.door.portForward({ method: 'POST', path: `${PATH}/portforward` })
    if ('status' in forward) throw new Error('refused')
    const open = (port: number) => {
      const runner = new Runner(room.clock, forward.open(port)).start()
      room.clock.runUntil(() => runner.done, 5000)
      return runner.result
    }
    expect(open(8080)).toMatchObject({ remote: { port: 8080 } })
    expect(open(81)).toEqual({ failed: 'refused' })
  })
})

describe('ephemeral containers', () => {
  test('join a running Pod and see the processes of the one they target', () => {
    const room = new Classroom(programsFor)
    room.container('c', { image: 'hello-backend:1.0' })
    room.untilReady('c')
    const debug = { name: 'debug', image: 'busybox:1.36', command: ['sleep', '100'], targetContainerName: 'c' }
    const result = room.cluster.client.patch(
      'pods',
      'default',
      'c',
      { spec: { ephemeralContainers: [debug] } },
      { type: 'strategic', subresource: 'ephemeralcontainers' },
    )
    if (!result.ok) throw new Error(result.status.message)
    room.until(() => room.status('c', 'debug').state?.running !== undefined)
    expect(room.exec('c', ['wget', '-qO-', 'http://localhost:8080/'], '', 'debug').out).toBe('Hello from c\n')
    expect(room.cluster.container('default', 'c', 'debug')?.processes.size).toBe(2)
  })
})

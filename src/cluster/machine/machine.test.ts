import { describe, expect, test } from 'vitest'
import { Clock } from '../../sim/clock.ts'
import { sink, textReader } from '../../sim/pipe.ts'
import { Random } from '../../sim/random.ts'
import { sleep, tick } from '../../sim/task.ts'
import type { NetworkNamespace } from '../network/namespace.ts'
import { findExecutable } from './executable.ts'
import { FileSystem } from './filesystem.ts'
import { Machine, type MachineOptions, PidNamespace, type Process, type Program } from './machine.ts'

const PROGRAMS: Record<string, Program> = {
  *sleep(process) {
    yield* sleep(Number(process.argv[1]) * 1000)
    return 0
  },
  *sh() {
    return 0
  },
  *spin() {
    for (;;) yield* tick()
  },
  *fault() {
    throw new TypeError('oops')
  },
  *deep(): ReturnType<Program> {
    return yield* (PROGRAMS['deep'] as Program)(undefined as unknown as Process)
  },
}

function machine(options: Partial<MachineOptions> = {}): Machine {
  const clock = options.clock ?? new Clock(0)
  return new Machine({
    kind: 'container',
    hostname: 'web',
    clock,
    random: new Random(1),
    fs: new FileSystem(() => clock.now),
    net: {} as NetworkNamespace,
    programs: (name) => (Object.hasOwn(PROGRAMS, name) ? PROGRAMS[name] : undefined),
    ...options,
  })
}

function spawn(at: Machine, ...argv: string[]): Process & { said: { text: string } } {
  const said = { text: '' }
  const out = sink((text) => {
    said.text += text
  })
  const process = at.spawn({ argv, stdin: textReader(''), stdout: out, stderr: out, budget: { steps: 50_000, output: 10_000 } }) as Process
  return Object.assign(process, { said })
}

describe('the first process of a container', () => {
  test('takes no signal that it does not handle, except SIGKILL from outside', () => {
    const at = machine()
    const first = spawn(at, 'sleep', '100')
    first.kill('SIGTERM', 'outside')
    first.kill('SIGKILL')
    expect(first.running).toBe(true)
    first.kill('SIGKILL', 'outside')
    expect(first.exitCode).toBe(137)
  })

  test('handles the signals that it traps', () => {
    const at = machine()
    const first = spawn(at, 'sleep', '100')
    let caught = 0
    first.traps.set('SIGTERM', () => caught++)
    first.kill('SIGTERM', 'outside')
    expect(caught).toBe(1)
    expect(first.running).toBe(true)
  })

  test('others die of signals, and so does the first of a laptop', () => {
    const at = machine()
    spawn(at, 'sleep', '100')
    const second = spawn(at, 'sleep', '100')
    expect(second.pid).toBe(2)
    second.kill('SIGCHLD')
    expect(second.running).toBe(true)
    second.kill('SIGTERM')
    expect(second.exitCode).toBe(143)
    const laptop = spawn(machine({ kind: 'laptop' }), 'sleep', '100')
    laptop.kill('SIGINT')
    expect(laptop.exitCode).toBe(130)
  })
})

describe('processes', () => {
  test('are in the table while they run', () => {
    const clock = new Clock(0)
    const at = machine({ clock })
    spawn(at, 'sleep', '1')
    expect([...at.processes.keys()]).toEqual([1])
    clock.advance(1000)
    expect(at.processes.size).toBe(0)
  })

  test('share a table where machines share a PID namespace', () => {
    const pids = new PidNamespace()
    const [a, b] = [machine({ pids }), machine({ pids })]
    spawn(a, 'sleep', '9')
    spawn(b, 'sleep', '9')
    expect([...a.processes.keys()]).toEqual([1, 2])
    expect(b.processes).toBe(a.processes)
  })

  test('that take more memory than there is are killed by the kernel', () => {
    const at = machine({ memoryLimit: 1000 })
    const process = spawn(at, 'sleep', '100')
    expect(process.allocate(900)).toBe(true)
    expect(process.allocate(200)).toBe(false)
    expect(process.exitCode).toBe(137)
    expect(at.outOfMemory).toBe(true)
    expect(at.memoryUsed).toBe(0)
  })

  test('an endless one is stopped with a message', () => {
    const clock = new Clock(0)
    const process = spawn(machine({ clock }), 'spin')
    clock.advance(1000)
    expect(process.exitCode).toBe(137)
    expect(process.said.text).toContain('podtalk stopped this program: it used up its budget of steps')
  })

  test('one that goes too deep, or wrong inside, ends with a message', () => {
    const deep = spawn(machine(), 'deep')
    expect([deep.exitCode, deep.said.text]).toEqual([139, 'podtalk stopped this program: it went too deep into itself\n'])
    const fault = spawn(machine(), 'fault')
    expect(fault.exitCode).toBe(70)
    expect(fault.said.text).toContain('podtalk: internal error in fault: TypeError: oops')
  })
})

describe('findExecutable', () => {
  const at = machine()
  at.fs.mkdir('/scripts')
  at.fs.writeFile('/scripts/run.sh', '#!/bin/sh -e\necho hi\n', { mode: 0o755 })
  at.fs.writeFile('/scripts/data', 'no program', { mode: 0o644 })
  at.fs.writeFile('/scripts/binary', '\0\0', { mode: 0o755 })
  at.fs.writeFile('/scripts/lost', '#!/usr/bin/python3\n', { mode: 0o755 })
  const find = (...argv: string[]) => findExecutable(at, argv, '/scripts')

  test('finds programs by name and path', () => {
    expect(find('sleep', '1')).toEqual({ program: PROGRAMS['sleep'], argv: ['sleep', '1'] })
    expect(find('/bin/sleep')).toEqual({ program: PROGRAMS['sleep'], argv: ['/bin/sleep'] })
  })

  test('runs scripts with their interpreter', () => {
    expect(find('./run.sh', 'x')).toEqual({ program: PROGRAMS['sh'], argv: ['/bin/sh', '-e', '/scripts/run.sh', 'x'] })
  })

  test('says why not', () => {
    expect(find('nosuch')).toBe('executable file not found in $PATH')
    expect(find('/nosuch')).toBe('no such file or directory')
    expect(find('./data')).toBe('permission denied')
    expect(find('/scripts')).toBe('is a directory')
    expect(find('./binary')).toBe('exec format error')
    expect(find('./lost')).toBe('no such file or directory')
  })
})

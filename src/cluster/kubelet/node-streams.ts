import type { Random } from '../../sim/random.ts'
import { fork, type Task } from '../../sim/task.ts'
import type { Pod } from '../api/types.ts'
import type { ExecResult, ExecStreams } from '../apiserver/door.ts'
import type { LogOptions, NodeProxy, NodeRefusal } from '../apiserver/node-proxy.ts'
import { findExecutable } from '../machine/executable.ts'
import { SteadyBudget } from '../machine/steady-budget.ts'
import type { ConnectFailure, Connection } from '../network/namespace.ts'
import type { Container } from './container.ts'
import type { Slot } from './container-status.ts'
import { execError } from './exec-error.ts'
import type { PodWorker } from './pod-worker.ts'

export interface NodeStreamsOptions {
  random: Random
  workers: ReadonlyMap<string, PodWorker>
}

/** What the API server asks of a node: logs, exec, attach, port-forward. */
export function createNodeProxy({ random, workers }: NodeStreamsOptions): NodeProxy {
  const slotOf = (pod: Pod, container: string): Slot | undefined => workers.get(pod.metadata?.uid ?? '')?.slot(container)
  const running = (pod: Pod, container: string): Container | undefined => {
    const current = slotOf(pod, container)?.current
    return current?.running ? current : undefined
  }
  return {
    logs(pod, container, options) {
      const slot = slotOf(pod, container)
      const log = logOf(pod, container, slot, options)
      return 'code' in log ? log : log.log.read(options)
    },
    exec(pod, name, command, streams) {
      const container = running(pod, name)
      if (!container) return { code: 500, message: `container not found ("${name}")` }
      return execIn(container, command, streams, random)
    },
    attach(pod, name, streams) {
      const container = running(pod, name)
      if (!container) return { code: 500, message: `container ${name} not found in pod ${pod.metadata?.name}_${pod.metadata?.namespace}` }
      return attachTo(container, streams)
    },
    *portForward(pod, port): Task<Connection | ConnectFailure> {
      const sandbox = workers.get(pod.metadata?.uid ?? '')?.sandbox
      if (!sandbox) return { failed: 'refused' }
      return yield* sandbox.net.connect('127.0.0.1', port, { program: 'kubelet', target: `localhost:${port}` })
    },
  }
}

/** The run whose log is asked for, or why there is none (validateContainerLogStatus): as the API server knows the container. */
function logOf(pod: Pod, name: string, slot: Slot | undefined, { previous }: LogOptions): Container | NodeRefusal {
  const bad = (message: string): NodeRefusal => ({ code: 400, message })
  const podName = pod.metadata?.name
  const { initContainerStatuses = [], containerStatuses = [], ephemeralContainerStatuses = [] } = pod.status ?? {}
  const status = [...initContainerStatuses, ...containerStatuses, ...ephemeralContainerStatuses].find((each) => each.name === name)
  const run = (id: string | undefined): Container | undefined =>
    [slot?.current, slot?.previous].find((each) => each && `containerd://${each.id}` === id)
  if (!status) return bad(`container "${name}" in pod "${podName}" is not available`)
  const last = status.lastState?.terminated
  if (previous) return run(last?.containerID) ?? bad(`previous terminated container "${name}" in pod "${podName}" not found`)
  const { running, terminated, waiting } = status.state ?? {}
  if (running) return run(status.containerID) ?? bad(`container "${name}" in pod "${podName}" is not available`)
  const ended = terminated ?? last
  if (ended) return run(ended.containerID) ?? bad(`container "${name}" in pod "${podName}" is terminated`)
  const why = waiting?.reason ?? 'ContainerCreating'
  return bad(`container "${name}" in pod "${podName}" is waiting to start: ${IMAGE_REASONS.get(why) ?? why}`)
}

const IMAGE_REASONS = new Map([
  ['ErrImagePull', "image can't be pulled"],
  ['ImagePullBackOff', 'trying and failing to pull image'],
])

function* execIn(container: Container, command: readonly string[], streams: ExecStreams, random: Random): Task<ExecResult> {
  const { machine, workingDir } = container
  const found = findExecutable(machine, command, workingDir)
  if (typeof found === 'string') {
    return {
      exitCode: found === 'permission denied' ? 126 : 127,
      message: execError(random.hex(64), command[0] ?? '', found),
    }
  }
  const env = new Map(machine.env)
  if (streams.tty) env.set('TERM', 'xterm')
  const process = machine.spawn({
    argv: found.argv,
    program: found.program,
    env,
    cwd: workingDir,
    stdin: streams.stdin,
    stdout: streams.stdout,
    stderr: streams.stderr,
    tty: streams.tty,
    budget: new SteadyBudget(machine.clock),
  })
  if (!process) return { exitCode: 127 }
  try {
    return { exitCode: yield* process.wait() }
  } finally {
    process.kill('SIGHUP', 'outside')
  }
}

/** Shows what the container writes from now on, and passes on what is typed. */
function* attachTo(container: Container, streams: ExecStreams): Task<ExecResult> {
  const pieces: [string, 'stdout' | 'stderr'][] = []
  let wakeUp: (() => void) | undefined
  const stop = container.log.listen((text, stream) => {
    pieces.push([text, stream])
    wakeUp?.()
  })
  container.onExit(() => wakeUp?.())
  const { input } = container
  const typing = input
    ? yield* fork(
        (function* (): Task {
          for (let piece = yield* streams.stdin.read(); piece !== undefined; piece = yield* streams.stdin.read()) yield* input.write(piece)
          if (container.spec.stdinOnce) input.close()
        })(),
      )
    : undefined
  try {
    for (;;) {
      for (const [text, stream] of pieces.splice(0))
        yield* (stream === 'stderr' && !container.spec.tty ? streams.stderr : streams.stdout).write(text)
      if (pieces.length > 0) continue
      if (!container.running) return { exitCode: container.termination?.exitCode ?? 0 }
      yield (wake) => {
        wakeUp = () => wake(undefined)
        return () => {
          wakeUp = undefined
        }
      }
    }
  } finally {
    stop()
    typing?.interrupt('SIGKILL')
  }
}

import type { Task } from '../../sim/task.ts'
import type { HostPort } from '../network/host-ports.ts'
import type { Sandbox } from './container-factory.ts'
import { fqdnProblem } from './etc-files.ts'
import type { PodContext } from './node-runtime.ts'
import { startPause } from './pause-container.ts'
import { RETRY, sandboxDelay } from './timing.ts'

/** A Pod's network namespace and what else its containers share. `address`: the one it has already. */
export function createSandbox(context: PodContext, address?: string): Sandbox | { error: string } {
  const { runtime, pod } = context
  const { metadata, spec } = pod
  const hostPorts: HostPort[] = []
  if (!spec.hostNetwork)
    for (const containers of [spec.initContainers, spec.containers])
      for (const { ports } of containers ?? [])
        for (const port of ports ?? []) if (port.hostPort) hostPorts.push({ ...port, hostPort: port.hostPort })
  const made = runtime.network.createPodNamespace({
    node: runtime.node.name,
    namespace: metadata.namespace as string,
    pod: metadata.name as string,
    hostNetwork: spec.hostNetwork ?? false,
    hostPorts,
    address,
  })
  if ('error' in made) return made
  const pause = spec.shareProcessNamespace ? startPause(context, made.net) : undefined
  const release = (): void => {
    pause?.stop()
    made.release()
  }
  return { net: made.net, ip: made.ip, release, pids: pause?.pids }
}

/** Makes a Pod's sandbox; where that is not possible, tells why, and the Pod is looked at again. */
export function* startSandbox(context: PodContext): Task<Sandbox | undefined> {
  const { random, node, starting } = context.runtime
  yield* context.pause(sandboxDelay(random, starting - 1))
  const fail = (message: string): undefined => {
    context.tell('Warning', 'FailedCreatePodSandBox', `Failed to create pod sandbox: ${message}`)
    context.retryIn(RETRY * (1 + random.fraction() / 2))
    return undefined
  }
  const problem = fqdnProblem(context.pod, node.name)
  if (problem !== undefined) return fail(problem)
  const sandbox = createSandbox(context)
  if ('error' in sandbox)
    return fail(`rpc error: code = Unknown desc = failed to setup network for sandbox "${random.hex(64)}": ${sandbox.error}`)
  return sandbox
}

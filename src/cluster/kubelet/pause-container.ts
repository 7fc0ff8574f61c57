import { sink, textReader } from '../../sim/pipe.ts'
import { layerOf } from '../images/image.ts'
import { pause } from '../images/pause.ts'
import { FileSystem } from '../machine/filesystem.ts'
import { Machine, PidNamespace } from '../machine/machine.ts'
import type { NetworkNamespace } from '../network/namespace.ts'
import type { PodContext } from './node-runtime.ts'

/**
 * The container that holds what a Pod's containers share. Its process is seen where they share
 * their PID namespace: it is number 1 there. Returns that namespace, and how to end it.
 */
export function startPause({ runtime, pod }: PodContext, net: NetworkNamespace): { pids: PidNamespace; stop(): void } {
  const { clock, random } = runtime
  const pids = new PidNamespace()
  const { programs = {}, user, entrypoint = [] } = pause
  const machine = new Machine({
    kind: 'container',
    hostname: pod.metadata.name as string,
    clock,
    random,
    fs: FileSystem.over(layerOf(pause), () => clock.now),
    net,
    programs: (name) => programs[name],
    user: user?.name ?? 'root',
    pids,
  })
  const nothing = sink(() => {})
  const process = machine.spawn({ argv: entrypoint, stdin: textReader(''), stdout: nothing, stderr: nothing })
  return { pids, stop: () => process?.kill('SIGKILL', 'outside') }
}

import type { Pod } from '../../cluster/api/types.ts'
import { attachTo } from '../attaching.ts'
import type { Command } from '../command.ts'
import { CommandError } from '../errors.ts'
import type { Invocation } from '../invocation.ts'
import { checkRunningTimeout, containerOf } from '../pods.ts'
import { targetPod } from './exec.ts'

export const attach: Command = {
  name: 'attach',
  use: 'attach (POD | TYPE/NAME) -c CONTAINER',
  short: 'Attach to a running container',
  group: 'Troubleshooting and Debugging Commands',
  long: 'Attach to a process that is already running inside an existing container.',
  examples: "# What a Pod's container prints from now on\nkubectl attach backend",
  flags: `
-c, --container string  The container; the Pod's default one without.
--pod-running-timeout duration=1m0s  How long to wait for a Pod to run.
-q, --quiet bool  Only print what the container prints.
-i, --stdin bool  Pass stdin to the container.
-t, --tty bool  Stdin is a terminal.
`,
  *run(k) {
    checkRunningTimeout(k)
    if (k.args.length === 0) throw new CommandError('at least 1 argument is required for attach')
    if (k.args.length > 2)
      throw new CommandError(`expected POD, TYPE/NAME, or TYPE NAME, (at most 2 arguments) saw ${k.args.length}: [${k.args.join(' ')}]`)
    const pod = yield* targetPod(k, k.args.join('/'))
    const { phase } = pod.status ?? {}
    if (phase === 'Succeeded' || phase === 'Failed')
      throw new CommandError(`cannot attach a container in a completed pod; current phase is ${phase}`)
    const container = attached(k, pod)
    yield* attachTo(k, pod, container, { stdin: k.bool('stdin'), tty: k.bool('tty'), quiet: k.bool('quiet') })
  },
}

function attached(k: Invocation, pod: Pod): string {
  try {
    return containerOf(k, pod, k.str('container'), k.bool('quiet'))
  } catch (error) {
    throw error instanceof CommandError ? new CommandError(`cannot attach to the container: ${error.message}`) : error
  }
}

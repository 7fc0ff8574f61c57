import type { Task } from '../../sim/task.ts'
import type { Command } from '../command.ts'
import { ALL_NAMESPACES_FLAG, FIELD_SELECTOR_FLAG, SELECTOR_FLAG } from '../common-flags.ts'
import { CommandError } from '../errors.ts'
import type { Invocation } from '../invocation.ts'

const COMMON = `${SELECTOR_FLAG}
--no-headers bool  Print no headers.
--show-capacity bool  Print shares of the capacity instead of what is allocatable.
--show-swap bool  Print swap too.
--sort-by string  cpu or memory.
--use-protocol-buffers bool=true  Ask for protocol buffers.
`

/** The course's cluster has no metrics server, and kubectl says so. */
function* unavailable(k: Invocation): Task<void> {
  yield* k.connect()
  throw new CommandError('Metrics API not available')
}

export const top: Command = {
  name: 'top',
  use: 'top',
  short: 'Display resource (CPU/memory) usage',
  group: 'Cluster Management Commands',
  long: 'Display resource (CPU/memory) usage.\n\n The figures come from a metrics server in the cluster. Without one there are none.',
  run: 'stderr',
  commands: [
    {
      name: 'node',
      aliases: ['nodes', 'no'],
      use: 'node [NAME | -l label]',
      short: 'Display resource (CPU/memory) usage of nodes',
      flags: COMMON,
      run: unavailable,
    },
    {
      name: 'pod',
      aliases: ['pods', 'po'],
      use: 'pod [NAME | -l label]',
      short: 'Display resource (CPU/memory) usage of pods',
      flags: `${COMMON}${ALL_NAMESPACES_FLAG}${FIELD_SELECTOR_FLAG}
--containers bool  Print usage of the containers of each Pod.
--sum bool  Print the sum.
`,
      run: unavailable,
    },
  ],
}

import type { Command } from '../command.ts'
import { ALL_NAMESPACES_FLAG, FIELD_SELECTOR_FLAG, SELECTOR_FLAG } from '../common-flags.ts'
import { CommandError } from '../errors.ts'

const FLAGS = `${SELECTOR_FLAG}
--no-headers bool  Leave out the line of headers.
--show-swap bool  Show swap memory.
--sort-by string  Sort by cpu or memory.
--use-protocol-buffers bool=true  Ask for protocol buffers.
`

/** A cluster without metrics-server: the API that top asks is not there. */
function* noMetrics(k: Parameters<Extract<Command['run'], (...args: any) => any>>[0]) {
  if (!['', 'cpu', 'memory'].includes(k.str('sort-by'))) throw new CommandError('--sort-by accepts only cpu or memory')
  if (k.args.length > 1) throw k.usageError(k.command.use as string)
  yield* k.connect()
  throw new CommandError('Metrics API not available')
}

export const top: Command = {
  name: 'top',
  use: 'top [flags]',
  short: 'Display resource (CPU/memory) usage',
  group: 'Cluster Management Commands',
  long: `Display resource (CPU/memory) usage.

 This command provides a view of recent resource consumption for nodes and pods. It fetches metrics from the Metrics Server, which aggregates this data from the kubelet on each node. The Metrics Server must be installed and running in the cluster for this command to work.

 The metrics shown are specifically optimized for Kubernetes autoscaling decisions, such as those made by the Horizontal Pod Autoscaler (HPA) and Vertical Pod Autoscaler (VPA). Because of this, the values may not match those from standard OS tools like 'top', as the metrics are designed to provide a stable signal for autoscalers rather than for pinpoint accuracy.

 FAQ for Metrics Server: https://github.com/kubernetes-sigs/metrics-server/blob/master/FAQ.md

 When to use this command:

  *  For on-the-fly spot-checks of resource usage (e.g. identify which pods are consuming the most resources at a glance, or get a quick sense of the load on your nodes)
  *  Understand current resource consumption patterns
  *  Validate the behavior of your HPA or VPA configurations by seeing the metrics they use for scaling decisions.

 It is not intended to be a replacement for full-featured monitoring solutions. Its primary design goal is to provide a low-overhead signal for autoscalers, not to be a perfectly accurate monitoring tool. For high-accuracy reporting, historical analysis, dashboarding, or alerting, you should use a dedicated monitoring solution.`,
  run: 'stderr',
  commands: [
    {
      name: 'node',
      aliases: ['nodes', 'no'],
      use: 'node [NAME | -l label]',
      short: 'Display resource (CPU/memory) usage of nodes',
      flags: `${FLAGS}--show-capacity bool  Show capacity instead of allocatable.\n`,
      run: noMetrics,
    },
    {
      name: 'pod',
      aliases: ['pods', 'po'],
      use: 'pod [NAME | -l label]',
      short: 'Display resource (CPU/memory) usage of pods',
      flags: `${FLAGS}${ALL_NAMESPACES_FLAG}${FIELD_SELECTOR_FLAG}--containers bool  Show each container.\n--sum bool  Show a line with the sum.\n`,
      run: noMetrics,
    },
  ],
}

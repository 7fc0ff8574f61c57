import type { JsonObject } from '../../cluster/api/object.ts'
import { apiVersionOf } from '../../cluster/api/object.ts'
import { canonicalQuantity, parseQuantity } from '../../cluster/api/quantity.ts'
import type { Task } from '../../sim/task.ts'
import type { Command } from '../command.ts'
import { DRY_RUN_FLAG, FILE_FLAGS, fieldManager } from '../common-flags.ts'
import { CommandError, StatusError } from '../errors.ts'
import type { Invocation } from '../invocation.ts'
import { PRINT_FLAGS } from '../printers/object-printer.ts'
import { select, selectionOf } from '../resource-builder.ts'
import { typedOperationPrinter } from '../typed.ts'
import { createObject, dryRunOf, dryRunSuffix, writeQuery } from '../writing.ts'

export const autoscale: Command = {
  name: 'autoscale',
  use: 'autoscale (-f FILENAME | TYPE NAME | TYPE/NAME) [--min=MINPODS] --max=MAXPODS [--cpu=CPU] [--memory=MEMORY]',
  short: 'Auto-scale a deployment, replica set, stateful set, or replication controller',
  group: 'Deploy Commands',
  long: 'Creates an autoscaler that automatically chooses and sets the number of pods that run in a Kubernetes cluster.',
  required: ['max'],
  flags: `${PRINT_FLAGS}${FILE_FLAGS}${DRY_RUN_FLAG}${fieldManager('kubectl-autoscale')}
--cpu-percent int32=-1  DEPRECATED: Use --cpu with percentage or resource quantity format (e.g., '70%' for utilization or '500m' for milliCPU).
--cpu string  Target: 70% of what is requested, or an amount as 500m.
--max int32=-1  Most Pods.
--memory string  Target: 60% of what is requested, or an amount as 200Mi.
--min int32=-1  Fewest Pods.
--name string  Name of the autoscaler; the object's without.
--save-config bool  Keep the configuration in an annotation, for a later apply.
`,
  run: runAutoscale,
}

function* runAutoscale(k: Invocation): Task<void> {
  const [min, max] = [k.int('min'), k.int('max')]
  if (max < 1) throw new CommandError(`--max=MAXPODS is required and must be at least 1, max: ${max}`)
  if (max < min) throw new CommandError(`--max=MAXPODS must be larger or equal to --min=MINPODS, max: ${max}, min: ${min}`)
  if (k.changed('cpu-percent') && k.changed('cpu')) throw new CommandError('--cpu-percent and --cpu are mutually exclusive')
  const targets = { cpu: k.int('cpu-percent') > 0 ? `${k.int('cpu-percent')}%` : k.str('cpu'), memory: k.str('memory') }
  const metrics = Object.entries(targets).flatMap(([resource, target]) => (target ? [metric(resource, target)] : []))
  const dryRun = dryRunOf(k)
  const print = typedOperationPrinter(k, `${dryRun === 'client' ? 'created' : 'autoscaled'}${dryRunSuffix(dryRun)}`)
  const { infos } = yield* select(k, selectionOf(k, { args: k.args }))
  if (infos.length === 0) throw new CommandError('no objects passed to autoscale')
  for (const { mapping, name, namespace } of infos) {
    if (!['Deployment', 'ReplicaSet', 'StatefulSet', 'ReplicationController'].includes(mapping.kind))
      throw new CommandError(
        `cannot autoscale a ${mapping.kind}: could not find scale subresource for ${mapping.group}/${mapping.version}, Resource=${mapping.resource} in discovery information`,
      )
    const object = {
      kind: 'HorizontalPodAutoscaler',
      apiVersion: 'autoscaling/v2',
      metadata: { name: k.str('name') || name },
      spec: {
        scaleTargetRef: { kind: mapping.kind, name, apiVersion: apiVersionOf(mapping) },
        ...(min > 0 ? { minReplicas: min } : {}),
        maxReplicas: max,
        ...(metrics.length > 0 ? { metrics } : {}),
      },
      status: { desiredReplicas: 0, currentMetrics: null },
    }
    if (dryRun === 'client') {
      print(object)
      continue
    }
    try {
      print(createObject(k, { mapping: k.mapper.resourceFor('horizontalpodautoscalers'), namespace }, object, writeQuery(k, dryRun)))
    } catch (error) {
      if (!(error instanceof StatusError)) throw error
      if (!targets.cpu)
        throw new CommandError('failed to create autoscaling/v2 HPA and the configuration is incompatible with autoscaling/v1: empty input')
      throw new CommandError(`failed to create autoscaling/v2 HPA: ${error.message}`)
    }
  }
}

/** What a name without a unit counts in: a CPU of 50 is 50m. */
const UNITS: Record<string, string> = { cpu: 'm', memory: 'Mi' }

function metric(name: string, text: string): JsonObject {
  return { type: 'Resource', resource: { name, target: targetOf(name, text) } }
}

function targetOf(name: string, text: string): JsonObject {
  if (text.endsWith('%')) {
    const percent = text.slice(0, -1)
    if (!/^\d+$/.test(percent)) throw new CommandError(`invalid percentage value: ${percent}`)
    return { type: 'Utilization', averageUtilization: Number(percent) }
  }
  const amount = /\d$/.test(text) ? text + UNITS[name] : text
  if (!parseQuantity(amount)) throw new CommandError(`invalid resource ${name} value: ${text}`)
  return { type: 'AverageValue', averageValue: canonicalQuantity(amount) }
}

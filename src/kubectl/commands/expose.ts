import { goQuote } from '../../cluster/api/go-syntax.ts'
import type { JsonObject } from '../../cluster/api/object.ts'
import type { Task } from '../../sim/task.ts'
import { withLastApplied } from '../apply/last-applied.ts'
import type { Command } from '../command.ts'
import { DRY_RUN_FLAG, FILE_FLAGS, fieldManager } from '../common-flags.ts'
import { kindPrefix } from '../discovery.ts'
import { CommandError, raise } from '../errors.ts'
import type { Invocation } from '../invocation.ts'
import { OVERRIDE_FLAGS, overridden } from '../overrides.ts'
import { PRINT_FLAGS } from '../printers/object-printer.ts'
import { type Info, select, selectionOf } from '../resource-builder.ts'
import { typedOperationPrinter } from '../typed.ts'
import { createObject, dryRunOf, dryRunSuffix, writeQuery } from '../writing.ts'
import { labelsOf } from './run.ts'

export const expose: Command = {
  name: 'expose',
  use: 'expose (-f FILENAME | TYPE NAME) [--port=port] [--protocol=TCP|UDP|SCTP] [--target-port=number-or-name] [--name=name] [--external-ip=external-ip-of-service] [--type=type]',
  short: 'Take a replication controller, service, deployment or pod and expose it as a new Kubernetes service',
  group: 'Basic Commands (Beginner)',
  long: `Expose a resource as a new Kubernetes service.

 Takes a Deployment, ReplicaSet, ReplicationController, Service or Pod and makes a Service that selects the same Pods. Ports are taken from the containers when --port does not name one.`,
  examples: `# A Service on port 80 for Pods that listen on 8080
kubectl expose deployment backend --port=80 --target-port=8080`,
  flags: `${PRINT_FLAGS}${FILE_FLAGS}${DRY_RUN_FLAG}${fieldManager('kubectl-expose')}${OVERRIDE_FLAGS}
--cluster-ip string  An address of one's own; None for a headless Service.
--external-ip string  An address outside the cluster that leads to the nodes.
-l, --labels string  KEY=VALUE,… to put on the Service.
--load-balancer-ip string  Address for the load balancer.
--name string  Name of the Service.
--port string  Port of the Service.
--protocol string  TCP, UDP or SCTP.
--save-config bool  Keep the configuration in an annotation, for a later apply.
--selector string  KEY=VALUE,… of the Pods, instead of the object's own.
--session-affinity string  None or ClientIP.
--target-port string  Port of the containers, a number or a name.
--type string  ClusterIP, NodePort, LoadBalancer or ExternalName.
`,
  run: runExpose,
}

const EXPOSABLE = ['replicationcontroller', 'service', 'pod', 'deployment.apps', 'replicaset.apps']

function* runExpose(k: Invocation): Task<void> {
  const dryRun = dryRunOf(k)
  const print = typedOperationPrinter(k, `exposed${dryRunSuffix(dryRun)}`)
  const { infos, errors } = yield* select(k, selectionOf(k, { args: k.args, selector: undefined, continueOnError: true }))
  for (const info of infos) {
    if (!EXPOSABLE.includes(kindPrefix(info.mapping)))
      throw new CommandError(`cannot expose a ${info.mapping.group ? `${info.mapping.kind}.${info.mapping.group}` : info.mapping.kind}`)
    let service = overridden(k, serviceFor(k, info))
    if (k.bool('save-config') && dryRun !== 'client') service = withLastApplied(service, false)
    if (dryRun !== 'client')
      service = createObject(k, { mapping: k.mapper.resourceFor('services'), namespace: info.namespace }, service, writeQuery(k, dryRun))
    print(service)
  }
  raise(errors)
}

function serviceFor(k: Invocation, info: Info): JsonObject {
  const { object } = info
  const name = (k.str('name') || info.name).slice(0, 63)
  const selector = k.str('selector') ? (labelsOf(k, k.str('selector')) ?? {}) : selectorOf(info)
  const labels = k.str('labels') ? labelsOf(k, k.str('labels')) : object['metadata'].labels
  const ports = portsFor(k, info)
  const clusterIP = k.str('cluster-ip')
  const affinity = k.str('session-affinity')
  if (!['', 'None', 'ClientIP'].includes(affinity)) throw new CommandError(`unknown session affinity: ${affinity}`)
  return {
    kind: 'Service',
    apiVersion: 'v1',
    metadata: {
      name,
      ...(k.target.enforced ? { namespace: info.namespace } : {}),
      ...(labels && Object.keys(labels).length > 0 ? { labels } : {}),
    },
    spec: {
      ports,
      selector,
      ...(clusterIP ? { clusterIP } : {}),
      ...(k.str('type') ? { type: k.str('type') } : {}),
      ...(k.str('external-ip') ? { externalIPs: [k.str('external-ip')] } : {}),
      ...(affinity ? { sessionAffinity: affinity } : {}),
      ...(k.str('load-balancer-ip') && k.str('type') === 'LoadBalancer' ? { loadBalancerIP: k.str('load-balancer-ip') } : {}),
    },
    status: { loadBalancer: {} },
  }
}

function selectorOf({ mapping, object, name }: Info): Record<string, string> {
  const fail = (why: string): never => {
    throw new CommandError(`couldn't retrieve selectors via --selector flag or introspection: ${why}`)
  }
  switch (kindPrefix(mapping)) {
    case 'pod':
      return object['metadata'].labels ?? fail('the pod has no labels and cannot be exposed')
    case 'service':
    case 'replicationcontroller':
      return object['spec'].selector ?? fail(`the ${mapping.kind.toLowerCase()} has no pod selector set`)
    default: {
      const { matchLabels, matchExpressions } = object['spec'].selector ?? {}
      if (matchExpressions?.length)
        fail(`couldn't convert expressions - "${JSON.stringify(matchExpressions)}" to map-based selector format`)
      return matchLabels ?? fail(`invalid ${mapping.kind.toLowerCase()} '${name}': no selectors, therefore cannot be exposed`)
    }
  }
}

function portsFor(k: Invocation, info: Info): JsonObject[] {
  const found = portsOf(info)
  const given = k.str('port')
  const asked = given === '' ? [] : given.split(',')
  for (const one of asked) if (!/^[+-]?\d+$/.test(one)) throw new CommandError(`strconv.Atoi: parsing ${goQuote(one)}: invalid syntax`)
  if (!given && found.length === 0) throw new CommandError("couldn't find port via --port flag or introspection")
  const wanted = given ? asked.map((one) => ({ port: Number(one), protocol: undefined })) : found
  return wanted.map(({ port, protocol }, index) => {
    const known = found.find((one) => one.port === port)?.protocol
    const target = k.str('target-port')
    return {
      ...(wanted.length > 1 ? { name: `port-${index + 1}` } : {}),
      protocol: k.str('protocol') || protocol || known || 'TCP',
      port,
      targetPort: target ? (/^\d+$/.test(target) ? Number(target) : target) : port,
    }
  })
}

function portsOf({ mapping, object }: Info): { port: number; protocol: string }[] {
  const { spec } = object
  if (kindPrefix(mapping) === 'service') return (spec.ports ?? []).map(({ port, protocol }: JsonObject) => ({ port, protocol }))
  const containers: JsonObject[] = (kindPrefix(mapping) === 'pod' ? spec : spec.template.spec).containers ?? []
  return containers.flatMap(({ ports }) =>
    (ports ?? []).map(({ containerPort, protocol }: JsonObject) => ({ port: containerPort, protocol })),
  )
}

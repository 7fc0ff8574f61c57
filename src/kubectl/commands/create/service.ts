import { goQuote } from '../../../cluster/api/go-syntax.ts'
import type { JsonObject } from '../../../cluster/api/object.ts'
import type { Command } from '../../command.ts'
import { CommandError } from '../../errors.ts'
import type { Invocation } from '../../invocation.ts'
import { generatorCommand } from './generator.ts'

const TCP_FLAG = '--tcp stringSlice  A port: PORT[:TARGETPORT]; may be repeated.\n'

function service(
  k: Invocation,
  name: string,
  type: string,
  more: { needsPorts?: boolean; first?: JsonObject; last?: JsonObject } = {},
): JsonObject {
  const labels = { app: name }
  const ports = k.list('tcp').map((text) => portOf(k, text))
  if (more.needsPorts && ports.length === 0) throw new CommandError('at least one tcp port specifier must be provided')
  return {
    kind: 'Service',
    apiVersion: 'v1',
    metadata: { name, labels },
    spec: { ...(ports.length > 0 ? { ports } : {}), selector: labels, ...more.first, type, ...more.last },
    status: { loadBalancer: {} },
  }
}

function portOf(k: Invocation, text: string): JsonObject {
  const [first = '', second] = text.split(':')
  const port = portNumber(first)
  let targetPort: number | string = port
  if (second !== undefined) targetPort = /^\d+$/.test(second) ? targetNumber(second) : portName(second)
  return {
    name: text.replace(':', '-'),
    protocol: 'TCP',
    port,
    targetPort,
    ...(k.int('node-port') ? { nodePort: k.int('node-port') } : {}),
  }
}

function portNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new CommandError(`strconv.ParseUint: parsing ${goQuote(text)}: invalid syntax`)
  if (Number(text) > 65535) throw new CommandError(`strconv.ParseUint: parsing ${goQuote(text)}: value out of range`)
  return Number(text)
}

function targetNumber(text: string): number {
  if (Number(text) < 1 || Number(text) > 65535) throw new CommandError('must be between 1 and 65535, inclusive')
  return Number(text)
}

function portName(text: string): string {
  const faults = []
  if (text.length > 15) faults.push('must be no more than 15 characters')
  if (!/^[a-z0-9-]+$/.test(text)) faults.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)')
  if (!/[a-z]/.test(text)) faults.push('must contain at least one letter (a-z)')
  if (text.includes('--')) faults.push('must not contain consecutive hyphens')
  if (/^-|-$/.test(text)) faults.push('must not begin or end with a hyphen')
  if (faults.length > 0) throw new CommandError(faults.join(','))
  return text
}

const clusterIP = generatorCommand({
  name: 'clusterip',
  use: 'clusterip NAME [--tcp=<port>:<targetPort>] [--dry-run=server|client|none]',
  short: 'Create a ClusterIP service',
  failure: 'failed to create ClusterIP service: ',
  flags: `${TCP_FLAG}--clusterip string  An address of one's own, or None for a headless Service.\n`,
  build: (k, name) => {
    const address = k.str('clusterip')
    return service(k, name, 'ClusterIP', { needsPorts: address !== 'None', first: address ? { clusterIP: address } : {} })
  },
})

const nodePort = generatorCommand({
  name: 'nodeport',
  use: 'nodeport NAME [--tcp=port:targetPort] [--dry-run=server|client|none]',
  short: 'Create a NodePort service',
  failure: 'failed to create NodePort service: ',
  flags: `${TCP_FLAG}--node-port int  The port on each node.\n`,
  build: (k, name) => service(k, name, 'NodePort', { needsPorts: true }),
})

const loadBalancer = generatorCommand({
  name: 'loadbalancer',
  use: 'loadbalancer NAME [--tcp=port:targetPort] [--dry-run=server|client|none]',
  short: 'Create a LoadBalancer service',
  failure: 'failed to create LoadBalancer service: ',
  flags: TCP_FLAG,
  build: (k, name) => service(k, name, 'LoadBalancer', { needsPorts: true }),
})

const externalName = generatorCommand({
  name: 'externalname',
  use: 'externalname NAME --external-name external.name [--dry-run=server|client|none]',
  short: 'Create an ExternalName service',
  failure: 'failed to create ExternalName service: ',
  required: ['external-name'],
  flags: `${TCP_FLAG}--external-name string  The name that the Service stands for.\n`,
  build: (k, name) => {
    const target = k.str('external-name')
    if (!/^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(target))
      throw new CommandError(`invalid service external name ${target}`)
    return service(k, name, 'ExternalName', { last: { externalName: target } })
  },
})

export const createService: Command = {
  name: 'service',
  aliases: ['svc'],
  use: 'service [flags]',
  short: 'Create a service using a specified subcommand',
  run: 'stderr',
  commands: [clusterIP, externalName, loadBalancer, nodePort],
}

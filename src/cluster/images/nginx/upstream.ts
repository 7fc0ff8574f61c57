import type { Task } from '../../../sim/task.ts'
import type { Process } from '../../machine/machine.ts'
import { lookupHost } from '../../network/resolver.ts'
import { ConfigProblem, type Directive } from './config.ts'

interface Target {
  address: string
  port: number
}

/** Servers by the name that stands in `proxy_pass`, with whose turn it is. */
export type Upstreams = Map<string, { targets: Target[]; next: number }>

/**
 * Looks all upstream names up, once: nginx does it when it starts and keeps the addresses, and a
 * name that is not there keeps it from starting. Names with variables are looked up with each request.
 */
export function* loadUpstreams(process: Process, config: readonly Directive[]): Task<Upstreams> {
  const upstreams: Upstreams = new Map()
  const http = config.find(({ name }) => name === 'http')?.block ?? []
  for (const { name, args, block = [] } of http) {
    if (name !== 'upstream') continue
    const targets: Target[] = []
    for (const server of block) if (server.name === 'server') targets.push(...(yield* targetsOf(process, server.args[0] ?? '', server)))
    upstreams.set(args[0] ?? '', { targets, next: 0 })
  }
  for (const directive of passes(http)) {
    const authority = /^http:\/\/([^/$]+)(\/|$)/.exec(directive.args[0] ?? '')?.[1]
    if (authority === undefined || upstreams.has(authority)) continue
    upstreams.set(authority, { targets: yield* targetsOf(process, authority, directive), next: 0 })
  }
  return upstreams
}

function* passes(block: readonly Directive[]): Generator<Directive> {
  for (const directive of block) {
    if (directive.name === 'proxy_pass') yield directive
    if (directive.block) yield* passes(directive.block)
  }
}

function* targetsOf(process: Process, authority: string, { file, line }: Directive): Task<Target[]> {
  const { name, port } = split(authority)
  const found = yield* lookupHost(process.machine, name, { program: 'nginx', target: `http://${authority}` })
  if ('failed' in found) throw new ConfigProblem(`host not found in upstream "${authority}" in ${file}:${line}`)
  return found.addresses.map((address) => ({ address, port }))
}

/** Where a request goes: the next of the addresses in turn. */
export function* resolveUpstream(process: Process, upstreams: Upstreams, authority: string): Task<Target | string> {
  const known = upstreams.get(authority)
  if (known) {
    const target = known.targets[known.next++ % Math.max(1, known.targets.length)]
    return target ?? 'no servers'
  }
  const { name, port } = split(authority)
  const found = yield* lookupHost(process.machine, name, { program: 'nginx', target: `http://${authority}` })
  return 'failed' in found ? '3: Host not found' : { address: found.addresses[0] as string, port }
}

function split(authority: string): { name: string; port: number } {
  const [name = '', port = '80'] = authority.split(':')
  return { name, port: Number(port) }
}

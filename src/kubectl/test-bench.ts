import { createApiServer } from '../cluster/apiserver/apiserver.ts'
import type { ApiRequest, Door } from '../cluster/apiserver/door.ts'
import { resources } from '../cluster/apiserver/resources/index.ts'
import { FileSystem } from '../cluster/machine/filesystem.ts'
import { Machine } from '../cluster/machine/machine.ts'
import type { NetworkNamespace } from '../cluster/network/namespace.ts'
import { Clock } from '../sim/clock.ts'
import { sink, textReader } from '../sim/pipe.ts'
import { Random } from '../sim/random.ts'
import { kubectl } from './kubectl.ts'

export interface Outcome {
  stdout: string
  stderr: string
  exit: number
}

/** A machine with kubectl and an API server behind it, without a cluster: for tests of kubectl itself. */
export class Bench {
  readonly clock = new Clock()
  readonly random = new Random('bench')
  readonly api: Door
  readonly machine: Machine

  constructor(door?: Door) {
    const server = createApiServer({ clock: this.clock, random: this.random, resources })
    this.api = door ?? { ...server, handle: (request) => discovery(request) ?? server.handle(request) }
    for (const name of ['default', 'kube-system', 'kube-public', 'kube-node-lease'])
      server.client('test').create('namespaces', { metadata: { name } })
    const net = {
      name: 'node/node-1',
      *door(address: string, port: number) {
        return address === '192.168.50.11' && port === 6443 ? api : { failed: 'refused' }
      },
    } as unknown as NetworkNamespace
    const api = this.api
    this.machine = new Machine({
      kind: 'node',
      hostname: 'node-1',
      clock: this.clock,
      random: this.random,
      fs: new FileSystem(() => this.clock.now),
      net,
      programs: (name) => (name === 'kubectl' ? kubectl : undefined),
      home: '/root',
    })
    this.machine.fs.mkdir('/root/shop', { parents: true })
  }

  write(name: string, text: string): void {
    const path = `/root/shop/${name}`
    this.machine.fs.mkdir(path.slice(0, path.lastIndexOf('/')), { parents: true })
    this.machine.fs.writeFile(path, text)
  }

  /** Runs `kubectl …` (words split at spaces, quotes kept together) for at most `limit` ms of virtual time. */
  run(line: string, { stdin = '', limit = 120_000 }: { stdin?: string; limit?: number } = {}): Outcome {
    let stdout = ''
    let stderr = ''
    const process = this.machine.spawn({
      argv: words(line),
      cwd: '/root/shop',
      stdin: textReader(stdin),
      stdout: sink((piece) => (stdout += piece)),
      stderr: sink((piece) => (stderr += piece)),
    })
    if (!this.clock.runUntil(() => process?.running !== true, limit)) {
      process?.kill('SIGTERM')
      return { stdout, stderr, exit: 124 }
    }
    return { stdout, stderr, exit: process?.exitCode ?? 127 }
  }

  request(request: ApiRequest): any {
    return this.api.handle(request).body
  }
}

/** Splits a simple command line as a shell would: blanks, both quotes, `$'…'` and backslashes. */
export function words(line: string): string[] {
  const out: string[] = []
  const pattern = /\s*((?:\$'(?:[^'\\]|\\.)*'|'[^']*'|"(?:[^"\\]|\\.)*"|\\.|[^\s'"\\])+)/gy
  for (let match = pattern.exec(line); match; match = pattern.exec(line)) {
    out.push(
      (match[1] as string).replace(/\$'((?:[^'\\]|\\.)*)'|'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)/g, (_, ansi, single, double, letter) =>
        ansi !== undefined
          ? ansi.replace(/\\n/g, '\n').replace(/\\(.)/g, '$1')
          : (single ?? double?.replace(/\\(["\\$`])/g, '$1') ?? letter),
      ),
    )
  }
  return out
}

/** Discovery made of the resources' own declarations. */
function discovery({ path, method }: ApiRequest) {
  const answer = (body: unknown) => ({ status: 200, headers: {}, warnings: [], body })
  if (method !== 'GET') return undefined
  if (path === '/apis') {
    const groups = [...new Set(resources.filter(({ group }) => group).map(({ group, version }) => `${group}/${version}`))]
    return answer({ groups: groups.map((groupVersion) => ({ name: groupVersion.split('/')[0], versions: [{ groupVersion }] })) })
  }
  const match = /^\/api(?:s\/([^/]+))?\/([^/]+)$/.exec(path)
  if (!match) return undefined
  const [, group = '', version] = match
  return answer({
    resources: resources
      .filter((one) => one.group === group && one.version === version)
      .map((one) => ({
        name: one.plural,
        singularName: one.singular,
        namespaced: one.namespaced,
        kind: one.kind,
        verbs: one.verbs,
        shortNames: one.shortNames,
        categories: one.categories,
      })),
  })
}

import { nameOf } from '../cluster/apiserver/catalog.ts'
import { resources } from '../cluster/apiserver/resources/index.ts'
import { WRITES } from '../cluster/apiserver/resources/later.ts'
import type { Cluster } from '../cluster/cluster.ts'
import { createCluster } from '../cluster/create.ts'
import { dirname, type FileSystem } from '../cluster/machine/filesystem.ts'
import type { Machine, Process } from '../cluster/machine/machine.ts'
import type { Trace } from '../cluster/network/trace.ts'
import { Clock } from '../sim/clock.ts'
import type { Code } from '../sim/code.ts'
import { sink, textReader } from '../sim/pipe.ts'
import { Random } from '../sim/random.ts'
import { fingerprint } from './digest.ts'
import { type LabInput, type LabLog, LOG_VERSION } from './log.ts'
import { programsFor } from './programs.ts'
import { LAPTOP_DIRECTORY, NODE_DIRECTORY, type Scenario } from './scenario.ts'
import { Settling } from './settling.ts'
import { Terminal } from './terminal.ts'

/** Virtual time that a scenario's manifests and commands may take to settle. */
const SETTLE_LIMIT = 120_000
/** kube-proxy writes changed rules within a second, ms. */
const RULES_WRITTEN = 1_200
/** What a script may cost. */
const SCRIPT_BUDGET = { steps: 5_000_000, output: 20_000_000 }

/** Network attempts that a lab remembers at least. */
const KEPT_TRACES = 1_000

/** An input without its moment: `Lab.input` gives it one. */
export type NewInput = LabInput extends infer T ? (T extends LabInput ? Omit<T, 'at'> : never) : never

export interface ScriptResult {
  stdout: string
  stderr: string
  exit: number
}

export interface ScriptOptions {
  /** default: the prompt's machine */
  machine?: Machine
  stdin?: string
  /** told of output as it comes */
  onStdout?: (text: string) => void
  onStderr?: (text: string) => void
}

/** One learner's lab: a cluster, a laptop, terminals and files, and the log of all that came in. */
export class Lab {
  readonly scenario: Scenario
  readonly seed: string
  readonly clock = new Clock()
  readonly cluster: Cluster
  readonly laptop: Machine
  readonly terminals = new Map<string, Terminal>()
  readonly inputs: LabInput[] = []
  /** the last network attempts, oldest first */
  readonly traces: Trace[] = []
  /** when the scenario had settled and the learner's time began */
  readonly opened: number
  #listeners = new Set<() => void>()
  #settling: Settling | undefined

  private constructor(scenario: Scenario, seed: string) {
    this.scenario = scenario
    this.seed = seed
    const { clock } = this
    const random = new Random(seed)
    this.cluster = createCluster({
      clock,
      random,
      nodes: scenario.nodes,
      programs: programsFor,
      enforceNetworkPolicy: scenario.enforceNetworkPolicy,
    })
    this.cluster.onTrace((trace) => {
      this.traces.push(trace)
      if (this.traces.length > 2 * KEPT_TRACES) this.traces.splice(0, KEPT_TRACES)
    })
    this.laptop = this.cluster.laptop({ hostname: 'laptop', programs: programsFor('laptop') })
    for (const [machine, directory] of this.#workplaces()) {
      machine.fs.mkdir(directory, { parents: true })
      for (const [name, content] of Object.entries(scenario.files)) {
        machine.fs.mkdir(dirname(`${directory}/${name}`), { parents: true })
        machine.fs.writeFile(`${directory}/${name}`, content)
      }
    }
    for (const manifest of scenario.manifests) this.#prepare('kubectl apply -f -', manifest)
    if (scenario.manifests.length > 0) this.settle(SETTLE_LIMIT)
    for (const command of scenario.setup) {
      this.#prepare(command, '')
      this.settle(SETTLE_LIMIT)
    }
    clock.advanceTo(Math.ceil(clock.now))
    this.opened = clock.now
  }

  /** A new lab, its scenario settled. */
  static open({ scenario, seed = '1' }: { scenario: Scenario; seed?: string }): Lab {
    return new Lab(scenario, seed)
  }

  /** The lab that a log describes, as it was at `until` (ms since its opening; default: the log's end). */
  static replay(log: LabLog, until: number = log.end): Lab {
    const lab = new Lab(log.scenario, log.seed)
    for (const input of log.inputs) if (input.at <= until) lab.#enter(input)
    lab.clock.advanceTo(lab.opened + until)
    return lab
  }

  /** ms of virtual time since the lab opened */
  get elapsed(): number {
    return this.clock.now - this.opened
  }

  /** The laptop's files. */
  get files(): FileSystem {
    return this.laptop.fs
  }

  /** Lets something in from outside, at the next full millisecond; it takes effect when the clock goes on. */
  input(input: NewInput): LabInput {
    const last = this.inputs.at(-1)?.at ?? -1
    const stamped = { at: Math.max(last + 1, Math.floor(this.elapsed) + 1), ...input } as LabInput
    this.#enter(stamped)
    for (const listener of this.#listeners) listener()
    return stamped
  }

  /** Lets an input in at its own moment, which lies ahead: another lab's log is played back. */
  feed(input: LabInput): void {
    this.#enter(input)
  }

  /** Called after each new input. */
  onInput(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** `laptop`, `node/<name>`, `pod/<namespace>/<name>` or `pod/<namespace>/<name>/<container>`: undefined when it is not there or does not run. */
  machine(name: string): Machine | undefined {
    if (name === 'laptop') return this.laptop
    const [kind, first = '', second = '', container = ''] = name.split('/')
    if (kind === 'node') return this.cluster.nodes.get(first)
    if (kind !== 'pod') return undefined
    const pod = this.cluster.informers.for('pods').get(first, second)
    return pod && this.cluster.container(first, second, container || (pod['spec'].containers[0]?.name as string))
  }

  /** Where a machine's prompt begins. */
  directoryOf(machine: Machine): string {
    return machine === this.laptop ? LAPTOP_DIRECTORY : machine.kind === 'node' ? NODE_DIRECTORY : machine.home
  }

  /** Runs a command line with a shell of its own on the prompt's machine, as fast as it goes. Not logged: for replays and graders. */
  script(text: string, limit: number, options: ScriptOptions = {}): ScriptResult {
    const machine = options.machine ?? (this.machine(this.scenario.prompt) as Machine)
    let stdout = ''
    let stderr = ''
    let process: Process | undefined
    this.clock.after(0, () => {
      process = machine.spawn({
        argv: ['bash', '-c', text],
        cwd: this.directoryOf(machine),
        stdin: textReader(options.stdin ?? ''),
        stdout: sink((piece) => {
          stdout += piece
          options.onStdout?.(piece)
        }),
        stderr: sink((piece) => {
          stderr += piece
          options.onStderr?.(piece)
        }),
        budget: { ...SCRIPT_BUDGET },
      })
    })
    const ended = this.clock.runUntil(() => process?.running === false, limit)
    if (!ended) {
      process?.kill('SIGKILL')
      const notice = `podtalk: stopped after ${limit / 1000} s of virtual time\n`
      stderr += notice
      options.onStderr?.(notice)
    }
    return { stdout, stderr, exit: process?.exitCode ?? 124 }
  }

  /**
   * Lets time pass until every Pod is ready or done and nothing is being deleted, `limit` ms at
   * most, and until kube-proxy has written its rules. Says whether it came to that.
   */
  settle(limit: number): boolean {
    const settling = (this.#settling ??= new Settling(this.cluster.informers))
    const settled = this.clock.runUntil(() => settling.settled, limit)
    this.clock.advance(RULES_WRITTEN)
    return settled
  }

  /** The lab as a log: its scenario and all inputs. */
  log(): LabLog {
    return {
      version: LOG_VERSION,
      scenario: this.scenario,
      seed: this.seed,
      inputs: [...this.inputs],
      end: this.elapsed,
      digest: this.digest(),
    }
  }

  /** Fingerprint of the cluster's objects and the laptop's files. */
  digest(): string {
    return fingerprint(JSON.stringify([this.cluster.objects(), treeOf(this.files)]))
  }

  #prepare(command: string, stdin: string): void {
    const { exit, stderr } = this.script(command, SETTLE_LIMIT, { machine: this.laptop, stdin })
    if (exit !== 0) throw new Error(`scenario ${this.scenario.id}: ${command}: ${stderr}`)
  }

  #workplaces(): [Machine, string][] {
    const node = this.cluster.nodes.get(this.scenario.prompt.replace(/^node\//, ''))
    return [[this.laptop, LAPTOP_DIRECTORY], ...(node ? ([[node, NODE_DIRECTORY]] as [Machine, string][]) : [])]
  }

  #enter(input: LabInput): void {
    this.inputs.push(input)
    this.clock.input(this.opened + input.at, () => this.#perform(input), codeOf(input))
  }

  #perform(input: LabInput): void {
    switch (input.do) {
      case 'open': {
        const machine = this.machine(input.machine)
        if (!machine || this.terminals.has(input.terminal)) return
        const terminal = new Terminal(input.terminal, input.machine, machine)
        this.terminals.set(input.terminal, terminal)
        return terminal.start(machine.programs('bash') ? 'bash' : 'sh', this.directoryOf(machine))
      }
      case 'close':
        this.terminals.get(input.terminal)?.close()
        this.terminals.delete(input.terminal)
        return
      case 'line':
        return this.terminals.get(input.terminal)?.enter(input.text)
      case 'eof':
        return this.terminals.get(input.terminal)?.enter(undefined)
      case 'signal':
        return this.terminals.get(input.terminal)?.signal(input.signal)
      case 'edited':
        return this.terminals.get(input.terminal)?.edited(input.content)
      case 'resize': {
        const tty = this.terminals.get(input.terminal)?.tty
        if (tty) Object.assign(tty, { columns: input.columns, rows: input.rows })
        return
      }
      case 'node':
        if (this.cluster.nodes.has(input.node)) this.cluster.power(input.node, input.action === 'start')
        return
      case 'delete':
        this.cluster.client.delete(input.resource, input.namespace, input.name)
        return
      default:
        return changeFile(this.files, input)
    }
  }
}

/** What has to be there before an input takes effect; lines wait in the shells that read them. */
function codeOf(input: LabInput): Code | undefined {
  if (input.do === 'node' || (input.do === 'open' && input.machine.startsWith('pod/'))) return WRITES
  if (input.do !== 'delete') return undefined
  return resources.find((resource) => nameOf(resource) === input.resource)?.code ?? WRITES
}

function changeFile(files: FileSystem, input: LabInput & { path: string }): void {
  try {
    if (input.do === 'write') {
      files.mkdir(dirname(input.path), { parents: true })
      files.writeFile(input.path, input.content)
    } else if (input.do === 'remove') files.remove(input.path, { recursive: true })
    else if (input.do === 'rename') files.rename(input.path, input.to)
    else if (input.do === 'mkdir') files.mkdir(input.path, { parents: true })
  } catch {
    // A face offers only what is possible; a log from elsewhere may hold what is not, and then nothing happens.
  }
}

function treeOf(fs: FileSystem): unknown {
  const read = (path: string): unknown => {
    const node = fs.lookup(path, false)
    if (node?.type === 'directory') return fs.readdir(path).map((name) => [name, read(`${path === '/' ? '' : path}/${name}`)])
    return node?.type === 'file' ? (typeof node.content === 'string' ? node.content : '') : node?.type
  }
  return read('/home')
}

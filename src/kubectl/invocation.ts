import { FileError, resolvePath } from '../cluster/machine/filesystem.ts'
import type { Process } from '../cluster/machine/machine.ts'
import type { Code } from '../sim/code.ts'
import { readAll } from '../sim/pipe.ts'
import type { Task } from '../sim/task.ts'
import type { Command } from './command.ts'
import { type ClientConfig, clientConfig, codeOfConfig, configPaths, type KubeConfig, loadConfig } from './config.ts'
import { connect } from './connect.ts'
import { discover, type ResourceMapper } from './discovery.ts'
import { CommandError } from './errors.ts'
import { type FlagSet, flagsOf } from './flags.ts'
import { impersonated, RestClient } from './rest.ts'

const PLAIN_FORMAT = /^(json|yaml|kyaml|name)$/i

/** One run of kubectl: its flags and arguments, its streams, its server. Commands get this. */
export class Invocation {
  readonly process: Process
  readonly command: Command
  /** `kubectl create deployment` */
  readonly path: string
  readonly flags: FlagSet
  #pending: { to: 'stdout' | 'stderr'; text: string }[] = []
  #warned = new Set<string>()
  #config: KubeConfig | undefined
  #client: RestClient | undefined
  #target: ClientConfig | undefined

  constructor(process: Process, command: Command, path: string, flags: FlagSet) {
    this.process = process
    this.command = command
    this.path = path
    this.flags = flags
  }

  get args(): readonly string[] {
    return this.flags.args
  }

  str(name: string): string {
    const text = String(this.flags.value(name))
    // the commands that print objects take these in any case
    if (name !== 'output' || !PLAIN_FORMAT.test(text)) return text
    const flag = /^name$/i.test(text) ? 'allow-missing-template-keys' : 'show-managed-fields'
    if (this.flags.named(flag)) return text.toLowerCase()
    return text
  }

  bool(name: string): boolean {
    return this.flags.value(name) === true
  }

  int(name: string): number {
    return Number(this.flags.value(name))
  }

  list(name: string): readonly string[] {
    const value = this.flags.value(name)
    return Array.isArray(value) ? value : []
  }

  changed(name: string): boolean {
    return this.flags.changed(name)
  }

  /** virtual time, ms */
  get now(): number {
    return this.process.machine.clock.now
  }

  out(text: string): void {
    this.#print('stdout', text)
  }

  err(text: string): void {
    this.#print('stderr', text)
  }

  /** `Warning: …`, each text once. */
  readonly warn = (text: string): void => {
    if (this.#warned.has(text)) return
    this.#warned.add(text)
    this.err(`Warning: ${text}\n`)
  }

  get warnings(): number {
    return this.#warned.size
  }

  #print(to: 'stdout' | 'stderr', text: string): void {
    if (text === '') return
    const last = this.#pending.at(-1)
    if (last?.to === to) last.text += text
    else this.#pending.push({ to, text })
  }

  /** Writes what was printed. Whatever waits does this first. */
  *flush(): Task {
    while (this.#pending.length > 0) {
      const pending = this.#pending
      this.#pending = []
      for (const { to, text } of pending) yield* this.process[to].write(text)
    }
  }

  /** The error of a command called wrongly. */
  usageError(message: string): CommandError {
    return new CommandError(`${message}\nSee '${this.path} -h' for help and examples`)
  }

  get #configPaths(): string[] {
    const { machine, env, cwd } = this.process
    return configPaths(this.str('kubeconfig'), env, machine.home, cwd)
  }

  /** What has to be waited for before the configuration can be read. */
  get codeOfConfig(): Code | undefined {
    return codeOfConfig(this.process.machine.fs, this.#configPaths)
  }

  get config(): KubeConfig {
    const { machine, cwd } = this.process
    const flag = this.str('kubeconfig')
    if (flag && !this.#config && !machine.fs.exists(resolvePath(cwd, flag)) && this.path.split(' ')[1] !== 'config')
      throw new CommandError(`stat ${flag}: no such file or directory`)
    this.#config ??= loadConfig(machine.fs, this.#configPaths)
    return this.#config
  }

  get target(): ClientConfig {
    this.#target ??= clientConfig(this.config, {
      context: this.global('context'),
      cluster: this.global('cluster'),
      user: this.global('user'),
      server: this.global('server'),
      namespace: this.global('namespace') || undefined,
    })
    return this.#target
  }

  /** A global flag's value; empty where the command has a flag of that name for something else. */
  global(name: string): string {
    return flagsOf(this.command.flags).some((flag) => flag.name === name) ? '' : this.str(name)
  }

  get namespace(): string {
    return this.target.namespace
  }

  /** The API server that the configuration names. Throws what kubectl says of one that cannot be reached. */
  *connect(): Task<RestClient> {
    if (!this.#client) {
      const { server, user } = this.target
      if (!this.str('as') && (this.list('as-group').length > 0 || this.str('as-uid') || this.list('as-user-extra').length > 0))
        throw new CommandError(`requesting uid, groups or user-extra for ${user} without impersonating a user`)
      if (this.changed('request-timeout') && !/^\d+(ms|s|m|h|us|ns)?$/.test(this.str('request-timeout')))
        throw new CommandError(
          'Invalid timeout value. Timeout must be a single integer in seconds, or an integer followed by a corresponding time unit (e.g. 1s | 2m | 3h)',
        )
      const door = yield* connect(this, server)
      this.#client = new RestClient(door, server, impersonated(this.str('as'), this.list('as-group')), this.warn)
    }
    return this.#client
  }

  /** Kinds and resources of the connected server. */
  get mapper(): ResourceMapper {
    return discover(this.client)
  }

  /** The connected server's client. */
  get client(): RestClient {
    if (!this.#client) throw new Error('not connected')
    return this.#client
  }

  /** A file's path as the process sees it. */
  resolve(path: string): string {
    return resolvePath(this.process.cwd, path)
  }

  /** A file's text; throws with Go's words (`open x: no such file or directory`). */
  readFile(path: string): string {
    try {
      return this.process.machine.fs.readFile(this.resolve(path))
    } catch (error) {
      if (error instanceof FileError)
        throw new CommandError(error.errno === 'EISDIR' ? `read ${path}: is a directory` : `open ${path}: ${error.message.toLowerCase()}`)
      throw error
    }
  }

  *stdin(): Task<string> {
    yield* this.flush()
    return yield* readAll(this.process.stdin)
  }
}

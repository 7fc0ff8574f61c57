import type { Completer, CompletionOption } from '../cluster/machine/tty.ts'
import { CodeMissing } from '../sim/code.ts'
import { type Command, type Flag, wholeOf } from './command.ts'
import { ROOT } from './commands/index.ts'
import {
  containerCandidates,
  labelCandidates,
  nameCandidates,
  namespaceCandidates,
  openCluster,
  typeCandidates,
} from './completion-candidates.ts'
import { configPaths, loadConfig } from './config.ts'
import { flagsOf } from './flags.ts'
import { GLOBAL_FLAGS } from './global-flags.ts'

type Context = Parameters<Completer>[0]

/** What the words of a command line come to: the command, its arguments, and the flag that waits for a value. */
interface Line {
  command: Command
  path: string[]
  args: string[]
  values: Map<string, string>
  /** the last word is this flag's value */
  pending?: Flag
  /** `--` was written: the rest is another program's */
  ended: boolean
}

/** Candidates for the last word of a kubectl command line; none where only files can stand. Throws CodeMissing for a subcommand whose code has still to come. */
export const completeLine: Completer = (context) => {
  const word = context.words.at(-1) ?? ''
  const line = read(context.words.slice(1, -1))
  if (line.ended) return []
  const glued = /^(--[\w-]+)=(.*)$/s.exec(word)
  if (glued) {
    const flag = allFlags(line.command).find(({ name }) => `--${name}` === glued[1])
    return flag
      ? valueOptions(context, line, flag, glued[2] as string).map((option) => ({ ...option, text: `${glued[1]}=${option.text}` }))
      : []
  }
  if (line.pending) return valueOptions(context, line, line.pending, word)
  if (word.startsWith('-')) return flagOptions(line.command, word)
  const sub = (line.command.commands ?? []).filter(({ name, hidden }) => !hidden && name.startsWith(word))
  if (line.command.commands && line.args.length === 0 && (sub.length > 0 || line.command === ROOT))
    return sub.map(({ name, short }) => ({ text: name, description: short }))
  return starting(argumentOptions(context, line, word), word)
}

function allFlags(command: Command): readonly Flag[] {
  return [...flagsOf(command.flags), ...flagsOf(GLOBAL_FLAGS)]
}

function read(words: readonly string[]): Line {
  const line: Line = { command: ROOT, path: [], args: [], values: new Map(), ended: false }
  for (const word of words) {
    if (line.pending) {
      line.values.set(line.pending.name, word)
      delete line.pending
    } else if (word === '--') line.ended = true
    else if (word.startsWith('-') && word !== '-') readFlag(line, word)
    else {
      const next =
        line.args.length === 0 ? line.command.commands?.find(({ name, aliases }) => name === word || aliases?.includes(word)) : undefined
      if (next) {
        if (next.whole && !next.whole.code.loaded) throw new CodeMissing(next.whole.code)
        line.command = wholeOf(next)
        line.path.push(next.name)
      } else line.args.push(word)
    }
    if (line.ended) return line
  }
  return line
}

function readFlag(line: Line, word: string): void {
  const [name = '', value] = word.startsWith('--')
    ? [word.slice(2).split('=', 1)[0], word.includes('=') ? word.slice(word.indexOf('=') + 1) : undefined]
    : [word[1], word.slice(2)]
  const flag = allFlags(line.command).find((one) => (word.startsWith('--') ? one.name === name : one.short === name))
  if (!flag) return
  if (value) line.values.set(flag.name, value.replace(/^=/, ''))
  else if (value === undefined || !word.startsWith('--')) {
    if (flag.bare === undefined) line.pending = flag
    else line.values.set(flag.name, flag.bare)
  }
}

function flagOptions(command: Command, word: string): CompletionOption[] {
  return allFlags(command)
    .filter(({ name, deprecated }) => !deprecated && `--${name}`.startsWith(word))
    .map(({ name, kind, usage }) => ({
      text: kind === 'bool' ? `--${name}` : `--${name}=`,
      description: usage,
      ...(kind === 'bool' ? {} : { append: '' }),
    }))
    .sort((a, b) => (a.text < b.text ? -1 : 1))
}

const OUTPUTS = [
  'custom-columns=',
  'custom-columns-file=',
  'go-template=',
  'go-template-file=',
  'json',
  'jsonpath=',
  'jsonpath-as-json=',
  'jsonpath-file=',
  'kyaml',
  'name',
  'wide',
  'yaml',
]
const VALUES: Record<string, readonly string[]> = {
  'dry-run': ['none', 'client', 'server'],
  cascade: ['background', 'foreground', 'orphan'],
  validate: ['strict', 'warn', 'ignore'],
  restart: ['Always', 'OnFailure', 'Never'],
  'image-pull-policy': ['Always', 'IfNotPresent', 'Never'],
  protocol: ['TCP', 'UDP', 'SCTP'],
  'session-affinity': ['None', 'ClientIP'],
  types: ['Normal', 'Warning'],
  subresource: ['status', 'scale', 'resize'],
}

/** Values that a flag takes. */
function valueOptions(context: Context, line: Line, flag: Flag, word: string): CompletionOption[] {
  const { name } = flag
  const fixed = (values: readonly string[]): CompletionOption[] =>
    starting(
      values.map((text) => (text.endsWith('=') ? { text, append: '' } : { text })),
      word,
    )
  if (name === 'output') {
    const [command] = line.path
    if (command === 'explain') return fixed(['plaintext', 'plaintext-openapiv2'])
    if (command === 'version' || command === 'config') return fixed(['json', 'yaml'])
    return fixed(command === 'get' ? OUTPUTS : OUTPUTS.filter((one) => one !== 'wide' && !one.startsWith('custom')))
  }
  if (name === 'type')
    return fixed(line.path[0] === 'patch' ? ['json', 'merge', 'strategic'] : ['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName'])
  if (Object.hasOwn(VALUES, name)) return fixed(VALUES[name] as readonly string[])
  if (['context', 'cluster', 'user'].includes(name)) return starting(fromConfig(context, `${name}s` as 'contexts'), word)
  const cluster = openCluster(context, line.values)
  if (!cluster) return []
  if (name === 'namespace') return starting(namespaceCandidates(cluster), word)
  if (name === 'container') return starting(containerCandidates(cluster, line.args[0] ?? ''), word)
  if (name === 'selector') return starting(labelCandidates(cluster, line.args[0] ?? 'pods'), word)
  if (name === 'label-columns') return starting(labelCandidates(cluster, line.args[0] ?? 'pods', true), word)
  if (name === 'for' && line.path[0] === 'events') return starting(slashed(cluster, word), word)
  if (name === 'for' && line.path[0] === 'wait') return fixed(['condition=', 'create', 'delete', 'jsonpath='])
  return []
}

function fromConfig({ machine, cwd, env }: Context, section: 'contexts' | 'clusters' | 'users'): CompletionOption[] {
  const config = loadConfig(machine.fs, configPaths('', env, machine.home, cwd))
  return [...config[section].keys()].map((text) => ({ text }))
}

/** How each command takes its arguments. */
const PODS = new Set(['logs', 'exec', 'attach', 'port-forward', 'debug', 'cp'])
const NODES = new Set(['cordon', 'uncordon', 'drain'])
const TYPED = new Set([
  'get',
  'describe',
  'delete',
  'edit',
  'label',
  'annotate',
  'patch',
  'scale',
  'autoscale',
  'expose',
  'wait',
  'set',
  'rollout',
  'taint',
  'apply',
])

function argumentOptions(context: Context, line: Line, word: string): CompletionOption[] {
  const [command = ''] = line.path
  const { complete } = line.command
  if (complete) {
    if (line.args.length > 0) return []
    return typeof complete === 'string' ? fromConfig(context, complete) : complete.map((text) => ({ text }))
  }
  const cluster = openCluster(context, line.values)
  if (!cluster) return []
  if (command === 'explain') return line.args.length === 0 ? typeCandidates(cluster, word, true) : []
  if (command === 'top') return line.args.length === 0 ? nameCandidates(cluster, line.path[1] ?? 'pod') : []
  if (NODES.has(command)) return nameCandidates(cluster, 'nodes')
  if (PODS.has(command)) {
    if (command === 'cp') return nameCandidates(cluster, 'pods').map(({ text }) => ({ text: `${text}:`, append: '' }))
    if (line.args.length === 0) return word.includes('/') ? slashed(cluster, word) : nameCandidates(cluster, 'pods')
    return command === 'logs' && line.args.length === 1 ? containerCandidates(cluster, line.args[0] as string) : []
  }
  if (!TYPED.has(command) || (command === 'apply' && line.path.length < 2)) return []
  const [type] = line.args
  if (word.includes('/') && (type === undefined || type.includes('/'))) return slashed(cluster, word)
  if (type === undefined) return command === 'taint' ? [{ text: 'nodes' }] : typeCandidates(cluster, word, false)
  if (type.includes('/')) return []
  return nameCandidates(cluster, type).filter(({ text }) => !line.args.includes(text))
}

/** TYPE/NAME for a word that has its slash. */
function slashed(cluster: Parameters<typeof nameCandidates>[0], word: string): CompletionOption[] {
  const [type = ''] = word.split('/')
  if (!word.includes('/')) return typeCandidates(cluster, word, false).map(({ text }) => ({ text: `${text}/`, append: '' }))
  return nameCandidates(cluster, type).map(({ text }) => ({ text: `${type}/${text}` }))
}

function starting(options: readonly CompletionOption[], word: string): CompletionOption[] {
  return options.filter(({ text }) => text.startsWith(word))
}

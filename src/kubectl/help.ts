import type { Command, Flag } from './command.ts'
import { flagsOf } from './flags.ts'
import { GLOBAL_FLAGS } from './global-flags.ts'
import { COMMAND_WORDS, FLAG_WORDS } from './help-words.ts'

/** What `--help` prints: kubectl's layout, our words. */
export function helpText(short: Command, parents: readonly Command[]): string {
  const path = pathOf(short, parents)
  const command = withWords(short, path)
  const parts = [command.long ?? `${command.short}.`]
  if (command.aliases) parts.push(`Aliases:\n${[command.name, ...command.aliases].join(', ')}`)
  if (command.examples) parts.push(`Examples:\n${indent(command.examples.trim())}`)
  parts.push(...commandLists(command, path))
  const flags = flagsOf(command.flags).filter(({ deprecated }) => !deprecated)
  if (flags.length > 0)
    parts.push(
      `Options:\n${[...flags]
        .sort(byName)
        .map((flag) => flagText(flag, path))
        .join('\n\n')}`,
    )
  parts.push(`Usage:\n  ${useLine(command, parents)}`)
  const tail = command.commands ? `Use "${path} <command> --help" for more information about a given command.\n` : ''
  return `${parts.join('\n\n')}\n\n${tail}Use "kubectl options" for a list of global command-line options (applies to all commands).\n`
}

/** What `kubectl help` says of words that name no command: all there are. */
export function unknownTopic(root: Command, words: readonly string[]): string {
  const usage = helpText({ ...root, long: '' }, [])
  return `Unknown help topic [${words.map((word) => `\`${word}\``).join(' ')}]\n${usage}`
}

/** The text of `kubectl options`. */
export function globalOptions(): string {
  return `The following options can be passed to any command:\n\n${flagsOf(GLOBAL_FLAGS)
    .map((flag) => flagText(flag, ''))
    .join('\n\n')}\n`
}

function pathOf(command: Command, parents: readonly Command[]): string {
  return [...parents, command].map(({ name }) => name).join(' ')
}

function useLine(command: Command, parents: readonly Command[]): string {
  const line = parents.length === 0 ? command.use : `${parents.map(({ name }) => name).join(' ')} ${command.use}`
  return `${line} [options]`
}

/** A command with the words that stand apart from it. */
function withWords(command: Command, path: string): Command {
  return { ...COMMAND_WORDS[path], ...command }
}

function commandLists(command: Command, path: string): string[] {
  const shown = (command.commands ?? []).filter((one) => !one.hidden).map((one) => withWords(one, `${path} ${one.name}`))
  if (shown.length === 0) return []
  const width = Math.max(...shown.map(({ name }) => name.length), command.name === 'kubectl' ? 13 : 11)
  const groups = new Map<string, string[]>()
  for (const one of shown) {
    const group = one.group ?? (command.name === 'kubectl' ? 'Other Commands' : 'Available Commands')
    const lines = groups.get(group) ?? []
    lines.push(`  ${one.name.padEnd(width)}   ${one.short}`)
    groups.set(group, lines)
  }
  const lists = [...groups].map(([group, lines]) => `${group}:\n${lines.join('\n')}`)
  if (command.name === 'kubectl') lists.splice(-1, 0, 'Subcommands provided by plugins:')
  return lists
}

const byName = (a: Flag, b: Flag): number => (a.name < b.name ? -1 : 1)

/** `path`: whose flag it is. */
function flagText({ name, short, kind, value, usage }: Flag, path: string): string {
  const quoted =
    kind === 'string' && value !== 'true' && value !== 'false'
      ? `'${value}'`
      : kind === 'stringSlice' || kind === 'stringArray'
        ? `[${value}]`
        : value
  return `    ${short ? `-${short}, ` : ''}--${name}=${quoted}:\n\t${usage || (FLAG_WORDS[`${path} --${name}`] ?? FLAG_WORDS[name] ?? '')}`
}

function indent(text: string): string {
  return text
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n')
}

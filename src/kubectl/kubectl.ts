import type { Process, Program } from '../cluster/machine/machine.ts'
import { arrived, Code } from '../sim/code.ts'
import { Interrupt, sleep, type Task } from '../sim/task.ts'
import type { Command } from './command.ts'
import { help } from './commands/help.ts'
import { ROOT } from './commands/index.ts'
import { installKubeconfig } from './config.ts'
import { CommandError, report } from './errors.ts'
import { findCommand } from './find-command.ts'
import { FlagSet, flagsOf } from './flags.ts'
import { GLOBAL_FLAGS } from './global-flags.ts'
import { Invocation } from './invocation.ts'
import { codeOfFormat } from './printers/object-printer.ts'

const HELP = new Code('kubectl’s help', () => import('./help.ts'))

/** Virtual time that kubectl takes before it does anything: a process starts, reads its files, shakes hands. */
const START_UP = 40

/** The program `kubectl`. */
export const kubectl: Program = function* (process: Process): Task<number> {
  installKubeconfig(process.machine.fs, process.env.get('HOME') ?? process.machine.home)
  yield* sleep(START_UP)
  return yield* run(process, process.argv.slice(1))
}

/** Runs one command line (without `kubectl`). */
export function* run(process: Process, words: readonly string[]): Task<number> {
  let k: Invocation | undefined
  try {
    const found = yield* findCommand(ROOT, words)
    const flags = new FlagSet([...flagsOf(found.command.flags), ...flagsOf(GLOBAL_FLAGS)])
    k = new Invocation(process, found.command, found.path, flags)
    if ('problem' in found) throw found.problem
    try {
      flags.parse(found.words)
    } catch (error) {
      const { message } = error as Error
      const { badFlagCode } = found.command
      if (badFlagCode === undefined) throw new CommandError(`${message}\nSee '${found.path} --help' for usage.`)
      throw new CommandError(k.usageError(message).message, badFlagCode)
    }
    for (const { name, deprecated } of flags.deprecated) k.err(`Flag --${name} has been deprecated, ${deprecated}\n`)
    return yield* act(k, found.command, found.parents)
  } catch (error) {
    if (error instanceof Interrupt) {
      if (k && error.signal === 'SIGINT') yield* k.flush()
      throw error
    }
    const told = report(error)
    if (!told || !k) throw error
    k.err(told.text)
    yield* k.flush()
    return told.code
  }
}

function* act(k: Invocation, command: Command, parents: readonly Command[]): Task<number> {
  const { flags } = k
  if (flags.help) return yield* showHelp(k, parents, 'stdout')
  const missing = (command.required ?? []).filter((name) => !flags.changed(name))
  if (missing.length > 0) throw new CommandError(`required flag(s) ${missing.map((name) => `"${name}"`).join(', ')} not set`)
  if (command === help) return yield* helpOn(k)
  if (typeof command.run !== 'function') {
    if (command.run === undefined) return yield* showHelp(k, parents, 'stdout')
    if (k.args.length > 0) throw k.usageError(`unknown command ${JSON.stringify(k.args.join(' '))}`)
    yield* showHelp(k, parents, command.run)
    return 1
  }
  for (const later of [k.codeOfConfig, codeOfFormat(k)]) if (later) yield* arrived(later)
  const result = command.run(k)
  const code = typeof result === 'object' ? yield* result : result
  if (k.bool('warnings-as-errors') && k.warnings > 0 && !code)
    throw new CommandError(`${k.warnings} warning${k.warnings === 1 ? '' : 's'} received`)
  yield* k.flush()
  return typeof code === 'number' ? code : 0
}

/** Help on the command that the arguments name, as far as they name one. */
function* helpOn(k: Invocation): Task<number> {
  const { command, parents } = yield* findCommand(ROOT, k.args)
  const { helpText, unknownTopic } = yield* arrived(HELP)
  if (command === ROOT && k.args.length > 0) k.err(unknownTopic(ROOT, k.args))
  else k.out(helpText(command, parents))
  yield* k.flush()
  return 0
}

function* showHelp(k: Invocation, parents: readonly Command[], to: 'stdout' | 'stderr'): Task<number> {
  const text = (yield* arrived(HELP)).helpText(k.command, parents)
  if (to === 'stdout') k.out(text)
  else k.err(text)
  yield* k.flush()
  return 0
}

import type { Tty } from '../../cluster/machine/tty.ts'
import { BudgetExceeded, fork, Interrupt, join, type Task } from '../../sim/task.ts'
import { ExpansionError, ShellExit, Unwind } from './control.ts'
import { expandHistory, remember } from './history.ts'
import { COMPLETION, LANGUAGE, spoken } from './language.ts'
import { plainCall, runPlain } from './plain.ts'
import { promptText } from './prompt.ts'
import { LINE_BUDGET, type Shell } from './shell.ts'

/** Reads lines from the person at the terminal and runs them, until `exit` or Ctrl-D. */
export function* interact(shell: Shell, tty: Tty): Task<number> {
  const { process } = shell
  shell.interactive = true
  const startup = `${shell.variables.get('HOME') ?? process.machine.home}/.bashrc`
  if (shell.dialect.name === 'bash' && process.machine.fs.exists(startup)) yield* line(shell, process.machine.fs.readFile(startup))
  process.traps.set('SIGINT', () => shell.onInterrupt?.())
  process.traps.set('SIGTERM', () => {})
  for (;;) {
    refill(shell)
    // read and run in a task of its own, which Ctrl-C can stop without ending the shell
    const runner = yield* fork(turn(shell, tty))
    const interrupt = () => runner.interrupt('SIGINT')
    shell.onInterrupt = interrupt
    const release = tty.onInterrupt?.(interrupt)
    try {
      const status = yield* join(runner)
      if (status !== undefined) return status
    } catch (error) {
      if (error instanceof Interrupt && error.signal === 'SIGINT' && runner.done) {
        shell.status = 130
        if (shell.traps.get('SIGINT')) yield* shell.caught(shell.runTrap('SIGINT'))
      } else if (error instanceof BudgetExceeded) {
        refill(shell)
        shell.status = 137
        yield* process.stderr.write(`${error.message}\n`)
      } else {
        if (error instanceof Interrupt) runner.interrupt(error.signal)
        throw error
      }
      if (shell.pendingTraps.length > 0) yield* shell.caught(shell.runPendingTraps())
    } finally {
      release?.()
      shell.onInterrupt = undefined
    }
  }
}

function refill(shell: Shell): void {
  const { budget } = shell.process
  if (!budget) return
  budget.steps = Math.max(budget.steps, LINE_BUDGET.steps)
  budget.output = Math.max(budget.output, LINE_BUDGET.output)
}

/** One prompt, one input. Returns a status when the shell ends. */
function* turn(shell: Shell, tty: Tty): Task<number | undefined> {
  if (shell.pendingTraps.length > 0) yield* shell.caught(shell.runPendingTraps())
  if (shell.dialect.name === 'bash' && shell.jobs.list.length > 0) yield* LANGUAGE.value.reportJobs(shell)
  const before = shell.variables.get('PROMPT_COMMAND')
  if (before) yield* line(shell, before)
  const input = yield* (tty.readLine as NonNullable<Tty['readLine']>)({
    prompt: yield* promptText(shell),
    isComplete: (text) => plainCall(shell, text) !== undefined || LANGUAGE.value.isComplete(text),
    complete: (text, cursor) => COMPLETION.value.completeLine(shell, text, cursor),
    history: shell.history,
    shell: true,
  })
  if (input === undefined) {
    if (shell.dialect.name === 'bash') yield* shell.stderr.write('exit\n')
    return shell.status
  }
  const expanded = shell.dialect.name === 'bash' ? expandHistory(input, shell.history) : { text: input, changed: false }
  if ('event' in expanded) {
    yield* shell.stderr.write(`bash: ${expanded.event}: event not found\n`)
    return undefined
  }
  if (expanded.changed) yield* shell.stderr.write(`${expanded.text}\n`)
  remember(shell.history, expanded.text)
  return yield* line(shell, expanded.text)
}

/** Runs one input; what it unwinds ends at the prompt, but for `exit`. */
function* line(shell: Shell, text: string): Task<number | undefined> {
  const words = plainCall(shell, text)
  const language = words ? undefined : yield* spoken(shell.process.machine)
  try {
    if (words) yield* runPlain(shell, text, words)
    else if (language) yield* language.executeText(shell, language.expandAliases(text, shell.aliases))
  } catch (error) {
    if (error instanceof ShellExit) return error.status
    if (error instanceof ExpansionError) yield* shell.fail(error)
    else if (!(error instanceof Unwind)) throw error
    shell.status = (error as { status?: number }).status ?? 1
  } finally {
    shell.loops = 0
    shell.tested = 0
  }
  return undefined
}

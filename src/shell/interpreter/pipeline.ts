import type { Pipeline, Statement, SyntaxNode } from 'unbash'
import type { Process } from '../../cluster/machine/machine.ts'
import { Pipe } from '../../sim/pipe.ts'
import { sleep, type Task } from '../../sim/task.ts'
import { execute, settle } from './execute.ts'
import { type Descriptors, EMPTY_READER, OpenFile, SharedReader } from './open-file.ts'
import type { Shell } from './shell.ts'

export function* pipeline(shell: Shell, node: Pipeline): Task<number> {
  const negated = node.prefixes.filter((prefix) => prefix.type === 'Negation').length % 2 === 1
  const timed = node.prefixes.find((prefix) => prefix.type === 'Time')
  const begun = shell.process.machine.clock.now
  if (negated) shell.tested++
  let status: number
  try {
    if (node.commands.length === 0) status = 0
    else if (node.commands.length === 1) status = yield* execute(shell, node.commands[0] as SyntaxNode)
    else status = yield* pipe(shell, node)
  } finally {
    if (negated) shell.tested--
  }
  if (timed) yield* reportTime(shell, shell.process.machine.clock.now - begun, timed.type === 'Time' && timed.posix !== undefined)
  if (negated) return (shell.status = status === 0 ? 1 : 0)
  return node.commands.length > 1 ? yield* settle(shell, status, shell.pipeStatus) : status
}

function* reportTime(shell: Shell, ms: number, posix: boolean): Task {
  const seconds = ms / 1000
  if (posix) {
    yield* shell.stderr.write(`real ${seconds.toFixed(2)}\nuser 0.00\nsys 0.00\n`)
    return
  }
  if (shell.dialect.name === 'ash') {
    yield* shell.stderr.write(`real\t${Math.floor(seconds / 60)}m ${(seconds % 60).toFixed(2)}s\nuser\t0m 0.00s\nsys\t0m 0.00s\n`)
    return
  }
  const clock = (value: number) => `${Math.floor(value / 60)}m${(value % 60).toFixed(3)}s`
  yield* shell.stderr.write(`\nreal\t${clock(seconds)}\nuser\t0m0.000s\nsys\t0m0.000s\n`)
}

function* pipe(shell: Shell, node: Pipeline): Task<number> {
  const processes = yield* startStages(shell, node, shell.fds, false)
  if (!processes) return 254
  yield* shell.waitFor(processes)
  shell.pipeStatus = processes.map((process) => process.exitCode ?? 0)
  if (shell.options.has('pipefail')) return shell.pipeStatus.findLast((status) => status !== 0) ?? 0
  return shell.pipeStatus.at(-1) as number
}

/** Starts all stages of a pipeline at once, each in a process of its own. */
function* startStages(shell: Shell, node: Pipeline, fds: Descriptors, inBackground: boolean): Task<Process[] | undefined> {
  const processes: Process[] = []
  let input = fds[0]
  for (const [index, command] of node.commands.entries()) {
    if (!(yield* shell.mayFork())) return undefined
    const own = [...fds]
    own[0] = input
    const opened: OpenFile[] = index > 0 && input ? [input] : []
    if (index < node.commands.length - 1) {
      const pipe = new Pipe()
      const output = new OpenFile({ writer: pipe }, () => pipe.close())
      opened.push(output)
      own[1] = output
      if (node.operators[index] === '|&') own[2] = output
      input = new OpenFile({ reader: new SharedReader(pipe.reader) }, () => pipe.reader.close())
    }
    processes.push(shell.startSubshell(own, (sub) => executeStage(sub, command), inBackground ? { budget: shell.interactive } : {}))
    // the subshell holds its ends now
    for (const file of opened) file.release()
  }
  return processes
}

function* executeStage(sub: Shell, command: SyntaxNode): Task<number> {
  sub.tested = 0
  return yield* execute(sub, command, true)
}

export function* background(shell: Shell, statement: Statement): Task {
  const { command } = statement
  const fds = [...shell.fds]
  if (!shell.interactive) fds[0] = new OpenFile({ reader: new SharedReader(EMPTY_READER) })
  let processes: Process[] | undefined
  if (command.type === 'Pipeline' && command.prefixes.length === 0 && command.commands.length > 1) {
    processes = yield* startStages(shell, command, fds, true)
  } else if (yield* shell.mayFork()) {
    processes = [shell.startSubshell(fds, (sub) => execute(sub, command, true), { budget: shell.interactive })]
  }
  if (!processes) {
    shell.status = 254
    return
  }
  const text = shell.source.text.slice(command.pos, command.end)
  const job = shell.jobs.add(processes, text)
  shell.lastBackground = (processes.at(-1) as Process).pid
  shell.status = 0
  if (shell.interactive) yield* shell.stderr.write(`[${job.number}] ${shell.lastBackground}\n`)
  // the job gets its turn, as on a real machine
  yield* sleep(0)
}

import { sink } from '../../sim/pipe.ts'
import { sleep, type Task, within } from '../../sim/task.ts'
import type { LifecycleHandler } from '../api/types.ts'
import { findExecutable } from '../machine/executable.ts'
import { SteadyBudget } from '../machine/steady-budget.ts'
import type { Container } from './container.ts'
import type { Sandbox } from './container-factory.ts'
import { execError } from './exec-error.ts'
import { dialError, portOf, requestHeaders, urlOf } from './probe.ts'

/** Runs a postStart or preStop hook for `limitMs` at the most. Returns the text of its failure. */
export function* runHook(
  hook: LifecycleHandler,
  container: Container,
  sandbox: Sandbox,
  limitMs = Number.POSITIVE_INFINITY,
): Task<string | undefined> {
  const task = hook.exec
    ? execHook(hook.exec.command ?? [], container)
    : hook.sleep
      ? sleepHook(hook.sleep.seconds)
      : httpHook(hook, container, sandbox)
  if (limitMs === Number.POSITIVE_INFINITY) return yield* task
  const ended = yield* within(
    limitMs,
    (function* (): Task<{ failure: string | undefined }> {
      return { failure: yield* task }
    })(),
  )
  return ended?.failure
}

function* sleepHook(seconds: number): Task<undefined> {
  yield* sleep(seconds * 1000)
  return undefined
}

function* execHook(command: readonly string[], container: Container): Task<string | undefined> {
  const { machine } = container
  const found = findExecutable(machine, command, container.workingDir)
  if (typeof found === 'string') return `rpc error: code = Unknown desc = ${execError(machine.random.hex(64), command[0] ?? '', found)}`
  let output = ''
  const take = sink((text) => {
    if (output.length < 10_240) output += text
  })
  const nothing = {
    *read() {
      return undefined
    },
    close() {},
  }
  const process = machine.spawn({
    argv: found.argv,
    program: found.program,
    cwd: container.workingDir,
    stdin: nothing,
    stdout: take,
    stderr: take,
    budget: new SteadyBudget(machine.clock),
  })
  const code = process ? yield* process.wait() : 1
  return code === 0 ? undefined : `command '${command.join(' ')}' exited with ${code}: ${output}`
}

function* httpHook({ httpGet }: LifecycleHandler, container: Container, sandbox: Sandbox): Task<string | undefined> {
  if (!httpGet) return 'invalid handler: podtalk simulates exec, httpGet and sleep'
  const host = httpGet.host || sandbox.ip
  const port = portOf(container, httpGet.port)
  if (port === undefined) return `couldn't find port by name ${httpGet.port}`
  const { url, path } = urlOf(httpGet, host, port)
  const request = { method: 'GET', path, headers: requestHeaders(httpGet, host, port, 'kube-lifecycle/1.36'), body: '' }
  const answer = yield* sandbox.net.http(host, port, request, { program: 'kubelet', target: url })
  return 'failed' in answer ? `Get "${url}": ${dialError(answer, host, port)}` : undefined
}

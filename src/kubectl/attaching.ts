import type { Pod } from '../cluster/api/types.ts'
import { textReader } from '../sim/pipe.ts'
import type { Task } from '../sim/task.ts'
import { CommandError } from './errors.ts'
import type { Invocation } from './invocation.ts'
import { watchPath } from './watching.ts'

/** Waits for a Pod to be as `condition` wants it (`timeout` in ms, 0: for ever). */
export function* waitForPod(k: Invocation, namespace: string, name: string, timeout: number, condition: (pod: Pod) => boolean): Task<Pod> {
  let found: Pod | undefined
  const outcome = yield* watchPath(
    k,
    `/api/v1/namespaces/${namespace}/pods`,
    { query: { fieldSelector: `metadata.name=${name}` } },
    timeout > 0 ? k.now + timeout : Number.POSITIVE_INFINITY,
    ({ type, object }) => {
      if (type === 'DELETED') throw new CommandError(`pods ${JSON.stringify(name)} not found`)
      if (condition(object as Pod)) found = object as Pod
      return found !== undefined
    },
  )
  if (outcome === 'timeout' || !found) throw new CommandError('timed out waiting for the condition')
  return found
}

const NOTICE =
  'All commands and output from this session will be recorded in container logs, including credentials and sensitive information passed through the command prompt.\n'

export interface AttachOptions {
  stdin: boolean
  tty: boolean
  quiet: boolean
  /** tell that the session is recorded: for Pods made for it */
  notice?: boolean
}

/** Attaches to a container until its process ends; of one that has ended already it prints the log. */
export function* attachTo(k: Invocation, pod: Pod, container: string, { stdin, tty, quiet, notice }: AttachOptions): Task {
  const { name = '', namespace = '' } = pod.metadata ?? {}
  const terminal = tty ? k.process.tty : undefined
  if (tty && !terminal && stdin) k.err('Unable to use a TTY - input is not a terminal or the right kind of file\n')
  const path = `/api/v1/namespaces/${namespace}/pods/${name}`
  if (pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed') return yield* printLog(k, path, container)
  if (!quiet && stdin) k.err(`${notice ? NOTICE : ''}If you don't see a command prompt, try pressing enter.\n`)
  yield* k.flush()
  const query = { container, stdin: String(stdin), stdout: 'true', stderr: String(!terminal), tty: String(terminal !== undefined) }
  const opened = k.client.door.exec(k.client.shape('POST', `${path}/attach`, { query }), {
    stdin: stdin ? k.process.stdin : textReader(''),
    stdout: k.process.stdout,
    stderr: terminal ? k.process.stdout : k.process.stderr,
    tty: terminal,
  })
  if ('body' in opened) return yield* printLog(k, path, container)
  const { message } = yield* opened
  if (message) {
    if (!quiet) k.err(`warning: couldn't attach to pod/${name}, falling back to streaming logs: ${message}\n`)
    yield* printLog(k, path, container)
  }
}

function* printLog(k: Invocation, path: string, container: string): Task {
  const opened = k.client.door.logs(k.client.shape('GET', `${path}/log`, { query: { container } }))
  if ('body' in opened) {
    k.client.accept(opened)
    return
  }
  yield* k.flush()
  for (let text = yield* opened.read(); text !== undefined; text = yield* opened.read()) yield* k.process.stdout.write(text)
}

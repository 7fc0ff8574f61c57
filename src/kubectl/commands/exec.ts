import type { Pod } from '../../cluster/api/types.ts'
import { textReader } from '../../sim/pipe.ts'
import type { Task } from '../../sim/task.ts'
import type { Command } from '../command.ts'
import { CommandError } from '../errors.ts'
import type { Invocation } from '../invocation.ts'
import { attachablePod, checkRunningTimeout, containerOf } from '../pods.ts'
import { select, selectionOf } from '../resource-builder.ts'

export const exec: Command = {
  name: 'exec',
  use: 'exec (POD | TYPE/NAME) [-c CONTAINER] [flags] -- COMMAND [args...]',
  short: 'Execute a command in a container',
  group: 'Troubleshooting and Debugging Commands',
  examples: `# A command in a Pod's first container
kubectl exec backend -- hostname

# A shell in one of a Deployment's Pods
kubectl exec -it deploy/backend -- sh`,
  flags: `
-c, --container string  The container; the Pod's default one without.
-f, --filename stringSlice  Manifest of the object to exec into.
--pod-running-timeout duration=1m0s  How long to wait for a Pod to run.
-q, --quiet bool  Only print what the command prints.
-i, --stdin bool  Pass stdin to the container.
-t, --tty bool  Give the command a terminal.
`,
  run: runExec,
}

function* runExec(k: Invocation): Task<number> {
  const { args, flags } = k
  const dash = flags.dashAt
  checkRunningTimeout(k)
  if (args.length > 1 && dash === -1 && k.list('filename').length === 0)
    throw k.usageError('exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead')
  const files = k.list('filename')
  if (args.length === 0 && files.length === 0) throw new CommandError('pod, type/name or --filename must be specified')
  if (dash === 0 && files.length === 0 && args.length > 0) throw new CommandError('pod, type/name or --filename must be specified')
  const command = files.length > 0 && dash <= 0 ? args : args.slice(1)
  if (files.length === 0 && args[0] === '') throw new CommandError('pod, type/name or --filename must be specified')
  if (command.length === 0) throw new CommandError('you must specify at least one command for the container')
  const pod = yield* targetPod(k, files.length > 0 ? undefined : args[0])
  const { phase } = pod.status ?? {}
  if (phase === 'Succeeded' || phase === 'Failed')
    throw new CommandError(`cannot exec into a container in a completed pod; current phase is ${phase}`)
  const container = containerOf(k, pod, k.str('container'), k.bool('quiet'))
  const stdin = k.bool('stdin')
  const tty = terminalOf(k)
  yield* k.flush()
  const { name = '', namespace = '' } = pod.metadata ?? {}
  const request = k.client.shape('POST', `/api/v1/namespaces/${namespace}/pods/${name}/exec`, {
    query: {
      container,
      command: command.join('\0'),
      stdin: String(stdin),
      stdout: 'true',
      stderr: String(!tty),
      tty: String(tty !== undefined),
    },
  })
  const opened = k.client.door.exec(request, {
    stdin: stdin ? k.process.stdin : textReader(''),
    stdout: k.process.stdout,
    stderr: tty ? k.process.stdout : k.process.stderr,
    tty,
  })
  if ('body' in opened) {
    // A node's own refusal is plain text, not a Status.
    if (typeof opened.body === 'string') throw new CommandError(`unable to upgrade connection: ${opened.body}`)
    k.client.accept(opened)
    return 1
  }
  const { exitCode, message } = yield* opened
  if (message) throw new CommandError(`Internal error occurred: Internal error occurred: error executing command in container: ${message}`)
  if (exitCode !== 0) k.err(`command terminated with exit code ${exitCode}\n`)
  yield* k.flush()
  return exitCode
}

/** The Pod that `POD` or `TYPE/NAME` means. */
export function* targetPod(k: Invocation, word: string | undefined, namespace = ''): Task<Pod> {
  if (namespace) {
    const client = yield* k.connect()
    return client.get(k.mapper.resourceFor('pods'), namespace, word ?? '') as Pod
  }
  const args = word === undefined ? [] : word.includes('/') ? [word] : ['pods', word]
  const { infos } = yield* select(k, selectionOf(k, { args, selector: undefined, kustomize: '' }))
  const [info] = infos
  if (!info) throw new CommandError('expected a resource')
  return yield* attachablePod(k, info, Number(k.flags.value('pod-running-timeout')))
}

/** The terminal for -t, when stdin is one. */
export function terminalOf(k: Invocation): typeof k.process.tty {
  if (!k.bool('tty')) return undefined
  if (!k.bool('stdin')) return k.process.tty
  if (k.process.tty) return k.process.tty
  k.err('Unable to use a TTY - input is not a terminal or the right kind of file\n')
  return undefined
}

import { basename, dirname, FileError } from '../../cluster/machine/filesystem.ts'
import { sink, textReader } from '../../sim/pipe.ts'
import type { Task } from '../../sim/task.ts'
import type { Command } from '../command.ts'
import { CommandError } from '../errors.ts'
import type { Invocation } from '../invocation.ts'
import { containerOf } from '../pods.ts'
import { targetPod } from './exec.ts'

export const cp: Command = {
  name: 'cp',
  use: 'cp <file-spec-src> <file-spec-dest>',
  short: 'Copy files and directories to and from containers',
  group: 'Troubleshooting and Debugging Commands',
  long: 'Copy files and directories to and from containers. A path in a container is written [NAMESPACE/]POD:PATH.',
  examples: `# Into a Pod
kubectl cp page.html web:/usr/share/nginx/html/index.html

# And out of it
kubectl cp web:/etc/nginx/nginx.conf nginx.conf`,
  flags: `
-c, --container string  The container; the Pod's default one without.
--no-preserve bool  Owners and modes need not be the same.
--retries int  How often to try again after an error.
`,
  run: runCopy,
}

interface Spec {
  namespace: string
  pod: string
  path: string
}

function specOf(text: string): Spec {
  const at = text.indexOf(':')
  if (at < 0) return { namespace: '', pod: '', path: text }
  const [first = '', second] = text.slice(0, at).split('/')
  if (at === 0 || text.slice(0, at).split('/').length > 2)
    throw new CommandError('filespec must match the canonical format: [[namespace/]pod:]file/path')
  return second === undefined
    ? { namespace: '', pod: first, path: text.slice(at + 1) }
    : { namespace: first, pod: second, path: text.slice(at + 1) }
}

function* runCopy(k: Invocation): Task<number | void> {
  if (k.args.length !== 2) throw new CommandError('source and destination are required')
  const from = specOf(k.args[0] as string)
  const to = specOf(k.args[1] as string)
  if (from.pod && to.pod) throw new CommandError(`one of src or dest must be a local file specification`)
  if (!from.pod && !to.pod) throw new CommandError('one of src or dest must be a remote file specification')
  if (from.path === '' || to.path === '') throw new CommandError('filepath can not be empty')
  return from.pod ? yield* download(k, from, to.path) : yield* upload(k, from.path, to)
}

/** Runs a command in the container; its output, or its exit code when it failed. */
function* inContainer(k: Invocation, spec: Spec, command: readonly string[], stdin = ''): Task<{ code: number; out: string; err: string }> {
  const pod = yield* targetPod(k, spec.pod, spec.namespace)
  const container = containerOf(k, pod, k.str('container'), false)
  const { name = '', namespace = '' } = pod.metadata ?? {}
  const request = k.client.shape('POST', `/api/v1/namespaces/${namespace}/pods/${name}/exec`, {
    query: { container, command: command.join('\0'), stdin: 'true', stdout: 'true', stderr: 'true' },
  })
  let out = ''
  let err = ''
  const opened = k.client.door.exec(request, {
    stdin: textReader(stdin),
    stdout: sink((text) => (out += text)),
    stderr: sink((text) => (err += text)),
  })
  if ('body' in opened) {
    k.client.accept(opened)
    return { code: 1, out: '', err }
  }
  const { exitCode, message } = yield* opened
  if (message) throw new CommandError(`Internal error occurred: Internal error occurred: error executing command in container: ${message}`)
  return { code: exitCode, out, err }
}

const QUOTE = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`

/** What kubectl's tar in the container is asked with: the directory has to be there, and tar too. */
const EMPTY_ARCHIVE = '\0'.repeat(1024)

function* upload(k: Invocation, path: string, to: Spec): Task<number> {
  const { fs } = k.process.machine
  const node = fs.lookup(k.resolve(path))
  if (!node) throw new CommandError(`${path} doesn't exist in local filesystem`)
  const isDirectory = (yield* inContainer(k, to, ['test', '-d', to.path])).code === 0
  const target = isDirectory ? `${to.path.replace(/\/+$/, '')}/${basename(path)}` : to.path
  const folder = target.includes('/') ? target.slice(0, target.lastIndexOf('/')) || '/' : '.'
  const unpacked = yield* inContainer(k, to, ['tar', '-xmf', '-', '-C', folder], EMPTY_ARCHIVE)
  if (unpacked.code !== 0) {
    k.err(`${unpacked.err}command terminated with exit code ${unpacked.code}\n`)
    return unpacked.code
  }
  const send = function* (local: string, remote: string): Task<void> {
    const here = fs.lookup(k.resolve(local))
    if (here?.type === 'directory') {
      yield* inContainer(k, to, ['mkdir', '-p', remote])
      for (const name of [...here.entries.keys()].sort()) yield* send(`${local}/${name}`, `${remote}/${name}`)
      return
    }
    const { code, err } = yield* inContainer(k, to, ['sh', '-c', `cat > ${QUOTE(remote)}`], fs.readFile(k.resolve(local)))
    if (code !== 0) throw new CommandError(`${err}command terminated with exit code ${code}`)
  }
  yield* send(path, target)
  return 0
}

function* download(k: Invocation, from: Spec, path: string): Task<void> {
  const { fs } = k.process.machine
  const packed = yield* inContainer(k, from, ['tar', 'cf', '-', from.path])
  k.out(packed.err)
  // kubectl has read the archive to its end before it hears how tar fared
  if (packed.code !== 0) return
  const kind = yield* inContainer(k, from, ['test', '-d', from.path])
  const here = fs.lookup(k.resolve(path))
  const target = here?.type === 'directory' ? `${k.resolve(path)}/${basename(from.path)}` : k.resolve(path)
  const fetch = function* (remote: string, local: string, isDirectory: boolean): Task<void> {
    if (isDirectory) {
      const listing = yield* inContainer(k, from, [
        'sh',
        '-c',
        `cd ${QUOTE(remote)} && for f in *; do if [ -d "$f" ]; then echo "d $f"; elif [ -f "$f" ]; then echo "f $f"; fi; done`,
      ])
      fs.mkdir(local, { parents: true })
      for (const line of listing.out.split('\n').filter(Boolean))
        yield* fetch(`${remote}/${line.slice(2)}`, `${local}/${line.slice(2)}`, line[0] === 'd')
      return
    }
    const { out } = yield* inContainer(k, from, ['cat', remote])
    try {
      fs.mkdir(dirname(local), { parents: true })
      fs.writeFile(local, out)
    } catch (error) {
      if (error instanceof FileError) throw new CommandError(`open ${path}: ${error.message.toLowerCase()}`)
      throw error
    }
  }
  yield* fetch(from.path, target, kind.code === 0)
}

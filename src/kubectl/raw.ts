import { goQuote } from '../cluster/api/go-syntax.ts'
import type { Task } from '../sim/task.ts'
import { CommandError } from './errors.ts'
import type { Invocation } from './invocation.ts'

/** `--raw PATH`: sends the one file as it is, and shows what the server answers. */
export function* sendRaw(k: Invocation, method: 'POST' | 'PUT'): Task<void> {
  const path = k.str('raw')
  if (k.list('filename').length !== 1) throw k.usageError('--raw can only use a single local file or stdin')
  const [name = ''] = k.list('filename')
  if (/^https?:/.test(name)) throw k.usageError('--raw cannot read from a url')
  if (k.bool('recursive')) throw k.usageError('--raw and --recursive are mutually exclusive')
  if (k.str('output')) throw k.usageError('--raw and --output are mutually exclusive')
  if (!path.startsWith('/')) throw k.usageError(`--raw must be a valid URL path: parse ${goQuote(path)}: invalid URI for request`)
  const body = name === '-' ? yield* k.stdin() : readFile(k, name)
  const client = yield* k.connect()
  k.out(`${client.door.text(client.request(method, path, { body, headers: { 'content-type': 'application/json' } }))}\n`)
}

function readFile(k: Invocation, name: string): string {
  try {
    return k.readFile(name)
  } catch (error) {
    throw new CommandError((error as Error).message)
  }
}

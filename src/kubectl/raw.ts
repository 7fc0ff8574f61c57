import { goQuote } from '../cluster/api/go-syntax.ts'
import type { Task } from '../sim/task.ts'
import { CommandError } from './errors.ts'
import type { Invocation } from './invocation.ts'

/** `--raw PATH`: sends the one file as it is, and shows what the server answers. */
export function* sendRaw(k: Invocation, method: 'POST' | 'PUT'): Task<void> {
  const path = k.str('raw')
  // replace says where its help is
  const misuse = (text: string): CommandError => (method === 'PUT' ? k.usageError(text) : new CommandError(text))
  if (k.list('filename').length !== 1) throw misuse('--raw can only use a single local file or stdin')
  const [name = ''] = k.list('filename')
  if (/^https?:/.test(name)) throw misuse('--raw cannot read from a url')
  if (k.bool('recursive')) throw misuse('--raw and --recursive are mutually exclusive')
  if (k.str('output')) throw misuse('--raw and --output are mutually exclusive')
  if (!path.startsWith('/')) throw misuse(`--raw must be a valid URL path: parse ${goQuote(path)}: invalid URI for request`)
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

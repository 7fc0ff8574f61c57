import type { Task } from '../../../sim/task.ts'
import type { Command } from '../../command.ts'
import { CommandError, StatusError } from '../../errors.ts'
import type { Invocation } from '../../invocation.ts'
import { formatPrinter, PRINT_FLAGS } from '../../printers/object-printer.ts'
import { nameOf } from './generator.ts'

export const createToken: Command = {
  name: 'token',
  use: 'token SERVICE_ACCOUNT_NAME',
  short: 'Request a service account token',
  long: 'Request a service account token.',
  flags: `${PRINT_FLAGS}
--audience stringArray  Who the token is for; may be repeated.
--bound-object-kind string  Kind of the object that the token is bound to: Pod, Secret or Node.
--bound-object-name string  Name of that object.
--bound-object-uid string  UID of that object.
--duration duration  How long it is valid.
`,
  run: runToken,
}

function* runToken(k: Invocation): Task<void> {
  const name = nameOf(k)
  const client = yield* k.connect()
  const seconds = Math.trunc(Number(k.flags.value('duration')) / 1000)
  const body = {
    kind: 'TokenRequest',
    apiVersion: 'authentication.k8s.io/v1',
    metadata: {},
    spec: { audiences: k.list('audience').length > 0 ? k.list('audience') : null, ...(seconds > 0 ? { expirationSeconds: seconds } : {}) },
  }
  try {
    const token = client.request('POST', `/api/v1/namespaces/${k.namespace}/serviceaccounts/${encodeURIComponent(name)}/token`, { body })
    const print = formatPrinter(k)
    if (print) print(token)
    else k.out(`${token['status']?.token ?? ''}\n`)
  } catch (error) {
    throw error instanceof StatusError ? new CommandError(`failed to create token: ${error.message}`) : error
  }
}

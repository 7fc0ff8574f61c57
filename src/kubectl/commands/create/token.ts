import type { Task } from '../../../sim/task.ts'
import type { Command } from '../../command.ts'
import { CommandError, StatusError } from '../../errors.ts'
import type { Invocation } from '../../invocation.ts'
import { FORMATS, nameOf as nameOfObject, PRINT_FLAGS, unknownFormat } from '../../printers/object-printer.ts'
import { typedFormatPrinter } from '../../typed.ts'
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
  checkFlags(k)
  const print = typedFormatPrinter(k)
  if (!print && !['', 'name'].includes(k.str('output'))) throw unknownFormat(k.str('output'), FORMATS)
  const client = yield* k.connect()
  const seconds = Math.trunc(Number(k.flags.value('duration')) / 1000)
  const body = {
    kind: 'TokenRequest',
    apiVersion: 'authentication.k8s.io/v1',
    metadata: {},
    spec: {
      audiences: k.list('audience').length > 0 ? k.list('audience') : null,
      ...(seconds > 0 ? { expirationSeconds: seconds } : {}),
      ...(k.str('bound-object-kind')
        ? {
            boundObjectRef: {
              kind: k.str('bound-object-kind'),
              apiVersion: 'v1',
              name: k.str('bound-object-name'),
              uid: k.str('bound-object-uid') || undefined,
            },
          }
        : {}),
    },
  }
  try {
    const token = client.request('POST', `/api/v1/namespaces/${k.namespace}/serviceaccounts/${encodeURIComponent(name)}/token`, { body })
    if (print) print(token)
    else if (k.str('output')) k.out(`${nameOfObject({ ...token, metadata: { name } })}\n`)
    // kubectl ends the line for a reader, not for a program
    else k.out(`${token['status']?.token ?? ''}${k.process.tty ? '\n' : ''}`)
  } catch (error) {
    throw error instanceof StatusError ? new CommandError(`failed to create token: ${error.message}`) : error
  }
}

const BINDABLE = ['Node', 'Pod', 'Secret']

function checkFlags(k: Invocation): void {
  const [kind, name, uid] = [k.str('bound-object-kind'), k.str('bound-object-name'), k.str('bound-object-uid')]
  if (Number(k.flags.value('duration')) < 0) throw new CommandError('--duration must be greater than or equal to 0')
  if (kind === '') {
    if (name) throw new CommandError('--bound-object-name can only be set if --bound-object-kind is provided')
    if (uid) throw new CommandError('--bound-object-uid can only be set if --bound-object-kind is provided')
    return
  }
  if (!BINDABLE.includes(kind)) throw new CommandError(`supported --bound-object-kind values are ${BINDABLE.join(', ')}`)
  if (name === '') throw new CommandError('--bound-object-name is required if --bound-object-kind is provided')
}

import { awake } from '../../cluster/awake.ts'
import { FileError } from '../../cluster/machine/filesystem.ts'
import { ConnectionReset } from '../../cluster/network/namespace.ts'
import type { Reader, Writer } from '../../sim/pipe.ts'
import type { Task } from '../../sim/task.ts'
import { addressFor, CONNECT_ERROR, lookupError } from '../commands/network/lookup.ts'
import { OpenFile, SharedReader } from './open-file.ts'
import type { Shell } from './shell.ts'

/** Names that bash opens as a connection instead of a file. */
const SOCKET_FILE = /^\/dev\/(tcp|udp)\/([^/]+)\/([^/]+)$/

/**
 * `/dev/tcp/HOST/PORT` in a redirection of bash: the open connection, or what bash says of it. Undefined:
 * an ordinary name. UDP has nobody to ask whether somebody listens; what is written there is lost.
 */
export function* openSocketFile(shell: Shell, path: string): Task<OpenFile | string | undefined> {
  const found = shell.dialect.name === 'bash' ? SOCKET_FILE.exec(path) : null
  if (!found) return undefined
  yield* awake(shell.process.machine)
  const [, protocol, host, port] = found as unknown as [string, string, string, string]
  const address = yield* addressFor(shell.process, host, `${host}:${port}`)
  if ('failed' in address) {
    yield* shell.complain(`${host}: ${lookupError(address.failed)}`)
    return `${path}: Invalid argument`
  }
  if (!/^\d+$/.test(port) || Number(port) > 65_535) return `${path}: Invalid argument`
  if (protocol === 'udp') return new OpenFile({ reader: new SharedReader(silent), writer: lost })
  const connection = yield* shell.process.machine.net.connect(address.address, Number(port), { program: 'bash', target: `${host}:${port}` })
  if ('failed' in connection) {
    const why = CONNECT_ERROR[connection.failed] as string
    yield* shell.stderr.write(`${shell.name}: connect: ${why}\n`)
    return `${path}: ${why}`
  }
  const reader: Reader = {
    *read() {
      try {
        return yield* connection.read()
      } catch (error) {
        if (error instanceof ConnectionReset) return undefined
        throw error
      }
    },
    close: () => connection.close(),
  }
  const writer: Writer = {
    *write(text) {
      try {
        yield* connection.write(text)
      } catch (error) {
        if (!(error instanceof ConnectionReset)) throw error
        throw new FileError('EINVAL', path)
      }
    },
    close: () => connection.close(),
  }
  return new OpenFile({ reader: new SharedReader(reader), writer }, () => connection.close())
}

const silent: Reader = {
  *read() {
    return undefined
  },
  close() {},
}

const lost: Writer = {
  *write() {},
  close() {},
}

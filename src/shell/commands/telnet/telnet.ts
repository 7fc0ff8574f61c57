import type { Program } from '../../../cluster/machine/machine.ts'
import { BUSYBOX_BANNER } from '../../usage.ts'
import { portNumber } from '../nc/busybox.ts'
import { addressFor, CONNECT_ERROR, lookupError } from '../network/lookup.ts'
import { pump } from '../network/pump.ts'

/** telnet as a way to try a port: a line of text there and back. */
export const telnet = (busybox: boolean): Program =>
  function* (process) {
    const [host, portText = '23'] = process.argv.slice(1).filter((arg) => !arg.startsWith('-'))
    if (host === undefined) {
      yield* process.stderr.write(
        busybox
          ? `${BUSYBOX_BANNER}\n\nUsage: telnet [-a] [-l USER] HOST [PORT]\n`
          : 'telnet: podtalk does not simulate its interactive mode: telnet HOST [PORT]\n',
      )
      return 1
    }
    const port = portNumber(portText)
    if (port === undefined) {
      yield* process.stderr.write(
        busybox
          ? `telnet: bad port '${portText}'\n`
          : `telnet: could not resolve ${host}/${portText}: Servname not supported for ai_socktype\n`,
      )
      return 1
    }
    const target = `${host}:${port}`
    const found = yield* addressFor(process, host, target)
    if ('failed' in found) {
      yield* process.stderr.write(
        busybox ? `telnet: bad address '${host}'\n` : `telnet: could not resolve ${host}/${portText}: ${lookupError(found.failed)}\n`,
      )
      return 1
    }
    const { address } = found
    if (!busybox) yield* process.stdout.write(`Trying ${address}...\n`)
    const connection = yield* process.machine.net.connect(address, port, { program: 'telnet', target })
    if ('failed' in connection) {
      yield* process.stderr.write(
        busybox
          ? `telnet: can't connect to remote host (${address}): ${CONNECT_ERROR[connection.failed]}\n`
          : `telnet: Unable to connect to remote host: ${CONNECT_ERROR[connection.failed]}\n`,
      )
      return 1
    }
    yield* process.stdout.write(busybox ? `Connected to ${host}\n` : `Connected to ${host}.\nEscape character is '^]'.\n`)
    const reset = yield* pump(process, connection, { half: false, ...(process.tty ? {} : { lingerMs: 0 }) })
    yield* process.stdout.write(busybox ? 'Connection closed by foreign host\n' : 'Connection closed by foreign host.\n')
    return reset || !busybox ? 1 : 0
  }

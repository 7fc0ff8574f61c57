import { toBytes } from '../../../sim/bytes.ts'
import { md5 } from '../../../sim/digest/md5.ts'
import { sha1 } from '../../../sim/digest/sha1.ts'
import { sha256 } from '../../../sim/digest/sha256.ts'
import { sha512 } from '../../../sim/digest/sha512.ts'
import { readAll } from '../../../sim/pipe.ts'
import { type Command, readOptions } from '../../command.ts'

const SUMS: Record<string, (bytes: Uint8Array) => string> = { md5sum: md5, sha1sum: sha1, sha256sum: sha256, sha512sum: sha512 }

/** md5sum, sha1sum, sha256sum, sha512sum */
export const digest: Command = function* (io) {
  const options = yield* readOptions(io, 'cbtwsq', { check: 'c', binary: 'b', text: 't', status: 's', quiet: 'q' })
  if (!options) return io.status
  const sum = SUMS[io.name] as (bytes: Uint8Array) => string
  let failures = 0
  for (const name of options.operands.length > 0 ? options.operands : ['-']) {
    const reader = yield* io.open(name)
    if (!reader) continue
    const text = yield* readAll(reader)
    if (!options.has('c')) {
      yield* io.out(`${sum(toBytes(text))}  ${name}\n`)
      continue
    }
    for (const line of text.split('\n')) {
      const found = /^([0-9a-f]+) [ *](.+)$/.exec(line)
      if (!found) continue
      const file = yield* io.open(found[2] as string)
      const good = file && sum(toBytes(yield* readAll(file))) === found[1]
      if (!good) failures++
      if (!options.has('s') && !(good && options.has('q')))
        yield* io.out(`${found[2]}: ${good ? 'OK' : file ? 'FAILED' : 'FAILED open or read'}\n`)
    }
  }
  if (failures > 0) return yield* io.fail(`WARNING: ${failures} computed checksum${failures > 1 ? 's' : ''} did NOT match`)
  return io.status
}

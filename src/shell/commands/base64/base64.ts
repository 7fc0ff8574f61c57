import { decodeBase64, encodeBase64 } from '../../../sim/base64.ts'
import { fromBytes, toBytes } from '../../../sim/bytes.ts'
import { readAll } from '../../../sim/pipe.ts'
import { type Command, readOptions } from '../../command.ts'

/** base64 */
export const base64: Command = function* (io) {
  const options = yield* readOptions(io, 'dDiw:', { decode: 'd', 'ignore-garbage': 'i', wrap: 'w' })
  if (!options) return io.status
  if (options.operands.length > 1) return yield* io.usage(`extra operand ‘${options.operands[1]}’`)
  const reader = yield* io.open(options.operands[0] ?? '-')
  if (!reader) return 1
  const text = yield* readAll(reader)
  if (options.has('d') || options.has('D')) {
    const { bytes, valid } = decodeBase64(options.has('i') ? text.replace(/[^A-Za-z0-9+/=]/g, '') : text)
    yield* io.out(fromBytes(bytes))
    return valid ? 0 : yield* io.fail(io.gnu ? 'invalid input' : 'truncated base64 input')
  }
  const width = Number(options.get('w') ?? 76)
  if (!Number.isInteger(width) || width < 0) return yield* io.fail(`invalid wrap size: ‘${options.get('w')}’`)
  const encoded = encodeBase64(toBytes(text))
  if (encoded === '') return 0
  yield* io.out(width === 0 ? encoded : encoded.replace(new RegExp(`.{1,${width}}`, 'g'), '$&\n'))
  return 0
}

import { type Command, readOptions } from '../../command.ts'
import { formatFloat, pad } from '../../format.ts'

/** seq */
export const seq: Command = function* (io) {
  const numbers = io.args.every((word) => !/^-[^\d.]/.test(word))
  const options = numbers
    ? undefined
    : yield* readOptions(io, 'ws:f:', { 'equal-width': 'w', separator: 's', format: 'f' }, { first: true })
  if (!numbers && !options) return io.status
  const operands = options?.operands ?? io.args
  if (operands.length === 0) return yield* io.usage(io.gnu ? 'missing operand' : '')
  if (operands.length > 3) return yield* io.usage(`extra operand ‘${operands[3]}’`)
  for (const word of operands) {
    if (!/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(word))
      return yield* io.usage(io.gnu ? `invalid floating point argument: ‘${word}’` : `invalid number '${word}'`)
  }
  const first = operands.length > 1 ? (operands[0] as string) : '1'
  const step = operands.length > 2 ? (operands[1] as string) : '1'
  const end = operands.at(-1) as string
  if (Number(step) === 0) return yield* io.usage(`invalid Zero increment value: ‘${step}’`)
  const places = Math.min(20, Math.max(...[first, step].map((text) => text.split('.')[1]?.length ?? 0)))
  const separator = options?.get('s') ?? '\n'
  const format = /%([-+ 0#]*)(\d*)(?:\.(\d+))?([efgEG])/.exec(options?.get('f') ?? '')
  const by = Number(step)
  const count = Math.floor((Number(end) - Number(first)) / by + 1e-10) + 1
  const text = (index: number) => (Number(first) + index * by).toFixed(places)
  const width = options?.has('w') ? Math.max(text(0).length, text(Math.max(0, count - 1)).length) : 0
  const item = (index: number): string => {
    const plain = text(index)
    if (format)
      return (options?.get('f') as string).replace(
        format[0],
        pad(
          formatFloat(Number(plain), format[4] as string, format[1] as string, format[3] === undefined ? undefined : Number(format[3])),
          format[1] as string,
          Number(format[2]),
        ),
      )
    return width > 0 ? pad(plain, '0', width) : plain
  }
  let out = ''
  for (let index = 0; index < count; index++) {
    out += (index > 0 ? separator : '') + item(index)
    if (out.length > 32_768) {
      yield* io.out(out)
      out = ''
    }
  }
  yield* io.out(count > 0 ? `${out}\n` : '')
  return io.status
}

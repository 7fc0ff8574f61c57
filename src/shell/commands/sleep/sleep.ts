import { sleep as pause } from '../../../sim/task.ts'
import type { Command } from '../../command.ts'

const UNITS: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86_400 }
/** As long as a lab can last. */
const FOREVER = 1e13

/** `1.5`, `2m`, `infinity` in ms; undefined: no interval. */
export function interval(text: string): number | undefined {
  if (/^inf(inity)?[smhd]?$/i.test(text)) return FOREVER
  const found = /^(\d+\.?\d*|\.\d+)(?:e(\d+))?([smhd]?)$/i.exec(text)
  if (!found) return undefined
  return Math.min(FOREVER, Number(found[1]) * 10 ** Number(found[2] ?? 0) * (UNITS[found[3] || 's'] as number) * 1000)
}

/** sleep */
export const sleep: Command = function* (io) {
  if (io.args.length === 0) return yield* io.usage(io.gnu ? 'missing operand' : '')
  let total = 0
  const bad: string[] = []
  for (const word of io.args) {
    const ms = interval(word)
    if (ms === undefined) bad.push(word)
    else total += ms
  }
  if (bad.length > 0) {
    if (!io.gnu) return yield* io.fail(`invalid number '${bad[0]}'`)
    if (/^-./.test(bad[0] as string)) return yield* io.usage(`invalid option -- '${(bad[0] as string)[1]}'`)
    for (const word of bad.slice(0, -1)) yield* io.fail(`invalid time interval ‘${word}’`)
    return yield* io.usage(`invalid time interval ‘${bad.at(-1)}’`)
  }
  yield* pause(total)
  return 0
}

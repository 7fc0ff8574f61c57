import { LAB_START } from '../../../sim/clock.ts'
import type { Command } from '../../command.ts'
import { formatDate } from '../../date.ts'

/** uptime: since the lab opened */
export const uptime: Command = function* (io) {
  const minutes = Math.max(0, Math.floor((io.now - LAB_START) / 60_000))
  const days = Math.floor(minutes / 1440)
  const hours = Math.floor(minutes / 60) % 24
  const clock = hours > 0 ? `${String(hours).padStart(2)}:${String(minutes % 60).padStart(2, '0')}` : `${minutes % 60} min`
  yield* io.out(
    ` ${formatDate('%H:%M:%S', io.now)} up ${days > 0 ? `${days} day${days > 1 ? 's' : ''}, ` : ''}${clock},  ${io.gnu ? '0 user' : '0 users'},  load average: 0.00, 0.00, 0.00\n`,
  )
  return 0
}

import { fill } from '../i18n/fill.ts'
import { minutesText } from '../progress/countdown.ts'
import type { ClassTexts } from './texts.ts'
import { useNow } from './use-now.ts'

/** A timer that counts down to a moment (ms since 1970 on this page's clock), and says when it is over. */
export function TimeLeft({ until, texts }: { until: number; texts: ClassTexts }) {
  const left = until - useNow(500)
  if (left <= 0)
    return (
      <span class="timer over" role="status">
        {texts.timeIsUp}
      </span>
    )
  return (
    <span class="timer" role="timer">
      {fill(texts.timeLeft, { time: minutesText(left) })}
    </span>
  )
}

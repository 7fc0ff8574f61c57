import { useEffect, useState } from 'preact/hooks'
import { fill } from '../i18n/fill.ts'
import { minutesText } from '../progress/countdown.ts'
import type { ClassTexts } from './texts.ts'

/** A timer that counts down to a moment (ms since 1970 on this page's clock), and says when it is over. */
export function TimeLeft({ until, texts }: { until: number; texts: ClassTexts }) {
  const [now, setNow] = useState(Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 500)
    return () => clearInterval(timer)
  }, [])
  const left = until - now
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

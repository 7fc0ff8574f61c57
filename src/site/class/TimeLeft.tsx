import { useEffect, useState } from 'preact/hooks'
import { fill } from '../i18n/fill.ts'
import type { ClassTexts } from './texts.ts'

/** A timer that counts down to a moment (ms since 1970 on this page's clock), and says when it is over. */
export function TimeLeft({ until, texts }: { until: number; texts: ClassTexts }) {
  const [now, setNow] = useState(Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 500)
    return () => clearInterval(timer)
  }, [])
  const seconds = Math.max(0, Math.ceil((until - now) / 1_000))
  if (seconds === 0)
    return (
      <span class="timer over" role="status">
        {texts.timeIsUp}
      </span>
    )
  const time = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
  return (
    <span class="timer" role="timer">
      {fill(texts.timeLeft, { time })}
    </span>
  )
}

import { useEffect, useState } from 'preact/hooks'

/** The time on this page's clock, ms since 1970, looked at anew every so many ms. */
export function useNow(every: number): number {
  const [now, setNow] = useState(Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), every)
    return () => clearInterval(timer)
  }, [every])
  return now
}

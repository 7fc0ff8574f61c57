const HEAD = `  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current
                                 Dload  Upload   Total   Spent    Left  Speed
`
const UNITS = ['k', 'M', 'G', 'T']

/** Five columns for any number of bytes: `12345`, `120k`, `1.2M`. */
function bytes5(value: number): string {
  let number = value
  if (number < 100_000) return String(Math.floor(number)).padStart(5)
  for (const unit of UNITS) {
    number /= 1024
    if (number < 10_000) return `${Math.floor(number)}${unit}`.padStart(5)
  }
  return '9999P'
}

function line(total: number, received: number, sent: number, ms: number): string {
  const percent = total > 0 ? Math.floor((received / total) * 100) : 0
  const speed = ms > 0 ? (received * 1000) / ms : 0
  const upload = ms > 0 ? (sent * 1000) / ms : 0
  const spent =
    ms >= 1000
      ? `${Math.floor(ms / 3_600_000)}:${String(Math.floor(ms / 60_000) % 60).padStart(2, '0')}:${String(Math.floor(ms / 1000) % 60).padStart(2, '0')}`.padStart(
          8,
        )
      : '--:--:--'
  const size = Math.max(total, sent)
  return `\r${String(percent).padStart(3)} ${bytes5(size)}  ${String(percent).padStart(3)} ${bytes5(received)}  ${sent > 0 ? '100' : '  0'} ${bytes5(sent)}  ${bytes5(speed)}  ${bytes5(upload)} --:--:-- ${spent} --:--:-- ${bytes5(speed)}`
}

/** The progress meter's beginning, and all of it. */
export const meterHead = HEAD + line(0, 0, 0, 0)

/** `total`: what the answer said it would be, in bytes. */
export function meterEnd(total: number, received: number, sent: number, ms: number): string {
  return `${line(total, received, sent, ms)}\n`
}

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December']

/** strftime in UTC: `ms` since the epoch. GNU's padding flags `-`, `_`, `0` are known. */
export function formatDate(format: string, ms: number): string {
  const date = new Date(ms)
  const two = (value: number) => String(value).padStart(2, '0')
  const year = date.getUTCFullYear()
  const yearStart = Date.UTC(year, 0, 1)
  const dayOfYear = Math.floor((ms - yearStart) / 86_400_000) + 1
  const weekday = date.getUTCDay()
  const iso = new Date(Date.UTC(year, date.getUTCMonth(), date.getUTCDate() + 4 - (weekday || 7)))
  const hour12 = date.getUTCHours() % 12 || 12
  const one = (letter: string): string => {
    switch (letter) {
      case 'Y':
        return String(year)
      case 'C':
        return two(Math.floor(year / 100))
      case 'y':
        return two(year % 100)
      case 'm':
        return two(date.getUTCMonth() + 1)
      case 'd':
        return two(date.getUTCDate())
      case 'e':
        return String(date.getUTCDate()).padStart(2)
      case 'H':
        return two(date.getUTCHours())
      case 'k':
        return String(date.getUTCHours()).padStart(2)
      case 'I':
        return two(hour12)
      case 'l':
        return String(hour12).padStart(2)
      case 'M':
        return two(date.getUTCMinutes())
      case 'S':
        return two(date.getUTCSeconds())
      case 'N':
        return String(Math.floor((ms % 1000) * 1e6)).padStart(9, '0')
      case 's':
        return String(Math.floor(ms / 1000))
      case 'p':
        return date.getUTCHours() < 12 ? 'AM' : 'PM'
      case 'P':
        return date.getUTCHours() < 12 ? 'am' : 'pm'
      case 'a':
        return (DAYS[weekday] as string).slice(0, 3)
      case 'A':
        return DAYS[weekday] as string
      case 'b':
      case 'h':
        return (MONTHS[date.getUTCMonth()] as string).slice(0, 3)
      case 'B':
        return MONTHS[date.getUTCMonth()] as string
      case 'j':
        return String(dayOfYear).padStart(3, '0')
      case 'u':
        return String(weekday || 7)
      case 'w':
        return String(weekday)
      case 'U':
        return two(Math.floor((dayOfYear + 6 - weekday) / 7))
      case 'W':
        return two(Math.floor((dayOfYear + 6 - ((weekday + 6) % 7)) / 7))
      case 'G':
        return String(iso.getUTCFullYear())
      case 'V':
        return two(Math.ceil(((iso.getTime() - Date.UTC(iso.getUTCFullYear(), 0, 1)) / 86_400_000 + 1) / 7))
      case 'Z':
        return 'UTC'
      case 'z':
        return '+0000'
      case 'n':
        return '\n'
      case 't':
        return '\t'
      case '%':
        return '%'
      case 'D':
      case 'x':
        return formatDate('%m/%d/%y', ms)
      case 'F':
        return formatDate('%Y-%m-%d', ms)
      case 'T':
      case 'X':
        return formatDate('%H:%M:%S', ms)
      case 'R':
        return formatDate('%H:%M', ms)
      case 'r':
        return formatDate('%I:%M:%S %p', ms)
      case 'c':
        return formatDate('%a %b %e %H:%M:%S %Y', ms)
      default:
        return `%${letter}`
    }
  }
  return format.replace(/%(:z|[-_0^#]?[3-9]?[a-zA-Z%])/g, (whole, code: string) => {
    if (code === ':z') return '+00:00'
    const letter = code.at(-1) as string
    let text = one(letter)
    if (code[0] === '-') text = text.replace(/^[0 ]+(?=.)/, '')
    else if (code[0] === '_') text = text.replace(/^0+(?=.)/, (zeros) => ' '.repeat(zeros.length))
    else if (code[0] === '^') text = text.toUpperCase()
    if (letter === 'N' && /^[3-9]/.test(code)) text = text.slice(0, Number(code[0]))
    return text === whole ? whole : text
  })
}

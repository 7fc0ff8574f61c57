import type { Reader } from '../../../sim/pipe.ts'
import type { Task } from '../../../sim/task.ts'
import { posix, type Regex } from '../../regex/regex.ts'

/** A regular expression as awk writes it. */
export function awkRegex(source: string): Regex {
  return posix(source, { extended: true, escapes: true })
}

/** Reads records from a stream. */
export class Records {
  readonly #reader: Reader
  #text = ''
  #ended = false

  constructor(reader: Reader) {
    this.#reader = reader
  }

  *next(separator: string): Task<string | undefined> {
    for (;;) {
      const record = this.#cut(separator)
      if (record !== undefined) return record
      if (this.#ended) return undefined
      const piece = yield* this.#reader.read()
      if (piece === undefined) this.#ended = true
      else this.#text += piece
    }
  }

  /** Is a whole record there without waiting? */
  ready(separator: string): boolean {
    return separator === '\n' ? this.#text.includes('\n') : this.#ended
  }

  #cut(separator: string): string | undefined {
    let text = this.#text
    if (separator === '') {
      text = text.replace(/^\n+/, '')
      const end = /\n\n+/.exec(text)
      if (end && (this.#ended || end.index + end[0].length < text.length)) {
        this.#text = text.slice(end.index + end[0].length)
        return text.slice(0, end.index)
      }
      if (!this.#ended) return undefined
      this.#text = ''
      const last = text.replace(/\n+$/, '')
      return last === '' ? undefined : last
    }
    if (separator.length > 1) {
      const match = awkRegex(separator).exec(text)
      if (match && match.end > match.index && (this.#ended || match.end < text.length)) {
        this.#text = text.slice(match.end)
        return text.slice(0, match.index)
      }
    } else {
      const end = text.indexOf(separator)
      if (end >= 0) {
        this.#text = text.slice(end + 1)
        return text.slice(0, end)
      }
    }
    if (!this.#ended || text === '') return undefined
    this.#text = ''
    return text
  }
}

/** The fields of a record. `paragraph`: records are paragraphs, whose lines' ends part fields too. */
export function fieldsOf(text: string, separator: string, paragraph: boolean): string[] {
  if (text === '') return []
  if (separator === ' ') return text.trim() === '' ? [] : text.replace(/^[ \t\n]+|[ \t\n]+$/g, '').split(/[ \t\n]+/)
  if (separator === '') return [...text]
  if (separator.length === 1 && separator !== '\\') {
    return paragraph && separator !== '\n' ? text.split('\n').flatMap((line) => line.split(separator)) : text.split(separator)
  }
  const regex = awkRegex(separator)
  const out: string[] = []
  let from = 0
  let search = 0
  while (search <= text.length) {
    const match = regex.exec(text, search)
    if (!match) break
    if (match.end === match.index) {
      search = match.end + 1
      continue
    }
    out.push(text.slice(from, match.index))
    from = match.end
    search = match.end
  }
  out.push(text.slice(from))
  return out
}

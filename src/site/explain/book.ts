import { explainTrace } from '../../cluster/network/explain.ts'
import type { Trace } from '../../cluster/network/trace.ts'

/** What an error means, as it is shown. `html`: made from our own texts, escaped. */
export interface Explanation {
  id: string
  title: string
  html: string
  /** where the course tells more */
  lesson?: { slug: string; title: string }
}

/** An error that programs print. */
interface KnownError extends Partial<Explanation> {
  id: string
  /** a regular expression looked for in one line of output */
  pattern: string
  /** the request behind it tells more */
  network?: boolean
  misconception?: string
}

/** Everything that can be explained, in one language: `/<language>/explanations.json`. */
export interface Book {
  errors: readonly KnownError[]
  misconceptions: Readonly<Record<string, Explanation>>
}

/** A long line is looked at so far, in UTF-16 units. */
const LINE_LIMIT = 2_000

/**
 * What a line of output means, if it is an error that the book knows. `failed`: the last request
 * that failed while the command ran; its way tells the cause better than the program's words do.
 */
export function explainLine(book: Book, line: string, failed: Trace | undefined): Explanation | undefined {
  const text = line.slice(0, LINE_LIMIT)
  const error = book.errors.find(({ pattern }) => new RegExp(pattern, 'u').test(text))
  if (!error) return undefined
  const misconception = error.network && failed ? explainTrace(failed) : error.misconception
  const known =
    misconception !== undefined && Object.hasOwn(book.misconceptions, misconception) ? book.misconceptions[misconception] : undefined
  if (known) return known
  return error.title !== undefined && error.html !== undefined ? (error as Explanation) : undefined
}

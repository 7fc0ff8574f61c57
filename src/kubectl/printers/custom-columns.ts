import { goValue } from '../../cluster/api/go-syntax.ts'
import type { JsonObject } from '../../cluster/api/object.ts'
import { CommandError } from '../errors.ts'
import { JsonPath, relaxedPath } from './jsonpath.ts'
import { JsonPathError } from './jsonpath-parser.ts'
import { alignRows } from './tabwriter.ts'

/** The table that `-o custom-columns=` describes. */
export class CustomColumns {
  readonly #columns: readonly Column[]
  #paths: JsonPath[] | undefined
  #widths: number[] = []
  #headed: boolean

  constructor(columns: readonly Column[], noHeaders: boolean) {
    this.#columns = columns
    this.#headed = noHeaders
  }

  /** `NAME:.metadata.name,TYPE:.spec.type` */
  static fromSpec(spec: string, noHeaders: boolean): CustomColumns {
    if (spec === '') throw new CommandError('custom-columns format specified but no custom columns given')
    return new CustomColumns(
      spec.split(',').map((part) => {
        const colon = part.indexOf(':')
        if (colon < 0) throw new CommandError(`unexpected custom-columns spec: ${part}, expected <header>:<json-path-expr>`)
        return { header: part.slice(0, colon), path: relaxedPath(part.slice(colon + 1)) }
      }),
      noHeaders,
    )
  }

  /** A file with a line of headers over a line of paths. */
  static fromTemplate(text: string, noHeaders: boolean): CustomColumns {
    const [headers, paths] = text
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => line.trim().split(/\s+/))
    if (!headers)
      throw new CommandError(
        'invalid template, missing header line. Expected format is one line of space separated headers, one line of space separated column specs.',
      )
    if (!paths)
      throw new CommandError(
        'invalid template, missing spec line. Expected format is one line of space separated column headers, one line of space separated column fieldSpecs.',
      )
    if (headers.length !== paths.length)
      throw new CommandError(`number of headers (${headers.length}) and field specifications (${paths.length}) don't match`)
    return new CustomColumns(
      headers.map((header, index) => ({ header, path: relaxedPath(paths[index] as string) })),
      noHeaders,
    )
  }

  /** Hands the lines of an object, or of a list's items, to `out`; those before one that cannot be read are printed too. Throws kubectl's words. */
  print(object: JsonObject, out: (text: string) => void): void {
    const items: JsonObject[] = Array.isArray(object['items']) ? object['items'] : [object]
    const rows: string[][] = []
    if (!this.#headed) rows.push(this.#columns.map(({ header }) => header))
    this.#headed = true
    try {
      this.#paths ??= this.#columns.map(({ path }) => new JsonPath(path))
      for (const item of items) rows.push(this.#paths.map((path) => cell(path, item)))
    } catch (error) {
      throw error instanceof JsonPathError ? new CommandError(error.message) : error
    } finally {
      if (rows.length > 0) out(alignRows(rows, this.#widths))
    }
  }
}

interface Column {
  header: string
  path: string
}

function cell(path: JsonPath, item: JsonObject): string {
  const values = path.find(item).flat()
  return values.length === 0 ? '<none>' : values.map(goValue).join(',')
}

import type { JsonObject } from '../../cluster/api/object.ts'
import { CommandError } from '../errors.ts'
import { goValue } from './go-json.ts'
import { JsonPath, JsonPathError, relaxedPath } from './jsonpath.ts'
import { alignRows } from './tabwriter.ts'

/** The table that `-o custom-columns=` describes. */
export class CustomColumns {
  readonly #columns: { header: string; path: JsonPath }[]
  #widths: number[] = []
  #headed: boolean

  constructor(columns: readonly { header: string; path: string }[], noHeaders: boolean) {
    this.#columns = columns.map(({ header, path }) => ({ header, path: compile(path) }))
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
    const [headers = [], paths] = text
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => line.trim().split(/\s+/))
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

  text(object: JsonObject): string {
    const items: JsonObject[] = Array.isArray(object['items']) ? object['items'] : [object]
    const rows = items.map((item) => this.#columns.map(({ path }) => cell(path, item)))
    if (!this.#headed) rows.unshift(this.#columns.map(({ header }) => header))
    this.#headed = true
    return rows.length > 0 ? alignRows(rows, this.#widths) : ''
  }
}

function compile(path: string): JsonPath {
  try {
    return new JsonPath(path)
  } catch (error) {
    throw new CommandError((error as Error).message)
  }
}

function cell(path: JsonPath, item: JsonObject): string {
  try {
    const values = path.find(item).flat()
    return values.length === 0 ? '<none>' : values.map(goValue).join(',')
  } catch (error) {
    if (error instanceof JsonPathError) return '<none>'
    throw error
  }
}

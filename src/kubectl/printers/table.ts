import { ageOf } from '../../cluster/api/duration.ts'
import { ownValue } from '../../cluster/api/json.ts'
import { formatLabels } from '../../cluster/api/label-text.ts'
import type { JsonObject } from '../../cluster/api/object.ts'
import type { Mapping } from '../discovery.ts'
import { kindPrefix } from '../discovery.ts'
import { alignRows } from './tabwriter.ts'

export interface TableOptions {
  wide?: boolean
  noHeaders?: boolean
  namespaces?: boolean
  /** put `service/` before names */
  withKind?: boolean
  showLabels?: boolean
  labelColumns?: readonly string[]
  now: number
}

/** Collects rows of one kind and prints them aligned: headers first, widths remembered between prints (for watches). */
export class TablePrinter {
  readonly #options: TableOptions
  readonly #mapping: Mapping | undefined
  #columns: JsonObject[] | undefined
  #rows: string[][] = []
  #widths: number[] = []
  #started = false

  constructor(mapping: Mapping | undefined, options: TableOptions) {
    this.#mapping = mapping
    this.#options = options
  }

  /** Takes a Table, or an object that the server did not make a table of. `event`: a first column for watch events. */
  add(object: JsonObject, event?: string): void {
    const table = object['kind'] === 'Table' ? object : plainTable(object, this.#options.now)
    const columns: JsonObject[] = table['columnDefinitions']?.length ? table['columnDefinitions'] : (this.#columns ?? [])
    const shown = columns.map((_, index) => index).filter((index) => this.#options.wide || columns[index]?.['priority'] === 0)
    if (!this.#columns && !this.#options.noHeaders && table['rows'].length > 0)
      this.#rows.push(
        this.#header(
          shown.map((index) => columns[index]),
          event,
        ),
      )
    if (table['rows'].length > 0) this.#columns = columns
    const nameAt = this.#options.withKind ? shown.findIndex((index) => columns[index]?.['format'] === 'name' || index === 0) : -1
    for (const row of table['rows']) this.#rows.push(this.#row(row, shown, nameAt, event))
  }

  #header(columns: (JsonObject | undefined)[], event: string | undefined): string[] {
    const header = event === undefined ? [] : ['EVENT']
    if (this.#options.namespaces) header.push('NAMESPACE')
    for (const column of columns) header.push(String(column?.['name']).toUpperCase())
    for (const label of this.#options.labelColumns ?? []) header.push((label.split('/').at(-1) as string).toUpperCase())
    if (this.#options.showLabels) header.push('LABELS')
    return header
  }

  #row(row: JsonObject, shown: readonly number[], nameAt: number, event: string | undefined): string[] {
    const cells = event === undefined ? [] : [event]
    const metadata = row['object']?.metadata
    if (this.#options.namespaces) cells.push(metadata?.namespace ?? '')
    shown.forEach((index, at) => {
      const cell = row['cells'][index]
      const text = cell === null || cell === undefined ? '' : cellText(cell)
      cells.push(at === nameAt && this.#mapping ? `${kindPrefix(this.#mapping)}/${text}` : text)
    })
    for (const label of this.#options.labelColumns ?? []) cells.push(ownValue<string>(metadata?.labels, label) ?? '')
    if (this.#options.showLabels) cells.push(formatLabels(metadata?.labels))
    return cells
  }

  /** The text of what was added since the last call. */
  take(): string {
    const rows = this.#rows
    this.#rows = []
    if (rows.length === 0) return ''
    const text = alignRows(rows, this.#widths)
    this.#started = true
    return text
  }

  get started(): boolean {
    return this.#started
  }
}

/** A cell's first line; the rest is cut as kubectl does. */
function cellText(cell: unknown): string {
  if (typeof cell !== 'string') return String(cell)
  const end = cell.search(/[\f\n\r]/)
  return end < 0 ? cell : `${cell.slice(0, end)}...`
}

/** NAME and AGE: all that kubectl knows to show of an object by itself. */
function plainTable(object: JsonObject, now: number): JsonObject {
  const items: JsonObject[] = Array.isArray(object['items']) ? object['items'] : [object]
  return {
    columnDefinitions: [
      { name: 'Name', priority: 0, format: 'name' },
      { name: 'Age', priority: 0 },
    ],
    rows: items.map((item) => ({ cells: [item['metadata']?.name ?? '', ageOf(item['metadata']?.creationTimestamp, now)], object: item })),
  }
}

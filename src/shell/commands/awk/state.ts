import type { Io } from '../../command.ts'
import { fieldsOf } from './records.ts'
import { awkString } from './tokens.ts'
import { AwkError } from './tree.ts'
import { Field, numberText, type Scalar, type Table, toNumber } from './values.ts'

/** A variable; an array when it was used as one. */
export interface Cell {
  value: Scalar | Table
  /** the caller's variable that this parameter stands for as long as neither has a type */
  origin?: Cell | undefined
}

const MOST_FIELDS = 100_000

/** The variables of a run and the record at hand, which change one another: `$0`, its fields, NF and FS. */
export class AwkState {
  readonly #gnu: boolean
  readonly #globals = new Map<string, Cell>()
  /** the parameters of the function that runs */
  frame: Map<string, Cell> | undefined
  record = ''
  #fields: string[] = []
  #split = true

  constructor(io: Io, operands: readonly string[]) {
    this.#gnu = io.gnu
    const set = (name: string, value: Scalar | Table) => this.#globals.set(name, { value })
    for (const [name, value] of [
      ['FS', ' '],
      ['OFS', ' '],
      ['ORS', '\n'],
      ['RS', '\n'],
      ['SUBSEP', '\x1c'],
      ['CONVFMT', '%.6g'],
      ['OFMT', '%.6g'],
      ['FILENAME', ''],
    ] as const)
      set(name, value)
    for (const name of ['NR', 'FNR', 'RSTART']) set(name, 0)
    set('RLENGTH', -1)
    set('NF', 0)
    set('ENVIRON', new Map([...io.process.env].map(([name, value]) => [name, new Field(value)])))
    set('ARGV', new Map(['awk', ...operands].map((word, index) => [String(index), new Field(word)])))
    set('ARGC', operands.length + 1)
  }

  /** `-v name=value` and operands like it. */
  assign(name: string, text: string): void {
    this.set(name, new Field(awkString(text)))
  }

  cell(name: string): Cell {
    const cell = this.frame?.get(name) ?? this.#globals.get(name)
    if (cell) return cell
    const made: Cell = { value: undefined }
    this.#globals.set(name, made)
    return made
  }

  get(name: string): Scalar {
    if (name === 'NF') this.#splitFields()
    const { value } = this.cell(name)
    if (value instanceof Map) throw new AwkError(`run time error: type error in arg(1) in call to ${name}: array in scalar context`)
    return value
  }

  /** A variable as text. */
  text(name: string): string {
    return this.string(this.get(name))
  }

  set(name: string, value: Scalar): void {
    if (name === 'NF') {
      this.#splitFields()
      const count = Math.max(0, Math.min(MOST_FIELDS, Math.trunc(toNumber(value))))
      this.#fields.length = Math.min(count, this.#fields.length)
      while (this.#fields.length < count) this.#fields.push('')
      this.#joinRecord()
    }
    // a record that was not split yet is split as FS was when it was read
    if (name === 'FS') this.#splitFields()
    this.#setRaw(name, value)
  }

  /** Counts one on in a variable. */
  count(name: string): void {
    this.set(name, toNumber(this.get(name)) + 1)
  }

  table(name: string): Table {
    const cell = this.cell(name)
    if (cell.value instanceof Map) return cell.value
    if (cell.value !== undefined) throw new AwkError(`run time error: cannot use scalar ${name} as an array`)
    const table: Table = new Map()
    for (let at: Cell | undefined = cell; at; at = at.origin) at.value = table
    return table
  }

  isTable(name: string): boolean {
    return this.cell(name).value instanceof Map
  }

  /** Texts as an array's elements from 1 on, in place of what was there. */
  fill(name: string, texts: readonly string[]): void {
    const table = this.table(name)
    table.clear()
    for (const [index, text] of texts.entries()) table.set(String(index + 1), new Field(text))
  }

  /** A value as text: numbers by CONVFMT. */
  string(value: Scalar): string {
    if (typeof value === 'string') return value
    if (value === undefined) return ''
    if (typeof value !== 'number') return value.text
    return numberText(value, this.#globals.get('CONVFMT')?.value as string, !this.#gnu)
  }

  setRecord(text: string): void {
    this.record = text
    this.#split = false
  }

  /** `$index` */
  field(index: number): Scalar {
    if (index < 0) throw this.#negative(index)
    if (index === 0) return new Field(this.record)
    this.#splitFields()
    const text = this.#fields[index - 1]
    return text === undefined ? undefined : new Field(text)
  }

  setField(index: number, value: string): void {
    if (index < 0 || index > MOST_FIELDS) throw this.#negative(index)
    if (index === 0) {
      this.setRecord(value)
      return
    }
    this.#splitFields()
    while (this.#fields.length < index) this.#fields.push('')
    this.#fields[index - 1] = value
    this.#setRaw('NF', this.#fields.length)
    this.#joinRecord()
  }

  /** The pieces of a text, as a record's fields are found. */
  pieces(text: string, separator: string): string[] {
    return fieldsOf(text, separator, this.text('RS') === '')
  }

  /** Where in its input a program is, as mawk says it behind a run time error. */
  get place(): string {
    return `\n\tFILENAME="${this.text('FILENAME')}" FNR=${this.text('FNR')} NR=${this.text('NR')}`
  }

  #negative(index: number): AwkError {
    return new AwkError(this.#gnu ? `run time error: negative field index $${index}${this.place}` : 'Access to negative field')
  }

  #splitFields(): void {
    if (this.#split) return
    this.#split = true
    this.#fields = this.pieces(this.record, this.text('FS'))
    this.#setRaw('NF', this.#fields.length)
  }

  #joinRecord(): void {
    this.record = this.#fields.join(this.text('OFS'))
  }

  #setRaw(name: string, value: Scalar): void {
    const cell = this.cell(name)
    if (cell.value instanceof Map) throw new AwkError(`run time error: cannot use array ${name} as a scalar`)
    cell.value = value
  }
}

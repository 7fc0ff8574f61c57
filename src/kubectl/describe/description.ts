import { tabulate } from '../printers/tabwriter.ts'

/** The text of a description: lines with tabs between their cells, aligned where lines follow one another. */
export class Description {
  #blocks: string[] = ['']

  /** One line (or several), `level` steps to the right. */
  line(level: number, text = ''): void {
    this.#blocks[this.#blocks.length - 1] += `${'  '.repeat(level)}${text}\n`
  }

  /** `Name:\tvalue` */
  field(level: number, name: string, value: unknown): void {
    this.line(level, `${name}:\t${value}`)
  }

  /** What follows is aligned on its own. */
  flush(): void {
    if (this.#blocks.at(-1) !== '') this.#blocks.push('')
  }

  /** With tabs as they are. */
  raw(): string {
    return this.#blocks.join('')
  }

  toString(): string {
    return this.#blocks.map((block) => tabulate(block)).join('')
  }
}

/** Go's time.RFC1123Z in UTC. */
export function longTime(time: string | undefined | null): string {
  if (!time) return 'Mon, 01 Jan 0001 00:00:00 +0000'
  return new Date(time).toUTCString().replace(/ GMT$/, ' +0000')
}

export const yesNo = (value: unknown): string => (value ? 'True' : 'False')
export const orNone = (text: string | undefined | null): string => text || '<none>'

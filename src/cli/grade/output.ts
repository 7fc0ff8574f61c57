import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { added, type GradingResult, type GradingRun, noTotals, type Surroundings, type Totals } from '../../grader/formats/format.ts'
import { FORMATS, type FormatName, SINGLE } from '../../grader/formats/index.ts'
import { UsageError } from '../usage.ts'

/** One `--format`: a form, and the file that it goes to (standard output without). */
export interface Target {
  format: FormatName
  file: string | undefined
}

/** Reads `junit`, `junit=report.xml`. Throws UsageError. */
export function targetsOf(texts: readonly string[]): Target[] {
  const targets = texts.map((text): Target => {
    const [format = '', ...file] = text.split('=')
    if (!Object.hasOwn(FORMATS, format)) throw new UsageError(`there is no format "${format}"`)
    if (file.length > 0 && file.join('=') === '') throw new UsageError(`${text} names no file`)
    return { format: format as FormatName, file: file.length > 0 ? file.join('=') : undefined }
  })
  if (targets.filter(({ file }) => file === undefined).length > 1) throw new UsageError('only one format can go to standard output')
  if (filesOf(targets).size < targets.filter(({ file }) => file !== undefined).length)
    throw new UsageError('each format needs a file of its own')
  return targets
}

/** The absolute paths of the files that are written. */
export function filesOf(targets: readonly Target[]): ReadonlySet<string> {
  return new Set(targets.flatMap(({ file }) => (file === undefined ? [] : [resolve(file)])))
}

export function holdsOneOnly(targets: readonly Target[]): boolean {
  return targets.some(({ format }) => SINGLE.includes(format))
}

/** What reports may know of where they are written. */
export function surroundings(): Surroundings {
  return {
    // Node knows of NO_COLOR, FORCE_COLOR and terminals without colours.
    colour: process.stdout.isTTY === true && process.stdout.hasColors(),
    environment: process.env,
    now: new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
  }
}

/** Writes results in all the forms that were asked for, as they come. */
export class Output {
  readonly #parts: { write: (text: string) => void; writer: ReturnType<(typeof FORMATS)[FormatName]>; close: () => void }[]
  totals: Totals = noTotals()
  /** does something go to a terminal? */
  readonly onTerminal: boolean

  /** Throws when a file cannot be written. */
  constructor(targets: readonly Target[], run: GradingRun, surroundings: Surroundings) {
    this.onTerminal = process.stdout.isTTY === true && targets.some(({ file }) => file === undefined)
    this.#parts = targets.map(({ format, file }) => {
      const writer = FORMATS[format](run, { ...surroundings, colour: file === undefined && surroundings.colour === true })
      if (file === undefined) return { writer, write: (text: string) => void process.stdout.write(text), close: () => {} }
      mkdirSync(dirname(file), { recursive: true })
      const handle = openSync(file, 'w')
      return { writer, write: (text: string) => void writeSync(handle, text), close: () => closeSync(handle) }
    })
    for (const { write, writer } of this.#parts) write(writer.begin())
  }

  add(result: GradingResult): void {
    this.totals = added(this.totals, result.report)
    for (const { write, writer } of this.#parts) write(writer.result(result))
  }

  end(): void {
    for (const { write, writer, close } of this.#parts) {
      write(writer.end(this.totals))
      close()
    }
  }
}

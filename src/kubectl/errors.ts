import type { Status, StatusCause } from '../cluster/api/types.ts'

/** Ends a command with kubectl's words on stderr (`error: …`) and an exit code. */
export class CommandError extends Error {
  readonly code: number
  constructor(message: string, code = 1) {
    super(message)
    this.code = code
  }
}

/** Ends a command with its message alone, without `error: `. */
export class BareError extends CommandError {}

/** What podtalk leaves out, with where the list of all that is. */
export function notSimulated(what: string): CommandError {
  return new CommandError(`podtalk does not simulate ${what} (see docs/coverage.md)`)
}

/** Ends a command silently. */
export class Exit extends Error {
  readonly code: number
  constructor(code = 1) {
    super(`exit ${code}`)
    this.code = code
  }
}

/** A refusal of the API server, as client-go's StatusError. */
export class StatusError extends Error {
  readonly status: Status
  constructor(status: Status) {
    super(status.message ?? '')
    this.status = status
  }

  get reason(): string {
    return this.status.reason ?? ''
  }

  /** The same refusal with words before its message (cmdutil.AddSourceToErr). */
  during(verb: string, source: string): StatusError {
    return this.prefixed(`error when ${verb} ${JSON.stringify(source)}: `)
  }

  prefixed(text: string): StatusError {
    return new StatusError({ ...this.status, message: text + (this.status.message ?? '') })
  }
}

/** Several errors at once: each is told on its own line. */
export class Aggregate extends Error {
  readonly errors: readonly unknown[]
  constructor(errors: readonly unknown[]) {
    super(aggregateText(errors))
    this.errors = errors
  }
}

function aggregateText(errors: readonly unknown[]): string {
  const texts = [...new Set(errors.map((error) => (error as Error).message))]
  return texts.length === 1 ? (texts[0] as string) : `[${texts.join(', ')}]`
}

/** A server that could not be reached. */
export class ConnectionError extends Error {}

/** Throws what came together: nothing, the one error, or all. */
export function raise(errors: readonly unknown[]): void {
  if (errors.length === 1) throw errors[0]
  if (errors.length > 1) throw new Aggregate(errors)
}

/** Throws what came together as several errors are told, even if it is one. */
export function raiseTogether(errors: readonly unknown[]): void {
  if (errors.length > 0) throw new Aggregate(errors)
}

export const isNotFound = (error: unknown): error is StatusError => error instanceof StatusError && error.reason === 'NotFound'
export const isConflict = (error: unknown): error is StatusError => error instanceof StatusError && error.reason === 'Conflict'

/** What kubectl prints on stderr for an error, and its exit code (cmdutil.CheckErr). */
export function report(error: unknown): { text: string; code: number } | undefined {
  if (error instanceof Exit) return { text: '', code: error.code }
  if (error instanceof Aggregate) {
    const parts = flatten(error).map(amongOthers)
    const texts = parts.map((part) => textOf(part) ?? '')
    // each has its line end, one that has it already has a second
    return { text: texts.map((text) => `${text}\n`).join(''), code: report(parts[0])?.code ?? 1 }
  }
  const text = textOf(error)
  if (text === undefined) return undefined
  return { text: text.endsWith('\n') ? text : `${text}\n`, code: error instanceof CommandError ? error.code : 1 }
}

/** Several errors stand without `error: ` before them, and field errors are not set out as a list. */
function amongOthers(error: unknown): unknown {
  if (error instanceof CommandError) return new BareError(error.message, error.code)
  if (error instanceof StatusError && error.reason === 'Invalid')
    return new BareError(`Error from server (${error.reason}): ${error.message}`)
  return error
}

function flatten(aggregate: Aggregate): unknown[] {
  return aggregate.errors.flatMap((error) => (error instanceof Aggregate ? flatten(error) : [error]))
}

function textOf(error: unknown): string | undefined {
  if (error instanceof StatusError) return statusText(error.status)
  if (error instanceof ConnectionError || error instanceof BareError) return error.message
  if (error instanceof CommandError)
    return /^(error: |Error in configuration)/.test(error.message) ? error.message : `error: ${error.message}`
  return undefined
}

function statusText(status: Status): string {
  if (status.reason === 'Invalid') return invalidText(status)
  if (status.reason === 'Unauthorized') return `error: You must be logged in to the server (${status.message})`
  return status.reason ? `Error from server (${status.reason}): ${status.message}` : `Error from server: ${status.message}`
}

function invalidText({ details, message }: Status): string {
  let text = 'The request is invalid'
  if (!details) return message ? `${text}: ${message}` : text
  const causes = causeTexts(details.causes ?? [])
  if (details.kind || details.name) text = `The ${details.kind} ${JSON.stringify(details.name ?? '')} is invalid`
  else if (message && causes.length === 0) text = `The request is invalid: ${message}`
  if (causes.length === 0) return text
  return causes.length === 1 ? `${text}: ${causes[0]}` : `${text}: \n${causes.map((cause) => `* ${cause}\n`).join('')}`
}

function causeTexts(causes: readonly StatusCause[]): string[] {
  return [...new Set(causes.map(({ field, message }) => (field ? `${field}: ${message}` : (message ?? ''))))]
}

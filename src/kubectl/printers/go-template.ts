import { CommandError } from '../errors.ts'

/** Compiles a Go template; replaced by the real one below. */
export function templatePrinter(template: string, _allowMissing: boolean): (data: unknown) => string {
  throw new CommandError(`podtalk does not simulate the go-template ${JSON.stringify(template)}`)
}

import { CommandError } from '../../errors.ts'

/** A template that failed on the way: what it had printed, and the error. */
export class TemplateFailure extends CommandError {
  readonly printed: string
  constructor(printed: string, message: string) {
    super(message)
    this.printed = printed
  }
}

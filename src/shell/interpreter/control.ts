/** How control leaves a piece of script otherwise than at its end. Each unwinds to the construct it is meant for. */
export abstract class Unwind {}

export class LoopBreak extends Unwind {
  levels: number
  constructor(levels: number) {
    super()
    this.levels = levels
  }
}

export class LoopContinue extends Unwind {
  levels: number
  constructor(levels: number) {
    super()
    this.levels = levels
  }
}

/** `return`: leaves a function or a sourced file. */
export class FunctionReturn extends Unwind {
  readonly status: number
  constructor(status: number) {
    super()
    this.status = status
  }
}

/** `exit`, `set -e`, or an error that ends a shell. */
export class ShellExit extends Unwind {
  readonly status: number
  constructor(status: number) {
    super()
    this.status = status
  }
}

/** A mistake that was reported already and abandons the command line it is in (a script goes on or ends as its dialect does). */
export class Abandoned extends Unwind {
  readonly status: number
  constructor(status = 1) {
    super()
    this.status = status
  }
}

/** A mistake in an expansion or assignment that still has to be told. */
export class ExpansionError extends Error {
  /** ends a shell that is not interactive; others abandon their line only */
  readonly fatal: boolean
  constructor(message: string, fatal = false) {
    super(message)
    this.fatal = fatal
  }
}

/** A mistake in an arithmetic expression: bash's words, and dash's. */
export class ArithmeticError extends ExpansionError {
  readonly plain: string
  constructor(expression: string, reason: string, token: string) {
    super(`${expression}: ${reason} (error token is "${token}")`)
    const kind = reason.includes('division') ? 'division by zero' : reason.includes('operand') ? 'expecting primary' : 'expecting EOF'
    this.plain = `arithmetic expression: ${kind}: "${expression}"`
  }
}

/** Expressions of an awk program. */
export type Expression =
  | { type: 'number'; value: number }
  | { type: 'string'; value: string }
  | { type: 'regex'; source: string }
  | { type: 'name'; name: string }
  | { type: 'field'; of: Expression }
  | { type: 'index'; name: string; keys: Expression[] }
  | { type: 'in'; keys: Expression[]; name: string }
  | { type: 'assign'; operator: string; target: Expression; value: Expression }
  | { type: 'conditional'; test: Expression; yes: Expression; no: Expression }
  | { type: 'binary'; operator: string; left: Expression; right: Expression }
  | { type: 'logical'; operator: '&&' | '||'; left: Expression; right: Expression }
  | { type: 'match'; negated: boolean; left: Expression; right: Expression }
  | { type: 'unary'; operator: '-' | '+' | '!'; of: Expression }
  | { type: 'step'; by: 1 | -1; prefix: boolean; target: Expression }
  | { type: 'call'; name: string; args: Expression[]; own: boolean }
  | { type: 'getline'; from: 'input' | 'file' | 'command'; source?: Expression; target?: Expression }
  | { type: 'group'; items: Expression[] }

export type Statement =
  | { type: 'block'; body: Statement[] }
  | { type: 'expression'; value: Expression }
  | { type: 'print'; format: boolean; args: Expression[]; to?: '>' | '>>' | '|'; target?: Expression }
  | { type: 'if'; test: Expression; yes: Statement; no?: Statement }
  | { type: 'while'; test: Expression; body: Statement; first: boolean }
  | { type: 'for'; start?: Statement; test?: Expression; step?: Statement; body: Statement }
  | { type: 'each'; name: string; of: string; body: Statement }
  | { type: 'break' | 'continue' | 'next' | 'nextfile' }
  | { type: 'exit' | 'return'; value?: Expression }
  | { type: 'delete'; name: string; keys?: Expression[] }

export interface Rule {
  pattern: 'BEGIN' | 'END' | Expression | [from: Expression, to: Expression] | undefined
  body: Statement | undefined
}

export interface AwkFunction {
  parameters: string[]
  body: Statement
}

export interface AwkProgram {
  rules: Rule[]
  functions: Map<string, AwkFunction>
  /** the first `next` or `nextfile` where there is no record: mawk refuses it */
  improper?: { line: number; word: string }
}

export class AwkError extends Error {}

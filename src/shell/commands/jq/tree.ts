/** A jq filter. */
export type Filter =
  | { type: 'identity' | 'recurse' }
  | { type: 'literal'; value: Json }
  | { type: 'text'; parts: (string | Filter)[]; format: string | undefined }
  | { type: 'format'; name: string }
  | { type: 'index'; of: Filter; key: Filter }
  | { type: 'slice'; of: Filter; from: Filter | undefined; to: Filter | undefined }
  | { type: 'iterate'; of: Filter }
  | { type: 'array'; of: Filter | undefined }
  | { type: 'object'; entries: [key: Filter, value: Filter][] }
  | { type: 'pipe' | 'comma' | 'alternative'; left: Filter; right: Filter }
  | { type: 'binary'; operator: string; left: Filter; right: Filter }
  | { type: 'assign'; operator: string; target: Filter; value: Filter }
  | { type: 'negate'; of: Filter }
  | { type: 'if'; test: Filter; yes: Filter; no: Filter | undefined }
  | { type: 'try'; body: Filter; handler: Filter | undefined; quiet: boolean }
  | { type: 'reduce' | 'foreach'; source: Filter; pattern: Pattern; start: Filter; update: Filter; extract: Filter | undefined }
  | { type: 'bind'; source: Filter; pattern: Pattern; body: Filter }
  | { type: 'define'; name: string; parameters: string[]; definition: Filter; body: Filter }
  | { type: 'label'; name: string; body: Filter }
  | { type: 'break'; name: string }
  | { type: 'call'; name: string; args: Filter[] }
  | { type: 'variable'; name: string }

export type Pattern =
  | { type: 'name'; name: string }
  | { type: 'array'; items: Pattern[] }
  | { type: 'object'; entries: [key: Filter, value: Pattern][] }

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

export class JqSyntaxError extends Error {}

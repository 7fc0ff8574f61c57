/** Where something stands: all counted from 0. */
export interface Mark {
  index: number
  line: number
  column: number
}

export type TokenType =
  | 'streamEnd'
  | 'directive'
  | 'documentStart'
  | 'documentEnd'
  | 'blockSequence'
  | 'blockMapping'
  | 'blockEnd'
  | 'flowSequence'
  | 'flowSequenceEnd'
  | 'flowMapping'
  | 'flowMappingEnd'
  | 'blockEntry'
  | 'flowEntry'
  | 'key'
  | 'value'
  | 'alias'
  | 'anchor'
  | 'tag'
  | 'scalar'

export interface Token {
  type: TokenType
  mark: Mark
  value: string
  /** a scalar without quotes: it may be a number */
  plain: boolean
}

/** A YAML error in go-yaml's words: `line 3: could not find expected ':'`. */
export class YamlError extends Error {
  constructor(problem: string, mark?: Mark, context?: Mark, scanning = false) {
    const at = mark?.line || context?.line || 0
    super(`yaml: ${at ? `line ${at + (scanning ? 1 : 0)}: ` : ''}${problem}`)
  }
}

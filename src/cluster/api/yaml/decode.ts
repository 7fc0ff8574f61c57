import { goSyntax } from '../go-syntax.ts'
import { resolvePlain } from './resolve.ts'
import { Scanner } from './scanner.ts'
import { type Mark, type Token, YamlError } from './token.ts'

/** Nesting that a document may have. */
const MAX_DEPTH = 1000
/** Values that aliases may stand for, all together. */
const MAX_ALIASED = 100_000

/**
 * The value of the first document of a YAML text, as sigs.k8s.io/yaml makes JSON of it (YAML 1.1 words and numbers; the last
 * of equal keys wins). Throws YamlError with go-yaml's words before which stands `error converting YAML to JSON: `.
 */
export function decodeYaml(text: string): unknown {
  try {
    return new Parser(text).document()
  } catch (error) {
    if (error instanceof YamlError) throw new Error(`error converting YAML to JSON: ${error.message}`)
    throw error
  }
}

/** Reads tokens by libyaml's grammar and makes plain values of them. */
class Parser {
  readonly #scanner: Scanner
  readonly #anchors = new Map<string, unknown>()
  #aliased = 0

  constructor(text: string) {
    this.#scanner = new Scanner(text)
  }

  document(): unknown {
    while (this.#is('documentEnd')) this.#scanner.next()
    if (this.#is('streamEnd')) return null
    if (this.#is('directive') || this.#is('documentStart')) {
      while (this.#is('directive')) this.#scanner.next()
      if (!this.#is('documentStart')) throw new YamlError('did not find expected <document start>', this.#scanner.peek().mark)
      this.#scanner.next()
      const { type } = this.#scanner.peek()
      if (type === 'directive' || type === 'documentStart' || type === 'documentEnd' || type === 'streamEnd') return null
    }
    const value = this.#node(true, false, 0)
    // go-yaml looks at the token after the document, and takes what follows for another one that nobody asked for
    this.#scanner.peek()
    return value
  }

  #is(type: Token['type']): boolean {
    return this.#scanner.peek().type === type
  }

  #node(block: boolean, indentless: boolean, depth: number): unknown {
    if (depth > MAX_DEPTH) throw new YamlError(`exceeded max depth of ${MAX_DEPTH}`)
    let token = this.#scanner.peek()
    const start = token.mark
    let anchor: string | undefined
    let tag: string | undefined
    if (token.type === 'alias') return this.#alias(this.#scanner.next())
    while ((token.type === 'anchor' && anchor === undefined) || (token.type === 'tag' && tag === undefined)) {
      this.#scanner.next()
      if (token.type === 'anchor') anchor = token.value
      else tag = token.value
      token = this.#scanner.peek()
    }
    const value = this.#content(token, start, { block, indentless, empty: anchor !== undefined || tag !== undefined }, depth, tag)
    if (anchor !== undefined) this.#anchors.set(anchor, value)
    return value
  }

  #content(
    token: Token,
    start: Mark,
    { block, indentless, empty }: { block: boolean; indentless: boolean; empty: boolean },
    depth: number,
    tag?: string,
  ): unknown {
    if (indentless && token.type === 'blockEntry') return this.#indentless(depth)
    switch (token.type) {
      case 'scalar':
        this.#scanner.next()
        return scalarValue(token, tag)
      case 'flowSequence':
        return this.#flowSequence(depth)
      case 'flowMapping':
        return this.#flowMapping(depth)
      case 'blockSequence':
        if (block) return this.#blockSequence(depth)
        break
      case 'blockMapping':
        if (block) return this.#blockMapping(depth)
        break
    }
    if (empty) return scalarValue({ ...token, value: '', plain: true }, tag)
    throw new YamlError('did not find expected node content', token.mark, start)
  }

  #alias({ value }: Token): unknown {
    if (!this.#anchors.has(value)) throw new YamlError(`unknown anchor '${value}' referenced`)
    const target = this.#anchors.get(value)
    this.#aliased += sizeOf(target)
    if (this.#aliased > MAX_ALIASED) throw new YamlError('document contains excessive aliasing')
    return target
  }

  #blockSequence(depth: number): unknown[] {
    const { mark } = this.#scanner.next()
    const list: unknown[] = []
    for (;;) {
      const token = this.#scanner.next()
      if (token.type === 'blockEnd') return list
      if (token.type !== 'blockEntry') throw new YamlError("did not find expected '-' indicator", token.mark, mark)
      const { type } = this.#scanner.peek()
      list.push(type === 'blockEntry' || type === 'blockEnd' ? null : this.#node(true, false, depth + 1))
    }
  }

  #indentless(depth: number): unknown[] {
    const list: unknown[] = []
    while (this.#is('blockEntry')) {
      this.#scanner.next()
      const { type } = this.#scanner.peek()
      const absent = type === 'blockEntry' || type === 'key' || type === 'value' || type === 'blockEnd'
      list.push(absent ? null : this.#node(true, false, depth + 1))
    }
    return list
  }

  #blockMapping(depth: number): Record<string, unknown> {
    const { mark } = this.#scanner.next()
    const map: Record<string, unknown> = {}
    const merges: unknown[] = []
    for (;;) {
      const token = this.#scanner.peek()
      if (token.type === 'blockEnd') {
        this.#scanner.next()
        return merged(map, merges)
      }
      if (token.type !== 'key') throw new YamlError('did not find expected key', token.mark, mark)
      this.#scanner.next()
      const merge = this.#isMergeKey()
      const key = this.#absent() ? null : this.#node(true, true, depth + 1)
      let value: unknown = null
      if (this.#is('value')) {
        this.#scanner.next()
        value = this.#absent() ? null : this.#node(true, true, depth + 1)
      }
      if (merge) merges.push(value)
      else put(map, key, value)
    }
  }

  /** Nothing stands here: another key, a colon or the end of the block follows at once. */
  #absent(): boolean {
    const { type } = this.#scanner.peek()
    return type === 'key' || type === 'value' || type === 'blockEnd'
  }

  #isMergeKey(): boolean {
    const token = this.#scanner.peek()
    return token.type === 'scalar' && token.plain && token.value === '<<'
  }

  #flowSequence(depth: number): unknown[] {
    const { mark } = this.#scanner.next()
    const list: unknown[] = []
    for (let first = true; !this.#is('flowSequenceEnd'); first = false) {
      if (!first && this.#separator('flowSequenceEnd', mark, "did not find expected ',' or ']'")) break
      if (this.#is('key')) {
        this.#scanner.next()
        const pair: Record<string, unknown> = {}
        const key = this.#absentInFlow('flowSequenceEnd') ? null : this.#node(false, false, depth + 1)
        put(pair, key, this.#flowValue('flowSequenceEnd', depth))
        list.push(pair)
      } else list.push(this.#node(false, false, depth + 1))
    }
    this.#scanner.next()
    return list
  }

  #flowMapping(depth: number): Record<string, unknown> {
    const { mark } = this.#scanner.next()
    const map: Record<string, unknown> = {}
    const merges: unknown[] = []
    for (let first = true; !this.#is('flowMappingEnd'); first = false) {
      if (!first && this.#separator('flowMappingEnd', mark, "did not find expected ',' or '}'")) break
      const explicit = this.#is('key')
      if (explicit) this.#scanner.next()
      const merge = this.#isMergeKey()
      const key = explicit && this.#absentInFlow('flowMappingEnd') ? null : this.#node(false, false, depth + 1)
      const value = explicit ? this.#flowValue('flowMappingEnd', depth) : null
      if (merge) merges.push(value)
      else put(map, key, value)
    }
    this.#scanner.next()
    return merged(map, merges)
  }

  /** Takes the comma between entries; true where the collection ends after it. */
  #separator(end: Token['type'], mark: Mark, problem: string): boolean {
    const token = this.#scanner.peek()
    if (token.type !== 'flowEntry') throw new YamlError(problem, token.mark, mark)
    this.#scanner.next()
    return this.#is(end)
  }

  #absentInFlow(end: Token['type']): boolean {
    const { type } = this.#scanner.peek()
    return type === 'value' || type === 'flowEntry' || type === end
  }

  #flowValue(end: Token['type'], depth: number): unknown {
    if (!this.#is('value')) return null
    this.#scanner.next()
    const { type } = this.#scanner.peek()
    return type === 'flowEntry' || type === end ? null : this.#node(false, false, depth + 1)
  }
}

function scalarValue({ value, plain }: Token, tag: string | undefined): unknown {
  if (tag === '!!str' || tag === '!') return value
  if (tag === '!!binary') return binaryText(value)
  if (!plain && !tag) return value
  const resolved = resolvePlain(value)
  if (typeof resolved === 'number' && !Number.isFinite(resolved))
    throw new Error(
      `error converting YAML to JSON: json: unsupported value: ${Number.isNaN(resolved) ? 'NaN' : resolved > 0 ? '+Inf' : '-Inf'}`,
    )
  if (!tag || typeof resolved !== 'string')
    return tag === '!!float' && typeof resolved === 'number' ? resolved : plain || tag ? resolved : value
  const wanted = { '!!int': 'int', '!!float': 'float', '!!bool': 'bool', '!!null': 'null' }[tag]
  if (wanted) throw new YamlError(`cannot decode !!str \`${value}\` as a !!${wanted}`)
  return value
}

function binaryText(value: string): string {
  try {
    return new TextDecoder().decode(Uint8Array.from(atob(value.replace(/\s/g, '')), (letter) => letter.charCodeAt(0)))
  } catch {
    throw new YamlError('!!binary value contains invalid base64 data')
  }
}

/** Keys are JSON's: numbers and booleans become their text. */
function put(map: Record<string, unknown>, key: unknown, value: unknown): void {
  if (typeof key === 'object' && key !== null)
    throw new YamlError(`invalid map key: ${goSyntax(key).replaceAll('map[string]interface {}{', 'map[interface {}]interface {}{')}`)
  if (key === null)
    throw new Error(`error converting YAML to JSON: unsupported map key of type: %!s(<nil>), key: <nil>, value: ${goSyntax(value)}`)
  const text = String(key)
  if (text === '__proto__') Object.defineProperty(map, text, { value, enumerable: true, configurable: true, writable: true })
  else map[text] = value
}

/** Puts in what `<<` names, where the mapping itself has nothing. */
function merged(map: Record<string, unknown>, merges: readonly unknown[]): Record<string, unknown> {
  for (const merge of merges) {
    for (const source of Array.isArray(merge) ? merge : [merge]) {
      if (typeof source !== 'object' || source === null || Array.isArray(source))
        throw new YamlError('map merge requires map or sequence of maps as the value')
      for (const [key, value] of Object.entries(source)) if (!Object.hasOwn(map, key)) put(map, key, value)
    }
  }
  return map
}

function sizeOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1
  let size = 1
  for (const item of Object.values(value)) {
    size += sizeOf(item)
    if (size > MAX_ALIASED) break
  }
  return size
}

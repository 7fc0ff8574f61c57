import { type PosixOptions, parsePosix, RegexError, type RegexNode, type RegexSyntax } from './syntax.ts'

export interface Match {
  index: number
  end: number
  /** the groups' texts from 1; at 0 the whole match */
  groups: (string | undefined)[]
}

export interface RegexFlags {
  ignoreCase?: boolean
  /** `^` and `$` also match at line ends inside the text */
  multiline?: boolean
}

/** More instructions than this are "too big" (glibc gives up as well). */
const MAX_PROGRAM = 20_000
/** JavaScript's engine is used where its worst case stays below so many steps. */
const NATIVE_STEPS = 1e8
/** Steps an expression with back-references may take: those cannot be bounded otherwise. */
const REFERENCE_STEPS = 2_000_000

/**
 * A compiled pattern. JavaScript's own engine runs it where that cannot explode; otherwise a
 * backtracking machine that remembers where it failed, so that the time is at most pattern × text.
 */
export class Regex {
  readonly groups: number
  #node: RegexNode
  #flags: string
  #unbounded: number
  #nested: boolean
  #references: boolean
  /** the group that marks where the match begins (`\K`) */
  #kept: number | undefined
  #native: RegExp | undefined
  #program: Instruction[] | undefined

  constructor(syntax: RegexSyntax, flags: RegexFlags = {}) {
    this.groups = syntax.groups
    this.#node = syntax.node
    this.#flags = `su${flags.ignoreCase ? 'i' : ''}${flags.multiline ? 'm' : ''}`
    const risk: Risk = { unbounded: 0, nested: false, references: false, size: 0 }
    weigh(syntax.node, risk, 0, 1)
    if (risk.size > MAX_PROGRAM) throw new RegexError('Regular expression too big')
    this.#unbounded = risk.unbounded
    this.#nested = risk.nested
    this.#references = risk.references
    this.#kept = risk.kept
  }

  /** The first match at or after `from`. */
  exec(text: string, from = 0): Match | undefined {
    if (!this.#nested && !(this.#references && this.#unbounded > 2) && text.length ** (this.#unbounded + 1) < NATIVE_STEPS) {
      this.#native ??= new RegExp(emit(this.#node), `g${this.#kept === undefined ? '' : 'd'}${this.#flags}`)
      this.#native.lastIndex = from
      const found = this.#native.exec(text)
      if (!found) return undefined
      const end = found.index + found[0].length
      const index = this.#kept === undefined ? found.index : ((found.indices as RegExpIndicesArray)[this.#kept]?.[0] ?? found.index)
      return { index, end, groups: [...found] }
    }
    return this.#run(text, from)
  }

  test(text: string): boolean {
    return this.exec(text) !== undefined
  }

  #run(text: string, from: number): Match | undefined {
    if (!this.#program) {
      this.#program = []
      compile(this.#node, this.#program, this.#flags)
      this.#program.push({ op: 'match' })
    }
    const program = this.#program
    const width = text.length + 1
    const failed = this.#references ? undefined : new Uint8Array(Math.ceil((program.length * width) / 8))
    let steps = 0
    for (let start = from; start <= text.length; start++) {
      const threads: { at: number; position: number; saved: Saved | undefined }[] = [{ at: 0, position: start, saved: undefined }]
      for (let thread = threads.pop(); thread; thread = threads.pop()) {
        let { at, position, saved } = thread
        for (;;) {
          if (failed) {
            const state = at * width + position
            const bit = 1 << (state & 7)
            if ((failed[state >> 3] as number) & bit) break
            failed[state >> 3] = (failed[state >> 3] as number) | bit
          } else if (++steps > REFERENCE_STEPS) {
            throw new RegexError('podtalk does not simulate so long a search with back-references')
          }
          const step = program[at] as Instruction
          if (step.op === 'match') return toMatch(text, start, position, saved, this.groups, this.#kept)
          if (step.op === 'character') {
            const letter = text.codePointAt(position)
            if (letter === undefined || !step.test.test(String.fromCodePoint(letter))) break
            position += letter > 0xffff ? 2 : 1
            at++
          } else if (step.op === 'split') {
            threads.push({ at: step.second, position, saved })
            at = step.first
          } else if (step.op === 'jump') at = step.to
          else if (step.op === 'save') {
            saved = { slot: step.slot, position, before: saved }
            at++
          } else if (step.op === 'assertion') {
            step.test.lastIndex = position
            if (!step.test.test(text)) break
            at++
          } else if (step.op === 'reference') {
            const group = slots(saved)
            const begin = group.get(2 * step.index)
            const end = group.get(2 * step.index + 1)
            if (begin === undefined || end === undefined) break
            const wanted = text.slice(begin, end)
            if (!text.startsWith(wanted, position)) break
            position += wanted.length
            at++
          }
        }
      }
    }
    return undefined
  }
}

interface Saved {
  slot: number
  position: number
  before: Saved | undefined
}

type Instruction =
  | { op: 'character'; test: RegExp }
  | { op: 'assertion'; test: RegExp }
  | { op: 'split'; first: number; second: number }
  | { op: 'jump'; to: number }
  | { op: 'save'; slot: number }
  | { op: 'reference'; index: number }
  | { op: 'match' }

function slots(saved: Saved | undefined): Map<number, number> {
  const found = new Map<number, number>()
  for (let entry = saved; entry; entry = entry.before) if (!found.has(entry.slot)) found.set(entry.slot, entry.position)
  return found
}

function toMatch(text: string, start: number, end: number, saved: Saved | undefined, groups: number, kept: number | undefined): Match {
  const found = slots(saved)
  const texts: (string | undefined)[] = [text.slice(start, end)]
  for (let index = 1; index <= groups; index++) {
    const begin = found.get(2 * index)
    texts.push(begin === undefined ? undefined : text.slice(begin, found.get(2 * index + 1)))
  }
  return { index: (kept === undefined ? undefined : found.get(2 * kept)) ?? start, end, groups: texts }
}

interface Risk {
  unbounded: number
  nested: boolean
  references: boolean
  size: number
  kept?: number
}

function weigh(node: RegexNode, risk: Risk, inside: number, copies: number): void {
  risk.size += copies
  if (risk.size > MAX_PROGRAM) return
  if (node.type === 'sequence' || node.type === 'either') for (const item of node.items) weigh(item, risk, inside, copies)
  else if (node.type === 'group') weigh(node.item, risk, inside, copies)
  else if (node.type === 'reference') risk.references = true
  else if (node.type === 'keep') risk.kept = node.index
  else if (node.type === 'look') {
    const own: Risk = { unbounded: 0, nested: false, references: false, size: 0 }
    weigh(node.item, own, inside, copies)
    // JavaScript's engine looks, even where the machine below does the rest.
    if (own.nested || own.references || own.unbounded > 1) throw new RegexError('podtalk does not simulate so costly a look-around')
    risk.unbounded += own.unbounded
    risk.size += own.size
  } else if (node.type === 'repeat') {
    const many = node.max > 1
    if (many && inside > 0) risk.nested = true
    if (node.max > 16) risk.unbounded++
    const times = Number.isFinite(node.max) ? node.max : node.min + 1
    weigh(node.item, risk, inside + (many ? 1 : 0), copies * Math.max(1, times))
  }
}

function emit(node: RegexNode): string {
  switch (node.type) {
    case 'character':
    case 'assertion':
      return node.source
    case 'sequence':
      return node.items.map(emit).join('')
    case 'either':
      return `(?:${node.items.map(emit).join('|')})`
    case 'group':
      return `(${emit(node.item)})`
    case 'reference':
      return `(?:\\${node.index})`
    case 'keep':
      return '()'
    case 'look':
      return `(${node.kind}${emit(node.item)})`
    case 'repeat': {
      const item = node.item.type === 'character' || node.item.type === 'group' ? emit(node.item) : `(?:${emit(node.item)})`
      const bound = Number.isFinite(node.max) ? node.max : ''
      const count = node.max === 1 && node.min === 0 ? '?' : node.min === 0 && bound === '' ? '*' : `{${node.min},${bound}}`
      return `${item}${count}${node.lazy ? '?' : ''}`
    }
  }
}

function compile(node: RegexNode, out: Instruction[], flags: string): void {
  switch (node.type) {
    case 'character':
      out.push({ op: 'character', test: new RegExp(`^${node.source}$`, flags.replace('m', '')) })
      return
    case 'assertion':
      out.push({ op: 'assertion', test: new RegExp(node.source, `${flags}y`) })
      return
    case 'look':
      out.push({ op: 'assertion', test: new RegExp(emit(node), `${flags}y`) })
      return
    case 'keep':
      out.push({ op: 'save', slot: 2 * node.index })
      return
    case 'sequence':
      for (const item of node.items) compile(item, out, flags)
      return
    case 'either': {
      const ends: { op: 'jump'; to: number }[] = []
      for (const [index, item] of node.items.entries()) {
        const last = index === node.items.length - 1
        const split = { op: 'split' as const, first: out.length + 1, second: 0 }
        if (!last) out.push(split)
        compile(item, out, flags)
        if (!last) {
          const jump = { op: 'jump' as const, to: 0 }
          out.push(jump)
          ends.push(jump)
          split.second = out.length
        }
      }
      for (const jump of ends) jump.to = out.length
      return
    }
    case 'group':
      out.push({ op: 'save', slot: 2 * node.index })
      compile(node.item, out, flags)
      out.push({ op: 'save', slot: 2 * node.index + 1 })
      return
    case 'reference':
      out.push({ op: 'reference', index: node.index })
      return
    case 'repeat': {
      for (let i = 0; i < node.min; i++) compile(node.item, out, flags)
      const rest = Number.isFinite(node.max) ? node.max - node.min : 1
      const splits: { op: 'split'; first: number; second: number }[] = []
      for (let i = 0; i < rest; i++) {
        const start = out.length
        const split = { op: 'split' as const, first: start + 1, second: 0 }
        out.push(split)
        splits.push(split)
        compile(node.item, out, flags)
        if (!Number.isFinite(node.max)) out.push({ op: 'jump', to: start })
      }
      for (const split of splits) {
        split.second = out.length
        if (node.lazy) [split.first, split.second] = [split.second, split.first]
      }
    }
  }
}

const CACHE = new Map<string, Regex>()

/** Compiles a POSIX regular expression (throws RegexError); the last ones are kept. */
export function posix(pattern: string, options: PosixOptions & RegexFlags): Regex {
  const key = `${+options.extended}${+(options.escapes ?? false)}${+(options.perl ?? false)}${+(options.ignoreCase ?? false)}${+(options.multiline ?? false)}${pattern}`
  return cached(key, () => new Regex(parsePosix(pattern, options), options))
}

/** The regex kept under `key`, made when it is not there. */
export function cached(key: string, make: () => Regex): Regex {
  let regex = CACHE.get(key)
  if (!regex) {
    regex = make()
    if (CACHE.size >= 500) CACHE.clear()
    CACHE.set(key, regex)
  }
  return regex
}

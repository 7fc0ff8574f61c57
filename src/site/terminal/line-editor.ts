import type { Key } from './keys.ts'

/** What the terminal has to do after a key. */
export type Effect =
  | { do: 'draw' }
  | { do: 'enter'; text: string }
  | { do: 'complete'; back: boolean }
  | { do: 'interrupt' | 'quit' | 'eof' | 'clear' | 'page-up' | 'page-down' }

/** A search back through the history (Ctrl-R). */
export interface Search {
  query: string
  /** place in the history of what was found */
  at: number
  found: boolean
  /** the line before the search began */
  before: { text: string; cursor: number }
}

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' })
const DRAW: Effect = { do: 'draw' }
const UNDO_LIMIT = 200

/** The line being written at a prompt: text, cursor, history, as bash's line editor has them. It knows no screen. */
export class LineEditor {
  text = ''
  cursor = 0
  search: Search | undefined
  /** does the text need more lines? */
  isComplete: (text: string) => boolean = () => true
  #history: readonly string[] = []
  /** place in the history; its length is the new line */
  #at = 0
  /** lines of the history as they were changed here, and the new line */
  #changed = new Map<number, string>()
  #kill = ''
  #undo: { text: string; cursor: number }[] = []

  /** A new, empty line with this history behind it. */
  begin(history: readonly string[]): void {
    this.#history = history
    this.#at = history.length
    this.#changed.clear()
    this.#undo = []
    this.search = undefined
    this.text = ''
    this.cursor = 0
  }

  /** These lines are behind what is being written, though it was begun before they were known. */
  goOnWith(history: readonly string[]): void {
    this.#history = history
    this.#at = history.length
    this.#changed.clear()
  }

  get empty(): boolean {
    return this.text === ''
  }

  /** Replaces the text from `start` to the cursor: a completion. */
  replace(start: number, text: string): void {
    this.#remember()
    this.text = this.text.slice(0, start) + text + this.text.slice(this.cursor)
    this.cursor = start + text.length
  }

  /** Puts a whole line there. */
  set(text: string): void {
    this.#remember()
    this.text = text
    this.cursor = text.length
  }

  key(key: Key): Effect | undefined {
    if (this.search) {
      const effect = this.#searchKey(key)
      if (effect !== 'go on') return effect
    }
    if (key.kind !== 'command') {
      this.#remember(key.kind === 'text')
      return this.#insert(key.text)
    }
    switch (key.name) {
      case 'enter':
        if (this.isComplete(this.text)) return { do: 'enter', text: this.text }
        this.#remember()
        this.cursor = this.text.length
        return this.#insert('\n')
      case 'left':
        return this.#move(this.#before(this.cursor))
      case 'right':
        return this.#move(this.#after(this.cursor))
      case 'word-left':
        return this.#move(this.#wordStart())
      case 'word-right':
        return this.#move(this.#wordEnd())
      case 'home':
        return this.#move(this.#lineStart())
      case 'end':
        return this.#move(this.#lineEnd())
      case 'up':
        return this.#vertical(-1)
      case 'down':
        return this.#vertical(1)
      case 'previous':
        return this.#go(this.#at - 1)
      case 'next':
        return this.#go(this.#at + 1)
      case 'backspace':
        return this.#cut(this.#before(this.cursor), this.cursor, false)
      case 'delete':
        return this.#cut(this.cursor, this.#after(this.cursor), false)
      case 'delete-word-left':
        return this.#cut(this.#wordStart(), this.cursor)
      case 'delete-word-right':
        return this.#cut(this.cursor, this.#wordEnd())
      case 'delete-to-space':
        return this.#cut(this.cursor - (/\S*\s*$/.exec(this.text.slice(0, this.cursor))?.[0].length ?? 0), this.cursor)
      case 'delete-to-start':
        return this.#cut(this.#lineStart(), this.cursor)
      case 'delete-to-end':
        return this.#cut(this.cursor, this.#lineEnd())
      case 'yank':
        this.#remember()
        return this.#insert(this.#kill)
      case 'transpose':
        return this.#transpose()
      case 'undo': {
        const last = this.#undo.pop()
        if (last) Object.assign(this, last)
        return last && DRAW
      }
      case 'complete':
        return { do: 'complete', back: false }
      case 'complete-back':
        return { do: 'complete', back: true }
      case 'last-argument': {
        const last = /(\S+)\s*$/.exec(this.#history.at(-1) ?? '')?.[1]
        if (!last) return undefined
        this.#remember()
        return this.#insert(last)
      }
      case 'search':
        this.search = { query: '', at: this.#history.length, found: true, before: { text: this.text, cursor: this.cursor } }
        return DRAW
      case 'cancel':
        return undefined
      case 'eof':
        return this.empty ? { do: 'eof' } : this.#cut(this.cursor, this.#after(this.cursor), false)
      default:
        return { do: key.name }
    }
  }

  #insert(text: string): Effect {
    this.text = this.text.slice(0, this.cursor) + text + this.text.slice(this.cursor)
    this.cursor += text.length
    return DRAW
  }

  #move(to: number): Effect {
    this.cursor = to
    return DRAW
  }

  #cut(from: number, to: number, keep = true): Effect | undefined {
    if (from >= to) return undefined
    this.#remember()
    if (keep) this.#kill = this.text.slice(from, to)
    this.text = this.text.slice(0, from) + this.text.slice(to)
    this.cursor = from
    return DRAW
  }

  #transpose(): Effect | undefined {
    const end = this.cursor === this.#lineEnd() ? this.cursor : this.#after(this.cursor)
    const middle = this.#before(end)
    const start = this.#before(middle)
    if (start === middle) return undefined
    this.#remember()
    this.text = this.text.slice(0, start) + this.text.slice(middle, end) + this.text.slice(start, middle) + this.text.slice(end)
    this.cursor = end
    return DRAW
  }

  /** Up and down move between the lines of one input first, then through the history. */
  #vertical(by: -1 | 1): Effect | undefined {
    const start = this.#lineStart()
    const end = this.#lineEnd()
    if (by < 0 && start > 0) {
      const above = this.text.lastIndexOf('\n', start - 2) + 1
      return this.#move(Math.min(above + (this.cursor - start), start - 1))
    }
    if (by > 0 && end < this.text.length) {
      const next = this.text.indexOf('\n', end + 1)
      return this.#move(Math.min(end + 1 + (this.cursor - start), next < 0 ? this.text.length : next))
    }
    return this.#go(this.#at + by)
  }

  #go(to: number): Effect | undefined {
    if (to < 0 || to > this.#history.length) return undefined
    this.#changed.set(this.#at, this.text)
    this.#at = to
    this.text = this.#changed.get(to) ?? this.#history[to] ?? ''
    this.cursor = this.text.length
    this.#undo = []
    return DRAW
  }

  #searchKey(key: Key): Effect | 'go on' {
    const search = this.search as Search
    if (key.kind !== 'command') {
      search.query += key.text
      return this.#find(Math.min(search.at, this.#history.length - 1))
    }
    switch (key.name) {
      case 'search':
      case 'up':
        return this.#find(search.at - 1)
      case 'backspace':
        search.query = search.query.slice(0, this.#beforeIn(search.query, search.query.length))
        return this.#find(this.#history.length - 1)
      case 'cancel':
      case 'interrupt':
        Object.assign(this, search.before)
        this.search = undefined
        return key.name === 'interrupt' ? { do: 'interrupt' } : DRAW
      default:
        this.search = undefined
        return key.name === 'complete' ? DRAW : 'go on'
    }
  }

  #find(from: number): Effect {
    const search = this.search as Search
    for (let at = from; at >= 0; at--) {
      const line = this.#history[at] as string
      const place = search.query === '' ? -1 : line.lastIndexOf(search.query)
      if (place < 0) continue
      Object.assign(search, { at, found: true })
      this.#at = at
      this.text = line
      this.cursor = place
      return DRAW
    }
    search.found = search.query === ''
    return DRAW
  }

  #remember(typing = false): void {
    const last = this.#undo.at(-1)
    if (typing && last && this.text.startsWith(last.text) && /\S$/.test(this.text) && this.text.length - last.text.length < 20) return
    this.#undo.push({ text: this.text, cursor: this.cursor })
    if (this.#undo.length > UNDO_LIMIT) this.#undo.shift()
  }

  #lineStart(): number {
    return this.text.lastIndexOf('\n', this.cursor - 1) + 1
  }

  #lineEnd(): number {
    const end = this.text.indexOf('\n', this.cursor)
    return end < 0 ? this.text.length : end
  }

  #wordStart(): number {
    return this.cursor - (/[\p{L}\p{N}_]*[^\p{L}\p{N}_]*$/u.exec(this.text.slice(0, this.cursor)) as RegExpExecArray)[0].length
  }

  #wordEnd(): number {
    return this.cursor + (/^[^\p{L}\p{N}_]*[\p{L}\p{N}_]*/u.exec(this.text.slice(this.cursor)) as RegExpExecArray)[0].length
  }

  #before(index: number): number {
    return this.#beforeIn(this.text, index)
  }

  #beforeIn(text: string, index: number): number {
    let last = 0
    for (const { index: at } of segmenter.segment(text.slice(Math.max(0, index - 64), index))) last = at
    return index === 0 ? 0 : Math.max(0, index - 64) + last
  }

  #after(index: number): number {
    const first = segmenter
      .segment(this.text.slice(index, index + 64))
      [Symbol.iterator]()
      .next().value as { segment: string } | undefined
    return first ? index + first.segment.length : index
  }
}

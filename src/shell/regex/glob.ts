import { cached, Regex } from './regex.ts'
import { ANY, escapeCharacter, type RegexNode, readBracket } from './syntax.ts'

/** A shell pattern (`*`, `?`, `[…]`, `\x`, and `@(a|b)` where `extended`) as a regex node. */
export function parseGlob(pattern: string, options: { lazy?: boolean; extended?: boolean } = {}): RegexNode {
  const letters = [...pattern]
  let at = 0
  const any = (): RegexNode => ({ type: 'repeat', item: ANY, min: 0, max: Number.POSITIVE_INFINITY, lazy: options.lazy ?? false })

  function sequence(depth: number): RegexNode {
    const items: RegexNode[] = []
    while (at < letters.length) {
      const letter = letters[at] as string
      if (depth > 0 && (letter === '|' || letter === ')')) break
      at++
      if (options.extended && depth < 20 && '?*+@!'.includes(letter) && letters[at] === '(') {
        at++
        const choices = [sequence(depth + 1)]
        while (letters[at] === '|') {
          at++
          choices.push(sequence(depth + 1))
        }
        at++
        const item: RegexNode = { type: 'either', items: choices }
        if (letter === '@') items.push(item)
        else if (letter === '!') items.push(any())
        else
          items.push({
            type: 'repeat',
            item,
            min: letter === '+' ? 1 : 0,
            max: letter === '?' ? 1 : Number.POSITIVE_INFINITY,
            lazy: options.lazy ?? false,
          })
      } else if (letter === '*') {
        while (letters[at] === '*') at++
        items.push(any())
      } else if (letter === '?') items.push(ANY)
      else if (letter === '[') {
        const negated = letters[at] === '!'
        if (negated) letters[at] = '^'
        const bracket = readBracket(letters, at)
        if (bracket) {
          at = bracket.end
          items.push({ type: 'character', source: bracket.source })
        } else {
          if (negated) letters[at] = '!'
          items.push({ type: 'character', source: '\\[' })
        }
      } else if (letter === '\\' && at < letters.length) items.push({ type: 'character', source: escapeCharacter(letters[at++] as string) })
      else items.push({ type: 'character', source: escapeCharacter(letter) })
    }
    return items.length === 1 ? (items[0] as RegexNode) : { type: 'sequence', items }
  }
  return sequence(0)
}

const START: RegexNode = { type: 'assertion', source: '^' }
const END: RegexNode = { type: 'assertion', source: '$' }

/** Does the whole text match the pattern? */
export function matchesGlob(pattern: string, text: string, extended = true): boolean {
  // !(a|b) at the top is what people write: everything but
  const not = extended ? /^!\(((?:[^()\\]|\\.)*)\)$/.exec(pattern) : null
  if (not) return !matchesGlob(`@(${not[1]})`, text)
  return cached(`g${+extended}${pattern}`, () => anchored([START, parseGlob(pattern, { extended }), END])).test(text)
}

function anchored(items: RegexNode[]): Regex {
  return new Regex({ node: { type: 'sequence', items }, groups: 1 })
}

/** Length of the shortest or longest head of `text` that matches; -1 when none does. */
export function matchingHead(pattern: string, text: string, longest: boolean): number {
  const regex = cached(`h${+longest}${pattern}`, () => anchored([START, parseGlob(pattern, { lazy: !longest, extended: true })]))
  return regex.exec(text)?.end ?? -1
}

/** Where the shortest or longest tail of `text` that matches begins; -1 when none does. */
export function matchingTail(pattern: string, text: string, longest: boolean): number {
  const regex = cached(`t${+longest}${pattern}`, () => {
    const head: RegexNode = { type: 'repeat', item: ANY, min: 0, max: Number.POSITIVE_INFINITY, lazy: longest }
    return anchored([START, { type: 'group', index: 1, item: head }, parseGlob(pattern, { extended: true }), END])
  })
  return regex.exec(text)?.groups[1]?.length ?? -1
}

/** A regex that finds the pattern anywhere in a text, greedily. */
export function globSearch(pattern: string, at: 'anywhere' | 'start' | 'end' = 'anywhere'): Regex {
  return cached(`s${at}${pattern}`, () => {
    const node = parseGlob(pattern, { extended: true })
    return anchored(at === 'start' ? [START, node] : at === 'end' ? [node, END] : [node])
  })
}

/** Escapes what would be special in a pattern. */
export function escapeGlob(text: string): string {
  return /[*?[\]\\!@+()|-]/.test(text) ? text.replace(/[*?[\]\\!@+()|-]/g, '\\$&') : text
}

import { mdxToMdast } from 'satteri'
import { parse } from 'yaml'

/** A lesson's frontmatter, as far as the lint reads it; src/content.config.ts has the schema. */
export interface Front {
  title: string
  summary: string
  order: number
  minutes: number
  scenario: string
  continues?: string[]
  exercises?: string[]
  ticks?: Record<string, { verb: string }>
}

/** A component in a lesson's text. */
export interface Part {
  name: string
  line: number
  /** where its opening tag ends in the source */
  openEnd: number
  start: number
  props: Readonly<Record<string, string | true>>
  /** what stands between its tags, as plain text */
  text: string
  /** the source between its tags */
  source: string
  parts: Part[]
}

export interface Link {
  url: string
  line: number
}

/** One language of a lesson, read with the parser that the site is built with. */
export interface LessonText {
  slug: string
  language: string
  source: string
  front: Front
  parts: Part[]
  links: Link[]
  /** texts of fenced and inline code, in order */
  code: { text: string; fenced: boolean; language: string; line: number }[]
  /** numbers of headings, list items and tables outside components, as marks */
  outline: string[]
  /** text for people, with its line */
  prose: { text: string; line: number }[]
}

/** Reads one MDX file. Throws when it is none. */
export function parseLesson(slug: string, language: string, source: string): LessonText {
  const tree: any = mdxToMdast(source)
  const front = parse(tree.children.find((node: any) => node.type === 'yaml')?.value ?? '') ?? {}
  const lesson: LessonText = { slug, language, source, front, parts: [], links: [], code: [], outline: [], prose: [] }
  visit(tree, lesson, lesson.parts)
  return lesson
}

/** All components of a name, wherever they stand, in the order of the text. */
export function all(parts: readonly Part[], ...names: string[]): Part[] {
  return parts.flatMap((part) => [...(names.includes(part.name) ? [part] : []), ...all(part.parts, ...names)])
}

const OUTLINE = new Set(['heading', 'list', 'listItem', 'table', 'tableRow', 'blockquote'])

function visit(node: any, lesson: LessonText, siblings: Part[]): void {
  const line: number = node.position?.start.line ?? 0
  let inside = siblings
  if (node.type === 'mdxJsxFlowElement' || node.type === 'mdxJsxTextElement') {
    const part = partOf(node, lesson.source)
    siblings.push(part)
    inside = part.parts
    // Commands and printed text are not prose.
    if (part.name === 'Run') return
  } else if (node.type === 'link' || node.type === 'definition') lesson.links.push({ url: node.url, line })
  else if (node.type === 'code') lesson.code.push({ text: node.value, fenced: true, language: node.lang ?? '', line })
  else if (node.type === 'inlineCode') lesson.code.push({ text: node.value, fenced: false, language: '', line })
  else if (node.type === 'text') lesson.prose.push({ text: node.value, line })
  else if (OUTLINE.has(node.type)) lesson.outline.push(node.type)
  for (const child of node.children ?? []) visit(child, lesson, inside)
}

function partOf(node: any, source: string): Part {
  const children: any[] = node.children ?? []
  const props: Record<string, string | true> = {}
  for (const { name, value } of node.attributes ?? []) {
    props[name] = value === null || value === undefined ? true : typeof value === 'string' ? value : literal(value.value)
  }
  const whole = source.slice(node.position.start.offset, node.position.end.offset)
  const close = whole.lastIndexOf(`</${node.name}`)
  const first = children[0]?.position?.start.offset
  const openEnd = close < 0 ? node.position.end.offset : endOfTag(source, node.position.start.offset)
  return {
    name: node.name ?? '',
    line: node.position.start.line,
    start: node.position.start.offset,
    openEnd: first === undefined ? openEnd : Math.min(openEnd, first),
    props,
    text: children.map(plain).join('').trim(),
    source: close < 0 ? '' : source.slice(openEnd, node.position.start.offset + close),
    parts: [],
  }
}

/** The offset after the `>` of the tag that begins at `start`: braces and quotes are skipped. */
function endOfTag(source: string, start: number): number {
  let braces = 0
  let quote = ''
  for (let at = start; at < source.length; at++) {
    const character = source[at] as string
    if (quote) {
      if (character === '\\' && quote === '`') at++
      else if (character === quote) quote = ''
    } else if (character === '`' || (character === '"' && braces === 0)) quote = character
    else if (character === '{') braces++
    else if (character === '}') braces--
    else if (character === '>' && braces === 0) return at + 1
  }
  return source.length
}

/** Text of a node as a reader sees it; what Markdown would turn into something else is marked so that no command goes through with it. */
function plain(node: any): string {
  if (node.type === 'text' || node.type === 'inlineCode') return node.value
  if (node.type === 'mdxTextExpression' || node.type === 'mdxFlowExpression') return literal(node.value)
  if (node.type === 'break') return '\n'
  return (node.children ?? []).map(plain).join('')
}

/** The value of `"…"` or `` `…` `` in braces. Lessons are ours: this runs their expressions as the build does. */
function literal(expression: string): string {
  return String(new Function(`return (${expression})`)())
}

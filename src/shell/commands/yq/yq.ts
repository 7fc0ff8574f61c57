import { type Document, isScalar, parse, parseAllDocuments } from 'yaml'
import { readAll } from '../../../sim/pipe.ts'
import { type Command, readOptions } from '../../command.ts'
import { jsonText } from '../jq/jq.ts'
import { JqRun } from '../jq/run.ts'
import { parseJq } from '../jq/syntax.ts'
import { type Filter, JqSyntaxError, type Json } from '../jq/tree.ts'
import { isObject, JqError } from '../jq/values.ts'

const STEPS = 1_000_000

/** Changes a document where `next` differs from `old`: comments and layout of the rest stay. */
function applyChanges(document: Document, path: readonly (string | number)[], old: Json, next: Json): void {
  if (isObject(old) && isObject(next)) {
    for (const key of Object.keys(old)) if (!Object.hasOwn(next, key)) document.deleteIn([...path, key])
    for (const key of Object.keys(next)) {
      if (!Object.hasOwn(old, key)) document.setIn([...path, key], document.createNode(next[key]))
      else applyChanges(document, [...path, key], old[key] as Json, next[key] as Json)
    }
    return
  }
  if (Array.isArray(old) && Array.isArray(next) && old.length === next.length) {
    for (const [index, value] of next.entries()) applyChanges(document, [...path, index], old[index] as Json, value)
    return
  }
  if (JSON.stringify(old) === JSON.stringify(next)) return
  if (path.length === 0) {
    document.contents = document.createNode(next) as never
    return
  }
  const node = document.getIn(path, true)
  if (isScalar(node) && (next === null || typeof next !== 'object')) node.value = next
  else document.setIn(path, document.createNode(next))
}

/** Does the program change its input, and so give a document back? */
function changes(filter: Filter): boolean {
  if (filter.type === 'assign' || (filter.type === 'call' && (filter.name === 'del' || filter.name === 'setpath'))) return true
  return filter.type === 'pipe' && changes(filter.left) && changes(filter.right)
}

/** The expression with `strenv(NAME)` and `env(NAME)` as the values they stand for: a text, and whatever YAML the text is. */
function withVariables(expression: string, environment: ReadonlyMap<string, string>): string {
  return expression.replace(/\b(str)?env\((\w+)\)/g, (_, text: string | undefined, name: string) => {
    const value = environment.get(name) ?? ''
    return JSON.stringify(text ? value : parse(value))
  })
}

/** yq (mikefarah's, version 4): jq-like expressions over YAML */
export const yq: Command = function* (io) {
  const args = io.args[0] === 'e' || io.args[0] === 'eval' ? io.args.slice(1) : io.args
  const options = yield* readOptions(Object.assign(Object.create(io), { args }), 'io:p:rPnNI:CMje', {
    inplace: 'i',
    'output-format': 'o',
    'input-format': 'p',
    unwrapScalar: 'r',
    prettyPrint: 'P',
    'null-input': 'n',
    'no-doc': 'N',
    indent: 'I',
    tojson: 'j',
    'exit-status': 'e',
  })
  if (!options) return 1
  const words = [...options.operands]
  // `yq file.yaml` shows the file
  const expression = words.length > 0 && !io.fs.exists(io.path(words[0] as string)) ? (words.shift() as string) : '.'
  const problem = function* (text: string) {
    yield* io.process.stderr.write(`Error: ${text}\n`)
    return 1
  }
  let filter: Filter
  try {
    filter = parseJq(withVariables(expression, io.process.env))
  } catch (error) {
    if (!(error instanceof JqSyntaxError)) throw error
    return yield* problem(`podtalk does not simulate this yq expression: ${expression}`)
  }
  const json = options.has('j') || /^j/.test(options.get('o') ?? '')
  const indent = Math.min(8, Number(options.get('I') ?? 2) || 0)
  let out = ''
  let last: Json | undefined
  const write = (document: Document, value: Json, input?: Json): string => {
    last = value
    if (json) return `${jsonText(value, { indent: ' '.repeat(indent) })}\n`
    if (typeof value === 'string') return `${value}\n`
    if (value === null || typeof value !== 'object') return `${value}\n`
    const copy = document.clone() as Document
    // the document itself, chosen by `select`, keeps its comments
    if (value !== input) copy.contents = copy.createNode(value) as never
    return copy.toString({ indent: indent || 2, lineWidth: 0 }).replace(/^---\n/, '')
  }
  for (const name of options.has('n') ? [undefined] : words.length > 0 ? words : ['-']) {
    const reader = name === undefined ? undefined : yield* io.open(name)
    if (name !== undefined && !reader) return yield* problem(`open ${name}: no such file or directory`)
    const documents = parseAllDocuments(reader ? yield* readAll(reader) : 'null')
    let text = ''
    for (const document of documents) {
      const error = document.errors[0]
      if (error) return yield* problem(`bad file '${name}': yaml: line ${error.linePos?.[0].line ?? 1}: ${error.message.split('\n')[0]}`)
      const input = document.toJS({ maxAliasCount: 100 }) as Json
      const run = new JqRun({ steps: STEPS, environment: io.process.env, now: io.now, input: () => undefined, debug: () => undefined })
      const before = text
      text = ''
      try {
        if (changes(filter) || options.has('i') || (filter.type === 'identity' && !json)) {
          for (const value of run.run(filter, input, new Map())) {
            applyChanges(document as Document, [], input, value)
            text += json
              ? write(document as Document, value)
              : document.toString({ indent: indent || 2, lineWidth: 0 }).replace(/^---\n/, '')
          }
        } else for (const value of run.run(filter, input, new Map())) text += write(document as Document, value, input)
      } catch (caught) {
        if (!(caught instanceof JqError)) throw caught
        return yield* problem(
          /is not defined$/.test(caught.message) ? `podtalk does not simulate this yq expression: ${expression}` : caught.message,
        )
      }
      // between what two documents gave, and only there
      text = before + (before !== '' && text !== '' && !options.has('N') && !json ? '---\n' : '') + text
    }
    if (options.has('i') && name !== undefined && name !== '-') {
      const target = name
      yield* io.attempt(
        () => io.fs.writeFile(io.path(target), text),
        (reason) => `${target}: ${reason}`,
      )
    } else out += text
  }
  yield* io.out(out)
  return options.has('e') && (last === null || last === false || last === undefined) ? 1 : io.status
}

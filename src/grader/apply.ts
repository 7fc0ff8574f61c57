import { type Document, isMap, isSeq, LineCounter, parseDocument } from 'yaml'
import type { JsonObject } from '../cluster/api/object.ts'
import type { Status } from '../cluster/api/types.ts'
import { ADMIN, type ApiResponse } from '../cluster/apiserver/door.ts'
import { OMIT_MANAGED_FIELDS } from '../cluster/apiserver/exchange.ts'
import { resources } from '../cluster/apiserver/resources/index.ts'
import { lastApplied, withLastApplied } from '../kubectl/apply/last-applied.ts'
import { threeWayPatch } from '../kubectl/apply/three-way.ts'
import { documentsOf, flatten, type ManifestText } from '../kubectl/manifests.ts'
import type { Lab } from '../lab/lab.ts'
import type { Applied } from './checks/verdict.ts'
import type { Place } from './report.ts'

const HEADERS = { 'content-type': 'application/json', [OMIT_MANAGED_FIELDS]: '1' }
const PATCH_HEADERS = { ...HEADERS, 'content-type': 'application/strategic-merge-patch+json' }
const WRITING = { fieldManager: 'kubectl-client-side-apply', fieldValidation: 'Strict' }

/** Objects of one submission. */
const MAX_OBJECTS = 500

/** Applies every `.yaml`, `.yml` and `.json` file in path order, as `kubectl apply -f` would, and says what was refused and where. */
export function applyFiles(lab: Lab, files: Readonly<Record<string, string>>): Applied {
  const refusals: Applied['refusals'][number][] = []
  let objects = 0
  for (const file of Object.keys(files).sort()) {
    if (!/\.(ya?ml|json)$/.test(file)) continue
    const text = files[file] as string
    for (const document of documentsOf(text)) {
      const places = new Places(file, text, document)
      let value: any
      try {
        value = document.read()
      } catch (error) {
        const { message } = error as Error
        refusals.push({ message, place: places.ofProblem(message) })
        break
      }
      if (value === null || value === undefined) continue
      for (const object of flatten(value)) {
        if (++objects > MAX_OBJECTS)
          return { objects, refusals: [{ message: `podtalk grades at most ${MAX_OBJECTS} objects`, place: { file, line: 1, column: 1 } }] }
        const status = applyObject(lab, object)
        if (status)
          refusals.push({
            message: status.message ?? 'refused',
            place: places.ofField(status.details?.causes?.[0]?.field ?? unknownField(status)),
          })
      }
    }
  }
  return { objects, refusals }
}

/** Finds places in a document, in lines of its file. The document is parsed when it is first asked: most have nothing to complain of. */
class Places {
  readonly #file: string
  readonly #text: string
  readonly #document: ManifestText
  #parsed: { tree: Document.Parsed; lines: LineCounter; above: number } | undefined

  constructor(file: string, text: string, document: ManifestText) {
    this.#file = file
    this.#text = text
    this.#document = document
  }

  /** Where `spec.ports[0].nodePort` stands. */
  ofField(field: string): Place {
    return this.#at(offsetOf(this.#parse().tree, field))
  }

  /** Where the document cannot be read. `message` may name the line, which counts from the document's first. */
  ofProblem(message: string): Place {
    // How deep the parser below gets before its stack ends depends on what has run before: the place would, too.
    if (message.includes('exceeded max depth')) return { file: this.#file, line: this.#lineOf(this.#document.start), column: 1 }
    const problem = this.#parse().tree.errors[0]
    if (problem) return this.#at(problem.pos[0])
    return { file: this.#file, line: this.#parse().above + Number(/ line (\d+):/.exec(message)?.[1] ?? 1), column: 1 }
  }

  #parse(): { tree: Document.Parsed; lines: LineCounter; above: number } {
    if (!this.#parsed) {
      const { start, text } = this.#document
      const lines = new LineCounter()
      const tree = parseDocument(text, { lineCounter: lines, prettyErrors: false, version: '1.1', merge: true })
      this.#parsed = { tree, lines, above: this.#lineOf(start) - 1 }
    }
    return this.#parsed
  }

  #lineOf(offset: number): number {
    return this.#text.slice(0, offset).split('\n').length
  }

  #at(offset: number): Place {
    const { lines, above } = this.#parse()
    const { line, col } = lines.linePos(offset)
    return { file: this.#file, line: above + line, column: col }
  }
}

/**
 * Creates the object, or changes the one that is there as `kubectl apply` does: what was applied
 * before and is not in the manifest any more goes away. The server's Status when it refuses.
 */
function applyObject(lab: Lab, object: any): Status | undefined {
  const path = collectionOf(object)
  if (typeof path !== 'string') return path
  const send = (method: 'GET' | 'POST' | 'PATCH', to: string, body?: unknown): ApiResponse =>
    lab.cluster.door.handle({
      method,
      path: to,
      query: method === 'GET' ? {} : WRITING,
      headers: method === 'PATCH' ? PATCH_HEADERS : HEADERS,
      ...(method === 'GET' ? {} : { body }),
      user: ADMIN,
    })
  if (!object.metadata?.name && object.metadata?.generateName)
    return { message: `from ${object.metadata.generateName}: cannot use generate name with apply` }
  const own = `${path}/${encodeURIComponent(String(object.metadata?.name ?? ''))}`
  const there = object.metadata?.name ? send('GET', own) : undefined
  if (there?.status !== 200) return refusal(send('POST', path, object))
  const current = there.body as JsonObject
  const patch = threeWayPatch(lastApplied(current) ?? {}, withLastApplied(object), current)
  return Object.keys(patch).length === 0 ? undefined : refusal(send('PATCH', own, patch))
}

function refusal(answer: ApiResponse): Status | undefined {
  return answer.status < 300 ? undefined : (answer.body as Status)
}

/** The path of the collection that an object belongs into, or kubectl's complaint that there is none. */
function collectionOf(object: any): string | Status {
  const { apiVersion, kind, metadata } = object ?? {}
  const missing =
    typeof kind !== 'string' || kind === '' ? 'kind' : typeof apiVersion !== 'string' || apiVersion === '' ? 'apiVersion' : undefined
  if (missing) return { message: `error validating data: [${missing} not set]` }
  const resource = resources.find(
    (each) => each.kind === kind && (each.group === '' ? each.version : `${each.group}/${each.version}`) === apiVersion,
  )
  if (!resource) return { message: `no matches for kind "${kind}" in version "${apiVersion}"` }
  const root = resource.group === '' ? `/api/${resource.version}` : `/apis/${apiVersion}`
  return resource.namespaced ? `${root}/namespaces/${metadata?.namespace ?? 'default'}/${resource.plural}` : `${root}/${resource.plural}`
}

/** `unknown field "spec.replica"` names its place in the message only. */
function unknownField(status: Status): string {
  return /(?:unknown|duplicate) field "([^"]+)"/.exec(status.message ?? '')?.[1] ?? ''
}

/** Where `spec.ports[0].nodePort` stands in the text; the nearest node above it that is there. */
function offsetOf(document: Document.Parsed, field: string): number {
  let node: unknown = document.contents
  let offset = document.contents?.range?.[0] ?? 0
  for (const step of field.match(/[^.[\]]+/g) ?? []) {
    if (isMap(node)) {
      const pair = node.items.find((item) => String(item.key) === step)
      if (!pair) break
      offset = (pair.key as { range?: [number, number, number] }).range?.[0] ?? offset
      node = pair.value
    } else if (isSeq(node)) {
      const item = node.items[Number(step)]
      if (!item) break
      offset = (item as { range?: [number, number, number] }).range?.[0] ?? offset
      node = item
    } else break
  }
  return offset
}

import { timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { RateLimiterMemory } from 'rate-limiter-flexible'
import type { Assignment } from '../../grader/exercise.ts'
import { type Language, pointsOf } from '../../grader/exercise.ts'
import { reportWithSentences } from '../../grader/formats/json.ts'
import { isSession } from '../../grader/session-text.ts'
import { sentence } from '../../grader/words.ts'
import type { Pool } from '../../grading/pool.ts'
import { FileCounter, type Files, textHandedIn, UnreadableSubmission } from '../files.ts'
import { readZip } from '../grade/zip.ts'
import { VERSION } from '../version.ts'
import { limitConnections } from './connections.ts'
import { Intake } from './intake.ts'
import { openApi } from './openapi.ts'
import { Problem } from './problem.ts'

export interface GradeServerOptions {
  assignments: Readonly<Record<string, Assignment>>
  pool: Pool
  /** bytes of one request */
  maxBody: number
  /** bodies that may be on their way at once (default 100), and the ms that each may take (default 15,000) */
  maxBodies?: number
  bodyTime?: number
  /** connections at once; default 1,000 */
  maxConnections?: number
  /** submissions that may wait for their turn */
  maxWaiting: number
  /** submissions of one address a minute */
  perMinute: number
  /** asked for as a bearer token where there is one */
  token?: string | undefined
}

/** A request's head must be there after so many ms. */
const HEAD_TIME = 10_000

/** Grades what is posted. Nothing is kept, nothing is logged; an answer is JSON, always. */
export function createGradeServer(options: GradeServerOptions): Server {
  const { assignments, pool, maxBody, maxWaiting, perMinute, maxBodies = 100, bodyTime = 15_000, maxConnections = 1_000 } = options
  const intake = new Intake({ maxBody, maxBodies, bodyTime })
  const limiter = new RateLimiterMemory({ points: perMinute, duration: 60 })
  const document = openApi(VERSION, maxBody)
  let waiting = 0

  async function answer(request: IncomingMessage): Promise<unknown> {
    const { pathname, searchParams } = addressOf(request)
    if (pathname === '/health') return only(request, 'GET', () => ({ status: 'ok', podtalk: VERSION, waiting }))
    if (pathname === '/openapi.json') return only(request, 'GET', () => document)
    authorize(request)
    if (pathname === '/v1/exercises') return only(request, 'GET', () => list)
    const id = /^\/v1\/exercises\/([a-z0-9-]+)\/grade$/.exec(pathname)?.[1]
    if (id === undefined) throw new Problem(404, `there is nothing at ${pathname}`)
    return only(request, 'POST', () => gradeOne(request, id, searchParams.get('lang') ?? 'en'))
  }

  const list = Object.values(assignments).map(({ exercise }) => {
    const { id, lesson, kind, title, files } = exercise
    return { id, lesson, kind, title, files, maxScore: pointsOf(exercise) }
  })

  function only<T>(request: IncomingMessage, method: string, then: () => T): T {
    if (request.method !== method) throw new Problem(405, `${method} is what this takes`, { allow: method })
    return then()
  }

  function authorize({ headers }: IncomingMessage): void {
    if (options.token === undefined) return
    const given = Buffer.from(headers.authorization ?? '')
    const wanted = Buffer.from(`Bearer ${options.token}`)
    if (given.length !== wanted.length || !timingSafeEqual(given, wanted))
      throw new Problem(401, 'a token is needed', { 'www-authenticate': 'Bearer' })
  }

  async function gradeOne(request: IncomingMessage, id: string, language: string): Promise<unknown> {
    if (!Object.hasOwn(assignments, id)) throw new Problem(404, `there is no exercise ${id}`)
    if (language !== 'en' && language !== 'zh-tw') throw new Problem(400, `there is no language ${language.slice(0, 20)}`)
    await limiter.consume(request.socket.remoteAddress ?? '').catch(() => {
      throw new Problem(429, `at most ${perMinute} submissions a minute`, { 'retry-after': '60' })
    })
    checkRoom()
    const body = await intake.take(request)
    // Only who has handed in waits, and only for those who have.
    checkRoom()
    waiting++
    try {
      const files = await filesOf(request.headers['content-type'] ?? '', body, id, language)
      return reportWithSentences(await pool.grade(assignments[id] as Assignment, { files }), language)
    } finally {
      waiting--
    }
  }

  function checkRoom(): void {
    if (waiting >= maxWaiting) throw new Problem(503, 'too many submissions wait; try again', { 'retry-after': '5' })
  }

  async function filesOf(type: string, body: Uint8Array, id: string, language: Language): Promise<Files> {
    const kind = type.split(';')[0]?.trim().toLowerCase() ?? ''
    try {
      if (kind === 'application/zip') return await readZip(body)
      if (kind === 'application/json') return filesInJson(textHandedIn(body, 'the body'))
      if (['application/yaml', 'application/x-yaml', 'text/yaml', 'text/plain', 'text/x-sh'].includes(kind))
        return { [assignments[id]?.exercise.kind === 'commands' ? 'body.sh' : 'body.yaml']: textHandedIn(body, 'the body') }
    } catch (error) {
      if (error instanceof UnreadableSubmission) throw new Problem(400, sentence(error.why, language))
      throw error
    }
    throw new Problem(415, 'a submission is application/json, application/yaml, text/plain or application/zip')
  }

  const timeouts = { headersTimeout: HEAD_TIME, requestTimeout: HEAD_TIME + bodyTime, connectionsCheckingInterval: 1_000 }
  const server = createServer({ maxHeaderSize: 16_384, ...timeouts }, (request, response) => {
    answer(request).then(
      (value) => send(response, 200, value),
      (error: unknown) => {
        const { status, message, headers } = error instanceof Problem ? error : new Problem(500, 'Podtalk itself failed')
        // What else the client sends of a refused body is not read.
        const leave: Record<string, string> = request.complete ? {} : { connection: 'close' }
        response.once('finish', () => request.complete || request.socket.destroySoon())
        send(response, status, { error: message }, { ...headers, ...leave })
      },
    )
  })
  limitConnections(server, maxConnections)
  return server
}

function filesInJson(text: string): Files {
  if (isSession(text)) return { 'session.json': text }
  let value: any
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new Problem(400, `not JSON: ${(error as Error).message.slice(0, 200)}`)
  }
  const files = value?.files
  if (typeof files !== 'object' || files === null || Array.isArray(files)) throw new Problem(400, 'files must be texts by path')
  const counter = new FileCounter()
  const out: Files = Object.create(null)
  for (const [path, content] of Object.entries(files)) {
    if (typeof content !== 'string') throw new Problem(400, `files: ${path.slice(0, 100)} must be a text`)
    counter.add(path.slice(0, 100), content.length)
    out[path] = content
  }
  return out
}

function addressOf({ url = '/' }: IncomingMessage): URL {
  try {
    return new URL(url, 'http://localhost')
  } catch {
    throw new Problem(400, 'the address cannot be read')
  }
}

function send(response: ServerResponse, status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): void {
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
    ...headers,
  })
  response.end(`${JSON.stringify(value)}\n`)
}

import { timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { RateLimiterMemory } from 'rate-limiter-flexible'
import type { Assignment } from '../../grader/exercise.ts'
import { type Language, pointsOf } from '../../grader/exercise.ts'
import { reportWithSentences } from '../../grader/formats/json.ts'
import { isSession } from '../../grader/session-text.ts'
import type { Pool } from '../../grading/pool.ts'
import { FileCounter, type Files, textOf, UnreadableSubmission } from '../files.ts'
import { readZip } from '../grade/zip.ts'
import { VERSION } from '../version.ts'
import { openApi } from './openapi.ts'

export interface GradeServerOptions {
  assignments: Readonly<Record<string, Assignment>>
  pool: Pool
  /** bytes of one request */
  maxBody: number
  /** submissions that may wait for their turn */
  maxWaiting: number
  /** submissions of one address a minute */
  perMinute: number
  /** asked for as a bearer token where there is one */
  token?: string | undefined
}

/** What a client did wrong, or what stands in its way. */
class Problem extends Error {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  constructor(status: number, text: string, headers: Readonly<Record<string, string>> = {}) {
    super(text)
    this.status = status
    this.headers = headers
  }
}

/** Grades what is posted. Nothing is kept, nothing is logged; an answer is JSON, always. */
export function createGradeServer(options: GradeServerOptions): Server {
  const { assignments, pool, maxBody, maxWaiting, perMinute } = options
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
    if (waiting >= maxWaiting) throw new Problem(503, 'too many submissions wait; try again', { 'retry-after': '5' })
    waiting++
    try {
      const files = await filesOf(request.headers['content-type'] ?? '', await bodyOf(request, maxBody), id)
      return reportWithSentences(await pool.grade(assignments[id] as Assignment, { files }), language as Language)
    } finally {
      waiting--
    }
  }

  async function filesOf(type: string, body: Uint8Array, id: string): Promise<Files> {
    const kind = type.split(';')[0]?.trim().toLowerCase() ?? ''
    try {
      if (kind === 'application/zip') return await readZip(body)
      if (kind === 'application/json') return filesInJson(textOf(body))
      if (['application/yaml', 'application/x-yaml', 'text/yaml', 'text/plain', 'text/x-sh'].includes(kind))
        return { [assignments[id]?.exercise.kind === 'commands' ? 'body.sh' : 'body.yaml']: textOf(body) }
    } catch (error) {
      if (error instanceof UnreadableSubmission) throw new Problem(400, error.message)
      throw error
    }
    throw new Problem(415, 'a submission is application/json, application/yaml, text/plain or application/zip')
  }

  const server = createServer({ maxHeaderSize: 16_384, requestTimeout: 30_000, headersTimeout: 10_000 }, (request, response) => {
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
  server.maxConnections = 1_000
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

/** The bytes of a request; what is too much is not read any further. */
function bodyOf(request: IncomingMessage, limit: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const tooMuch = (): void => reject(new Problem(413, `at most ${limit} bytes`))
    if (Number(request.headers['content-length'] ?? 0) > limit) return tooMuch()
    const pieces: Buffer[] = []
    let size = 0
    request.on('data', (piece: Buffer) => {
      size += piece.length
      if (size <= limit) return void pieces.push(piece)
      request.pause()
      tooMuch()
    })
    request.on('end', () => resolve(Buffer.concat(pieces)))
    request.on('close', () => reject(new Problem(400, 'the request ended too early')))
    request.on('error', () => reject(new Problem(400, 'the request ended too early')))
  })
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

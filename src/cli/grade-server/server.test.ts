import { readFileSync } from 'node:fs'
import { type AddressInfo, connect } from 'node:net'
import { join } from 'node:path'
import { Validator } from '@seriousme/openapi-schema-validator'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { zipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Assignment } from '../../grader/exercise.ts'
import { Pool } from '../../grading/pool.ts'
import { contentFolder, readAssignment } from '../course.ts'
import { createGradeServer } from './server.ts'

const RIGHT = readFileSync(join(contentFolder(), 'exercises/backend-service/solutions/plain/backend-service.yaml'), 'utf8')
const assignments = { 'backend-service': readAssignment('backend-service') as Assignment }
const pool = new Pool({ workers: 1, time: 20_000, memory: 512 })
const options = { assignments, pool, maxBody: 100_000, maxWaiting: 3, perMinute: 1_000 }
const open = createGradeServer(options)
const guarded = createGradeServer({ ...options, token: 'a-token-of-sixteen', perMinute: 2 })
let at = ''
let guardedAt = ''

beforeAll(async () => {
  for (const server of [open, guarded]) await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  at = `http://127.0.0.1:${(open.address() as AddressInfo).port}`
  guardedAt = `http://127.0.0.1:${(guarded.address() as AddressInfo).port}`
})
afterAll(async () => {
  open.close()
  guarded.close()
  await pool.close()
})

/** A body in pieces that is larger than the server takes. */
function endless(): string {
  const head =
    'POST /v1/exercises/backend-service/grade HTTP/1.1\r\nhost: x\r\ncontent-type: text/yaml\r\ntransfer-encoding: chunked\r\n\r\n'
  return head + `2000\r\n${'x'.repeat(0x2000)}\r\n`.repeat(20)
}

const post = (
  body: string | Uint8Array,
  type: string,
  path = '/v1/exercises/backend-service/grade',
  base = at,
  headers = {},
): Promise<Response> => fetch(base + path, { method: 'POST', body: body as BodyInit, headers: { 'content-type': type, ...headers } })

describe('the grading server', () => {
  test.each<[string, string | Uint8Array, string]>([
    ['a manifest', RIGHT, 'application/yaml'],
    ['files as JSON', JSON.stringify({ files: { 'a.yaml': RIGHT } }), 'application/json'],
    ['a zip', zipSync({ 'a.yaml': new TextEncoder().encode(RIGHT) }), 'application/zip'],
  ])('grades %s', async (_, body, type) => {
    const response = await post(body, type)
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({ exercise: 'backend-service', score: 4, passed: true })
  })

  test('speaks both languages', async () => {
    const report = await (await post('a: b', 'text/plain', '/v1/exercises/backend-service/grade?lang=zh-tw')).json()
    expect(JSON.stringify(report)).toMatch(/[一-鿿]/)
  })

  test.each<[number, string, string | Uint8Array, string, string?]>([
    [400, 'broken JSON', '{', 'application/json'],
    [400, 'files that are none', '{"files": ["x"]}', 'application/json'],
    [400, 'a zip that leads out', zipSync({ '../a.yaml': new Uint8Array(1) }), 'application/zip'],
    [404, 'another exercise', RIGHT, 'text/yaml', '/v1/exercises/nothing/grade'],
    [404, 'a name out of the prototype', RIGHT, 'text/yaml', '/v1/exercises/constructor/grade'],
    [413, 'too much', 'x'.repeat(200_000), 'text/yaml'],
    [415, 'something else', RIGHT, 'image/png'],
    [405, 'another method', RIGHT, 'text/yaml', '/v1/exercises'],
  ])('answers %i to %s', async (status, _, body, type, path) => {
    const response = await post(body, type, path)
    expect(response.status).toBe(status)
    expect(await response.json()).toHaveProperty('error')
  })

  test('lets only so many wait', async () => {
    const answers = await Promise.all(Array.from({ length: 12 }, () => post(RIGHT, 'text/yaml')))
    const statuses = answers.map(({ status }) => status)
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThanOrEqual(3)
    expect(statuses).toContain(503)
    expect(answers.find(({ status }) => status === 503)?.headers.get('retry-after')).toBe('5')
  })

  test('asks for its token, and lets one address only send so much', async () => {
    const path = '/v1/exercises/backend-service/grade'
    expect((await post(RIGHT, 'text/yaml', path, guardedAt)).status).toBe(401)
    const send = (): Promise<Response> => post(RIGHT, 'text/yaml', path, guardedAt, { authorization: 'Bearer a-token-of-sixteen' })
    expect([(await send()).status, (await send()).status, (await send()).status]).toEqual([200, 200, 429])
    expect((await fetch(`${guardedAt}/health`)).status).toBe(200)
  })

  test('describes itself in OpenAPI, and answers as it says there', async () => {
    const document = (await (await fetch(`${at}/openapi.json`)).json()) as any
    expect(await new Validator().validate(document)).toMatchObject({ valid: true })
    const ajv = new Ajv2020({ strict: false })
    const fits = async (path: string, method: string, status: number, response: Response): Promise<unknown> => {
      expect(response.status).toBe(status)
      const found = document.paths[path][method].responses[status]
      const validate = ajv.compile({ ...found.content['application/json'].schema, components: document.components })
      const body = await response.json()
      validate(body)
      expect({ path, status, errors: validate.errors }).toEqual({ path, status, errors: null })
      return body
    }
    expect(await fits('/v1/exercises', 'get', 200, await fetch(`${at}/v1/exercises`))).toMatchObject([
      { id: 'backend-service', maxScore: 4 },
    ])
    expect(await fits('/health', 'get', 200, await fetch(`${at}/health`))).toMatchObject({ status: 'ok', waiting: 0 })
    const grade = '/v1/exercises/{id}/grade'
    await fits(grade, 'post', 200, await post(RIGHT, 'text/yaml'))
    await fits(grade, 'post', 200, await post('{', 'text/yaml'))
    await fits(grade, 'post', 400, await post('{', 'application/json'))
    await fits(grade, 'post', 404, await post(RIGHT, 'text/yaml', '/v1/exercises/nothing/grade'))
    await fits(grade, 'post', 413, await post('x'.repeat(200_000), 'text/yaml'))
    await fits(grade, 'post', 415, await post(RIGHT, 'image/png'))
  })

  test.each([
    ['an address that is none', 'GET // HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n', 400],
    ['no HTTP at all', 'hello\r\n\r\n', 400],
    ['a head without end', `GET /health HTTP/1.1\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
    ['a body without end', endless(), 413],
    ['a length that is none', 'POST /v1/exercises/backend-service/grade HTTP/1.1\r\nhost: x\r\ncontent-length: -1\r\n\r\n', 400],
  ])('is not put off by %s', async (_, sent, status) => {
    const answer = await new Promise<string>((resolve) => {
      let text = ''
      const socket = connect(Number(new URL(at).port), '127.0.0.1', () => socket.write(sent))
      socket.on('data', (piece) => (text += piece)).on('error', () => {})
      socket.on('close', () => resolve(text))
    })
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
    expect((await post(RIGHT, 'text/yaml')).status).toBe(200)
  })

  describe('with clients that send slowly', () => {
    const slow = createGradeServer({ ...options, maxWaiting: 1, maxBodies: 3, bodyTime: 400 })
    let port = 0
    beforeAll(async () => {
      await new Promise<void>((resolve) => slow.listen(0, '127.0.0.1', resolve))
      port = (slow.address() as AddressInfo).port
    })
    afterAll(() => void slow.close())

    /** Begins to send, and goes no further; what it hears in the end. */
    function dawdle(): { begun: Promise<unknown>; heard: Promise<string> } {
      const head =
        'POST /v1/exercises/backend-service/grade HTTP/1.1\r\nhost: x\r\ncontent-type: text/yaml\r\ncontent-length: 1000\r\n\r\nabc'
      const socket = connect(port, '127.0.0.1')
      let text = ''
      socket.on('data', (piece) => (text += piece)).on('error', () => {})
      return {
        begun: new Promise((resolve) => socket.on('connect', () => socket.write(head, resolve))),
        heard: new Promise((resolve) => socket.on('close', () => resolve(text))),
      }
    }
    const grade = () => post(RIGHT, 'text/yaml', undefined, `http://127.0.0.1:${port}`)

    test('the others are graded meanwhile, and those are told after their time', async () => {
      const clients = [dawdle(), dawdle()]
      await Promise.all(clients.map(({ begun }) => begun))
      expect((await grade()).status).toBe(200)
      for (const { heard } of clients) expect(await heard).toMatch(/^HTTP\/1.1 408 /)
    })

    test('they cannot take all places: the one that sends longest makes way', async () => {
      const clients = Array.from({ length: 6 }, dawdle)
      await Promise.all(clients.map(({ begun }) => begun))
      expect((await grade()).status).toBe(200)
      const heard = await Promise.all(clients.map((client) => client.heard))
      expect(heard.filter((text) => text.startsWith('HTTP/1.1 503 ')).length).toBeGreaterThanOrEqual(3)
    })
  })

  test('connections that ask nothing make way', async () => {
    const few = createGradeServer({ ...options, maxConnections: 2 })
    await new Promise<void>((resolve) => few.listen(0, '127.0.0.1', resolve))
    const { port } = few.address() as AddressInfo
    const idle = Array.from({ length: 2 }, () => connect(port, '127.0.0.1').on('error', () => {}))
    await Promise.all(idle.map((socket) => new Promise((resolve) => socket.on('connect', resolve))))
    expect((await fetch(`http://127.0.0.1:${port}/health`)).status).toBe(200)
    for (const socket of idle) socket.destroy()
    few.closeAllConnections()
    few.close()
  })

  test('stops when all is answered, whatever clients have left behind', async () => {
    const own = createGradeServer(options)
    await new Promise<void>((resolve) => own.listen(0, '127.0.0.1', resolve))
    const socket = connect((own.address() as AddressInfo).port, '127.0.0.1', () => socket.write(endless()))
    await new Promise((resolve) =>
      socket
        .on('error', () => {})
        .on('close', resolve)
        .resume(),
    )
    await new Promise<void>((resolve) => {
      own.close(() => resolve())
      own.closeIdleConnections()
    })
  })
})

import { readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { Validator } from '@seriousme/openapi-schema-validator'
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

  test('describes itself in OpenAPI, and lists its exercises', async () => {
    const document = await (await fetch(`${at}/openapi.json`)).json()
    expect(await new Validator().validate(document)).toMatchObject({ valid: true })
    expect(await (await fetch(`${at}/v1/exercises`)).json()).toMatchObject([{ id: 'backend-service', maxScore: 4 }])
    expect(await (await fetch(`${at}/health`)).json()).toMatchObject({ status: 'ok', waiting: 0 })
  })
})

import type { Task } from '../../sim/task.ts'
import { ownValue } from '../api/json.ts'
import type { HttpRequest, HttpResponse } from '../network/namespace.ts'

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

const two = (value: number): string => String(value).padStart(2, '0')

let lastSecond = Number.NaN
let lastDate = ''

/** `Mon, 04 May 2026 01:00:00 GMT` */
export function httpDate(now: number): string {
  const second = Math.floor(now / 1000)
  if (second !== lastSecond) {
    lastSecond = second
    lastDate = new Date(second * 1000).toUTCString()
  }
  return lastDate
}

/** `04/May/2026:01:00:00 +0000`, as web servers stamp their access logs */
export function logDate(now: number): string {
  const date = new Date(now)
  return `${two(date.getUTCDate())}/${MONTHS[date.getUTCMonth()]}/${date.getUTCFullYear()}:${date.toISOString().slice(11, 19)} +0000`
}

/** `2026/05/04 01:00:00`, as nginx and Go stamp what they say */
export function slashDate(now: number): string {
  return new Date(now).toISOString().slice(0, 19).replaceAll('-', '/').replace('T', ' ')
}

/** `Mon May 04 01:00:00.123456 2026`, as Apache does */
export function apacheDate(now: number): string {
  const date = new Date(now)
  const time = `${date.toISOString().slice(11, 23)}${String(Math.floor((now % 1) * 1000)).padStart(3, '0')}`
  return `${DAYS[date.getUTCDay()]} ${MONTHS[date.getUTCMonth()]} ${two(date.getUTCDate())} ${time} ${date.getUTCFullYear()}`
}

/** The path of a request, without its query. */
export function pathOf(request: HttpRequest): string {
  const query = request.path.indexOf('?')
  return query < 0 ? request.path : request.path.slice(0, query)
}

/** The values of a request's query. */
export function queryOf(request: HttpRequest): URLSearchParams {
  const query = request.path.indexOf('?')
  return new URLSearchParams(query < 0 ? '' : request.path.slice(query + 1))
}

/** The whole body of a response, also of one that streams. */
export function* bodyOf({ body }: HttpResponse): Task<string> {
  if (typeof body === 'string') return body
  let text = ''
  for (let piece = yield* body.read(); piece !== undefined; piece = yield* body.read()) text += piece
  return text
}

const TYPES: Record<string, string> = {
  html: 'text/html',
  htm: 'text/html',
  css: 'text/css',
  js: 'application/javascript',
  json: 'application/json',
  txt: 'text/plain',
  xml: 'text/xml',
  svg: 'image/svg+xml',
  png: 'image/png',
  ico: 'image/x-icon',
}

/** A file's media type by its name; undefined for names that say nothing. */
export function typeOf(path: string): string | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1)
  const dot = name.lastIndexOf('.')
  const extension = dot < 0 ? '' : name.slice(dot + 1).toLowerCase()
  return ownValue(TYPES, extension)
}

const UNITS: Record<string, number> = { ns: 1e-6, us: 1e-3, µs: 1e-3, ms: 1, s: 1000, m: 60_000, h: 3_600_000 }

/** Go's time.ParseDuration in ms: `1m30s`, `250ms`; undefined for what is none. */
export function goDuration(text: string): number | undefined {
  if (!/^(?:\d+(?:\.\d*)?(?:ns|us|µs|ms|s|m|h))+$/.test(text)) return text === '0' ? 0 : undefined
  let sum = 0
  for (const [, number, unit] of text.matchAll(/(\d+(?:\.\d*)?)(ns|us|µs|ms|s|m|h)/g))
    sum += Number(number) * (UNITS[unit as string] as number)
  return sum
}

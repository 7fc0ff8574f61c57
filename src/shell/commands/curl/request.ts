import { FileError, resolvePath } from '../../../cluster/machine/filesystem.ts'
import type { Process } from '../../../cluster/machine/machine.ts'
import { textToBase64 } from '../../../sim/base64.ts'
import { byteLength } from '../../../sim/byte-length.ts'
import { readAll } from '../../../sim/pipe.ts'
import type { Task } from '../../../sim/task.ts'
import { lastOf, type ParsedOptions } from '../network/options.ts'

/** The part of a request that is the same for every URL. */
export interface Template {
  method: string
  /** was the method asked for with -X? Then redirects keep it. */
  methodGiven: boolean
  headers: [name: string, value: string][]
  /** names whose standard header is not sent (`-H 'Accept:'`) */
  without: ReadonlySet<string>
  body: string
  /** appended to the URL's query (-G) */
  query: string
  /** who signs in, for -v to tell */
  user: string | undefined
  version: '1.0' | '1.1'
  /** what is told before the first request */
  warning: string
}

export const USER_AGENT = 'curl/7.88.1'

/** Everything of `-d`, `-F`, `-T`, `-X`, `-H` …; `error` when a file cannot be read. */
export function* requestTemplate(
  process: Process,
  options: ParsedOptions,
): Task<Template | { code: number; error: string; before?: string }> {
  const { values } = options
  let body: string | undefined
  let type: string | undefined
  const warnings: string[] = []
  try {
    const data = yield* dataOf(process, options, warnings)
    if (data !== undefined) {
      body = data
      type = 'application/x-www-form-urlencoded'
    }
    if (values.has('json')) {
      body = (yield* pieces(process, values.get('json') as string[], true)).join('')
      type = 'application/json'
    }
    if (values.has('form') || values.has('form-string')) {
      body = yield* formOf(process, [...(values.get('form') ?? []), ...(values.get('form-string') ?? [])])
      type = `multipart/form-data; boundary=${BOUNDARY}`
    }
  } catch (error) {
    if (!(error instanceof FileError)) throw error
    return { code: 26, error: `Failed to open ${error.path}` }
  }
  let query = ''
  let method = 'GET'
  if (values.has('get') && body !== undefined) {
    query = body
    body = undefined
  } else if (body !== undefined) method = 'POST'
  const upload = lastOf(options, 'upload-file')
  if (upload !== undefined) {
    method = 'PUT'
    try {
      body = upload === '-' ? yield* readAll(process.stdin) : process.machine.fs.readFile(resolvePath(process.cwd, upload))
    } catch (error) {
      if (!(error instanceof FileError)) throw error
      return {
        code: 26,
        error: 'Failed to open/read local data from file/application',
        before: `curl: Can't open '${upload}'!\ncurl: try 'curl --help' or 'curl --manual' for more information\n`,
      }
    }
    type = undefined
  }
  if (values.has('head')) method = 'HEAD'
  const given = lastOf(options, 'request')
  const headers: [string, string][] = []
  const without = new Set<string>()
  for (const header of values.get('header') ?? []) {
    const colon = header.indexOf(':')
    const name = header.slice(0, colon < 0 ? header.length : colon).trim()
    const value = colon < 0 ? '' : header.slice(colon + 1).trim()
    if (value !== '') headers.push([name, value])
    else if (header.endsWith(';')) headers.push([header.slice(0, -1), ''])
    else without.add(name.toLowerCase())
  }
  const own = new Set([...headers.map(([name]) => name.toLowerCase()), ...without])
  const standard: [string, string][] = []
  const add = (name: string, value: string | undefined): void => {
    if (value !== undefined && !own.has(name.toLowerCase())) standard.push([name, value])
  }
  const user = lastOf(options, 'user')
  const bearer = lastOf(options, 'oauth2-bearer')
  add(
    'Authorization',
    user !== undefined
      ? `Basic ${textToBase64(user.includes(':') ? user : `${user}:`)}`
      : bearer !== undefined
        ? `Bearer ${bearer}`
        : undefined,
  )
  add('User-Agent', lastOf(options, 'user-agent') ?? USER_AGENT)
  if (values.has('json')) add('Content-Type', type)
  add('Accept', values.has('json') ? 'application/json' : '*/*')
  if (values.has('compressed')) add('Accept-Encoding', 'deflate, gzip, br, zstd')
  add('Referer', lastOf(options, 'referer'))
  add('Cookie', lastOf(options, 'cookie'))
  if (body !== undefined) {
    headers.push(['Content-Length', String(byteLength(body))])
    if (type !== undefined && !values.has('json') && !own.has('content-type')) headers.push(['Content-Type', type])
  }
  return {
    method: given ?? method,
    methodGiven: given !== undefined,
    headers: [...standard, ...headers],
    without,
    body: body ?? '',
    query,
    user: user?.split(':')[0],
    version: values.has('http1.0') ? '1.0' : '1.1',
    warning: warnings.join(''),
  }
}

const BOUNDARY = '------------------------d74496d66958873e'

/** As curl escapes a value for a form. */
function urlEncoded(text: string): string {
  return encodeURIComponent(text)
    .replace(/[!'()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+')
}

function* dataOf(process: Process, { values }: ParsedOptions, warnings: string[]): Task<string | undefined> {
  const contentOf = function* (path: string): Task<string> {
    try {
      return yield* fileOrInput(process, path)
    } catch (error) {
      if (!(error instanceof FileError)) throw error
      warnings.push(`Warning: Couldn't read data from file "${path}", this makes an empty POST.\n`)
      return ''
    }
  }
  const parts: string[] = []
  for (const value of [...(values.get('data') ?? []), ...(values.get('data-ascii') ?? [])]) {
    parts.push(value.startsWith('@') ? (yield* contentOf(value.slice(1))).replace(/[\r\n]/g, '') : value)
  }
  parts.push(...(yield* pieces(process, values.get('data-binary') ?? [], true)), ...(values.get('data-raw') ?? []))
  for (const value of values.get('data-urlencode') ?? []) {
    const match = /^([^=@]*)([=@]?)([\s\S]*)$/.exec(value) as RegExpExecArray
    const [, name = '', sign = '', rest = ''] = match
    if (sign === '') parts.push(urlEncoded(name))
    else {
      const content = urlEncoded(sign === '@' ? yield* contentOf(rest) : rest)
      parts.push(name === '' ? content : `${name}=${content}`)
    }
  }
  return parts.length === 0 ? undefined : parts.join('&')
}

function* pieces(process: Process, values: readonly string[], files: boolean): Task<string[]> {
  const out: string[] = []
  for (const value of values) out.push(files && value.startsWith('@') ? yield* fileOrInput(process, value.slice(1)) : value)
  return out
}

function* fileOrInput(process: Process, path: string): Task<string> {
  return path === '-' ? yield* readAll(process.stdin) : process.machine.fs.readFile(resolvePath(process.cwd, path))
}

function* formOf(process: Process, fields: readonly string[]): Task<string> {
  let body = ''
  for (const field of fields) {
    const equals = field.indexOf('=')
    const name = field.slice(0, equals)
    const value = field.slice(equals + 1)
    const path = value.startsWith('@') ? (value.slice(1).split(';')[0] as string) : undefined
    const content = path === undefined ? value : yield* fileOrInput(process, path)
    const file = path === undefined ? '' : `; filename="${path.replace(/.*\//, '')}"\r\nContent-Type: application/octet-stream`
    body += `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"${file}\r\n\r\n${content}\r\n`
  }
  return `${body}--${BOUNDARY}--\r\n`
}

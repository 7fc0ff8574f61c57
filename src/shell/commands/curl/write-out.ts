import { formatResponseHead } from '../../../cluster/network/http-text.ts'
import { byteLength } from '../../../sim/byte-length.ts'
import type { Transfer } from './transfer.ts'

export interface Written extends Transfer {
  downloaded: number
  redirects: number
  redirectUrl: string
  givenUrl: string
  effectiveUrl: string
  filename: string
  number: number
}

const seconds = (milliseconds: number): string => (milliseconds / 1000).toFixed(6)

/** The variables of `-w`, by name. */
const VARIABLES: Record<string, (done: Written) => string> = {
  content_type: ({ response }) => response?.headers['content-type'] ?? '',
  errormsg: ({ error }) => error,
  exitcode: ({ code }) => String(code),
  filename_effective: ({ filename }) => filename,
  http_code: ({ response }) => String(response?.status ?? 0).padStart(3, '0'),
  response_code: ({ response }) => String(response?.status ?? 0).padStart(3, '0'),
  http_connect: () => '000',
  http_version: ({ response, version }) => (response ? version : '0'),
  local_ip: ({ local }) => local?.address ?? '',
  local_port: ({ local }) => String(local?.port ?? 0),
  method: ({ method }) => method,
  num_connects: ({ remote }) => (remote ? '1' : '0'),
  num_headers: ({ response }) => String(Object.keys(response?.headers ?? {}).length),
  num_redirects: ({ redirects }) => String(redirects),
  redirect_url: ({ redirectUrl }) => redirectUrl,
  referer: () => '',
  remote_ip: ({ remote }) => remote?.address ?? '',
  remote_port: ({ remote }) => String(remote?.port ?? 0),
  scheme: ({ url, remote }) => (remote ? url.scheme.toUpperCase() : ''),
  size_download: ({ downloaded }) => String(downloaded),
  size_header: ({ response }) => String(response ? byteLength(formatResponseHead(response)) : 0),
  size_request: ({ headersSent }) => String(headersSent.length),
  size_upload: ({ uploaded }) => String(uploaded),
  speed_download: ({ downloaded, times }) => String(times.total > 0 ? Math.floor((downloaded * 1000) / times.total) : 0),
  speed_upload: ({ uploaded, times }) => String(times.total > 0 ? Math.floor((uploaded * 1000) / times.total) : 0),
  ssl_verify_result: ({ code }) => (code === 60 ? '20' : '0'),
  time_appconnect: ({ times }) => seconds(times.tls),
  time_connect: ({ times }) => seconds(times.connect),
  time_namelookup: ({ times }) => seconds(times.lookup),
  time_pretransfer: ({ times }) => seconds(times.connect),
  time_redirect: () => seconds(0),
  time_starttransfer: ({ times }) => seconds(times.start),
  time_total: ({ times }) => seconds(times.total),
  url: ({ givenUrl }) => givenUrl,
  url_effective: ({ effectiveUrl }) => effectiveUrl,
  urlnum: ({ number }) => String(number),
}

/** What `-w` prints, on stdout and on stderr. */
export function writeOut(format: string, done: Written): { out: string; err: string } {
  const texts = { out: '', err: '' }
  let to: 'out' | 'err' = 'out'
  for (let at = 0; at < format.length; at++) {
    const letter = format[at] as string
    if (letter === '\\' && at + 1 < format.length) {
      const escaped = format[++at] as string
      texts[to] += escaped === 'n' ? '\n' : escaped === 't' ? '\t' : escaped === 'r' ? '\r' : escaped === '\\' ? '\\' : `\\${escaped}`
      continue
    }
    const variable = letter === '%' ? /^%(?:%|\{(\w+)\}|header\{([^}]*)\})/.exec(format.slice(at, at + 200)) : null
    if (!variable) {
      texts[to] += letter
      continue
    }
    at += variable[0].length - 1
    const name = variable[1]
    if (variable[0] === '%%') texts[to] += '%'
    else if (variable[2] !== undefined) texts[to] += done.response?.headers[variable[2].toLowerCase()] ?? ''
    else if (name === 'stdout') to = 'out'
    else if (name === 'stderr') to = 'err'
    else if (name === 'onerror') {
      if (done.code === 0) break
    } else if (name === 'json')
      texts[to] += JSON.stringify(Object.fromEntries(Object.entries(VARIABLES).map(([key, of]) => [key, jsonValue(key, of(done))])))
    else if (name === 'header_json')
      texts[to] += JSON.stringify(Object.fromEntries(Object.entries(done.response?.headers ?? {}).map(([key, value]) => [key, [value]])))
    else if (Object.hasOwn(VARIABLES, name as string)) texts[to] += (VARIABLES[name as string] as (done: Written) => string)(done)
    else texts.err += `curl: unknown --write-out variable: '${name}'\n`
  }
  return texts
}

const TEXTS =
  /^(content_type|errormsg|filename_effective|http_version|local_ip|method|redirect_url|referer|remote_ip|scheme|url|url_effective)$/

function jsonValue(key: string, value: string): string | number | null {
  return TEXTS.test(key) ? (value === '' ? null : value) : Number(value)
}

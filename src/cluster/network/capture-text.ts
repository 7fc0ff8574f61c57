import { byteLength } from '../../sim/byte-length.ts'
import { type DnsResponse, isDnsQuery, isDnsResponse, messageSize } from '../coredns/message.ts'
import type { FlowCapture } from './capture.ts'
import { formatRequest, formatResponseHead, reasonOf } from './http-text.ts'
import type { HttpRequest, HttpResponse } from './namespace.ts'

/** Bytes of TLS handshakes and records, about. */
const TLS_OVERHEAD = 1_400

/** A request's packets, with what tcpdump reads from them. */
export function captureRequest(capture: FlowCapture, request: HttpRequest, tls: boolean): void {
  const length = byteLength(formatRequest(request))
  if (tls) capture.data(false, length + TLS_OVERHEAD)
  else capture.data(false, length, `HTTP: ${request.method} ${request.path} HTTP/1.1`)
}

export function captureResponse(capture: FlowCapture, response: HttpResponse, tls: boolean): void {
  const body = typeof response.body === 'string' ? byteLength(response.body) : 0
  const length = byteLength(formatResponseHead(response)) + body
  if (tls) capture.data(true, length + TLS_OVERHEAD)
  else capture.data(true, length, `HTTP: HTTP/1.1 ${response.status} ${reasonOf(response.status)}`)
  capture.finish(false)
  capture.finish(true)
}

/** Length and meaning of a datagram. */
export function datagramInfo(payload: unknown): [length: number, info?: string] {
  if (typeof payload === 'string') return [byteLength(payload)]
  if (isDnsQuery(payload)) {
    const length = payload.name.replace(/\.$/, '').length + 18
    return [length, `${payload.id}${payload.rd === false ? '' : '+'} ${payload.type}? ${payload.name.replace(/\.?$/, '.')} (${length})`]
  }
  if (!isDnsResponse(payload)) return [0]
  const length = messageSize(payload)
  return [
    length,
    `${payload.id}${rcodeText(payload)}${payload.aa ? '*' : ''}${payload.ra ? '' : '-'} ${payload.answers.length}/${payload.authority.length}/${payload.additional.length}${payload.answers.map((record, at) => `${at > 0 ? ',' : ''} ${record.type} ${record.data}`).join('')} (${length})`,
  ]
}

function rcodeText({ rcode }: DnsResponse): string {
  return rcode === 'NOERROR' ? '' : rcode === 'NXDOMAIN' ? ' NXDomain' : rcode === 'SERVFAIL' ? ' ServFail' : ` ${rcode}`
}

import type { Task } from '../../sim/task.ts'
import { type DnsResponse, isDnsResponse, isEncodable, type RecordType, withoutDot } from '../coredns/message.ts'
import type { NetworkNamespace } from './namespace.ts'
import type { Hop, Protocol } from './trace.ts'

export interface DnsQuestion {
  name: string
  type: RecordType
  server: string
  port?: number
  timeoutMs: number
  id?: number
  protocol?: Protocol
  class?: 'IN' | 'CH'
  rd?: boolean
}

export type DnsFailure = 'timeout' | 'refused' | 'unreachable' | 'unencodable'

/** One query to one server, written down as a hop. A failed one also shows how far its packet came, where `way` is asked for. */
export function* askServer(net: NetworkNamespace, question: DnsQuestion, hops: Hop[], way = true): Task<DnsResponse | DnsFailure> {
  const { name, type, server, timeoutMs, port = 53, protocol } = question
  if (!isEncodable(name)) return 'unencodable'
  const passed: Hop[] = []
  const query = { dns: 'query', id: question.id ?? 0, name, type, class: question.class ?? 'IN', rd: question.rd ?? true }
  const hop: Hop = { kind: 'query', name: withoutDot(name), type, server, rcode: 'TIMEOUT', answers: [] }
  hops.push(hop)
  const result = yield* net.exchange(server, port, query, { timeoutMs, quiet: true, hops: passed, ...(protocol ? { protocol } : {}) })
  if ('failed' in result) {
    if (way) hops.push(...passed)
    if (result.failed !== 'timeout') hop.rcode = 'UNREACHABLE'
    return result.failed === 'reset' ? 'refused' : result.failed
  }
  if (!isDnsResponse(result.reply)) return 'timeout'
  hop.rcode = result.reply.rcode
  hop.answers = result.reply.answers.map((record) => (record.type === type ? record.data : `${record.type} ${record.data}`))
  return result.reply
}

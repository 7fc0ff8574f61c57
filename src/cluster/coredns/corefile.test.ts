import { describe, expect, it } from 'vitest'
import { systemObjects } from '../install/system.ts'
import { type Corefile, notSimulated, parseCorefile } from './corefile.ts'
import type { DnsQuery, DnsResponse } from './message.ts'
import { answerBy } from './plugin-chain.ts'

const kubeadm = (systemObjects({ address: '192.168.50.11', port: 6443 }) as [string, any][]).find(
  ([kind, { metadata }]) => kind === 'configmaps' && metadata.name === 'coredns',
)?.[1].data.Corefile as string
const query = (name: string): DnsQuery => ({ dns: 'query', id: 1, name, type: 'A' })
const server = {
  answer: (asked: DnsQuery): DnsResponse => ({
    dns: 'response',
    id: asked.id,
    name: `${asked.name}.`,
    type: asked.type,
    rcode: 'NOERROR',
    aa: true,
    rd: true,
    ra: false,
    answers: [{ name: `${asked.name}.`, type: 'A', ttl: 30, data: '10.96.0.99' }],
    authority: [],
    additional: [],
  }),
}
const ask = (text: string, name: string): DnsResponse => {
  const corefile = parseCorefile(text, 'Corefile')
  if ('error' in corefile) throw new Error(corefile.error)
  return answerBy(corefile, server, query(name))
}

describe('Corefile', () => {
  it('of kubeadm is understood whole', () => {
    const corefile = parseCorefile(kubeadm, 'Corefile')
    expect(corefile).toHaveProperty('plugins')
    if ('plugins' in corefile) expect(notSimulated(corefile)).toEqual([])
    expect(ask(kubeadm, 'web.default.svc.cluster.local').answers).toHaveLength(1)
    expect(ask(kubeadm, 'example.com').rcode).toBe('NXDOMAIN')
  })

  it('with a slip keeps CoreDNS from starting', () => {
    expect(parseCorefile('.:53 {\n  kubernets cluster.local\n}\n', '/etc/coredns/Corefile')).toEqual({
      error: "/etc/coredns/Corefile:2 - Error during parsing: Unknown directive 'kubernets'",
    })
    expect(parseCorefile('.:53 {\n  errors\n', 'C')).toHaveProperty('error')
  })

  it('without its plugins answers less', () => {
    expect(ask('.:53 {\n kubernetes cluster.example\n forward . 1.1.1.1\n}', 'web.default.svc.cluster.local').rcode).toBe('NXDOMAIN')
    expect(ask('.:53 {\n kubernetes cluster.local\n}', 'example.com').rcode).toBe('REFUSED')
  })

  it('gives answers the ttl of its kubernetes block, and pod names only where it is asked to', () => {
    const ttl = (block: string): number | undefined =>
      ask(`.:53 {\n kubernetes cluster.local {\n  ${block}\n }\n}`, 'web.default.svc.cluster.local').answers[0]?.ttl
    expect([ttl('ttl 30'), ttl('ttl 7'), ttl('')]).toEqual([30, 7, 5])
    const asked: string[] = []
    const corefile = (pods: string) => parseCorefile(`.:53 {\n kubernetes cluster.local {\n  ${pods}\n }\n}`, 'C') as Corefile
    for (const pods of ['pods insecure', 'pods disabled', ''])
      answerBy(
        corefile(pods),
        { answer: (each) => (asked.push(each.name), server.answer(each)) },
        query('10-244-0-5.default.pod.cluster.local'),
      )
    expect(asked).toEqual(['10-244-0-5.default.pod.cluster.local', 'none.pod.cluster.local.', 'none.pod.cluster.local.'])
  })

  it('adds hosts and renames', () => {
    const text = (rest: string) =>
      `.:53 {\n hosts {\n  192.0.2.7 shop.test www.shop.test\n ${rest}\n }\n rewrite name shop.example web.default.svc.cluster.local\n kubernetes cluster.local\n forward . /etc/resolv.conf\n}`
    expect(ask(text('fallthrough'), 'www.shop.test').answers[0]?.data).toBe('192.0.2.7')
    expect(ask(text('fallthrough'), 'shop.example')).toMatchObject({
      name: 'shop.example.',
      answers: [{ name: 'shop.example.', data: '10.96.0.99' }],
    })
    expect(ask(text(''), 'web.default.svc.cluster.local').rcode).toBe('NXDOMAIN')
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Clock } from '../../sim/clock.ts'
import { Random } from '../../sim/random.ts'
import type { Flow } from '../network/packet-rules.ts'
import { portRules, type ServicePortRule } from './service-port.ts'
import { ServiceRules } from './service-rules.ts'

const service = (name: string, spec: object, status: object = {}): any => ({
  metadata: { name, namespace: 'default' },
  spec: { ports: [{ port: 80 }], clusterIP: '10.96.0.77', ...spec },
  status,
})
const slice = (endpoints: [address: string, conditions?: object, node?: string][]): any => ({
  addressType: 'IPv4',
  ports: [{ port: 8080, protocol: 'TCP' }],
  endpoints: endpoints.map(([address, conditions = { ready: true }, nodeName = 'a']) => ({ addresses: [address], conditions, nodeName })),
})
const flow = (parts: Partial<Flow> = {}): Flow => ({
  protocol: 'TCP',
  source: '10.244.0.9',
  origin: 'pod',
  address: '10.96.0.77',
  port: 80,
  local: false,
  ...parts,
})

function rulesWith(...rules: ServicePortRule[]): ServiceRules {
  const table = new ServiceRules(new Clock(), new Random('rules'))
  table.replace('default/web', rules)
  return table
}

describe('rules of a Service port', () => {
  it('drop when only a policy keeps the client from endpoints, reject when there are none', () => {
    const local = portRules(
      service('web', { internalTrafficPolicy: 'Local' }),
      [slice([['10.244.1.2', { ready: true }, 'b']])],
      'a',
      undefined,
    )
    expect(rulesWith(...local).match(flow())?.action).toBe('drop')
    const none = portRules(service('web', {}), [slice([['10.244.1.2', { ready: false }]])], 'a', undefined)
    expect(rulesWith(...none).match(flow())?.action).toBe('reject')
    expect(rulesWith(...none).match(flow({ port: 81 }))).toBeUndefined()
  })

  it('answer on load balancer addresses for allowed sources only', () => {
    const rules = rulesWith(
      ...portRules(
        service(
          'web',
          { type: 'LoadBalancer', loadBalancerSourceRanges: ['192.168.50.0/24'] },
          { loadBalancer: { ingress: [{ ip: '203.0.113.5' }] } },
        ),
        [slice([['10.244.0.2']])],
        'a',
        undefined,
      ),
    )
    expect(rules.match(flow({ address: '203.0.113.5', source: '192.168.50.100', origin: 'outside' }))?.action).toBe('dnat')
    expect(rules.match(flow({ address: '203.0.113.5', source: '198.51.100.7', origin: 'outside' }))?.action).toBe('drop')
  })

  it('follow topology hints where every endpoint has them', () => {
    const hinted = slice([['10.244.0.2'], ['10.244.1.2', { ready: true }, 'b']])
    hinted.endpoints[0].hints = { forZones: [{ name: 'east' }] }
    hinted.endpoints[1].hints = { forZones: [{ name: 'west' }] }
    expect(portRules(service('web', {}), [hinted], 'b', 'west')[0]?.clusterTexts).toEqual(['10.244.1.2:8080'])
    delete hinted.endpoints[0].hints
    expect(portRules(service('web', {}), [hinted], 'b', 'west')[0]?.clusterTexts).toHaveLength(2)
  })

  it('are the same after any changes as when written at once', () => {
    const change = fc.record({
      name: fc.constantFrom('a', 'b', 'c'),
      gone: fc.boolean(),
      ip: fc.integer({ min: 1, max: 3 }),
      nodePort: fc.constantFrom(0, 30001, 30002),
      endpoints: fc.integer({ min: 0, max: 2 }),
    })
    fc.assert(
      fc.property(fc.array(change, { maxLength: 30 }), (changes) => {
        const table = new ServiceRules(new Clock(), new Random('1'))
        const last = new Map<string, ServicePortRule[]>()
        for (const { name, gone, ip, nodePort, endpoints } of changes) {
          // The API server never gives two Services the same address or node port.
          const taken = [...last].some(
            ([key, rules]) =>
              key !== name && rules.some((rule) => rule.clusterIP.endsWith(`.${ip}`) || (nodePort > 0 && rule.nodePort === nodePort)),
          )
          if (taken) continue
          const spec = {
            type: nodePort ? 'NodePort' : 'ClusterIP',
            clusterIP: `10.96.0.${ip}`,
            ports: [{ port: 80, ...(nodePort ? { nodePort } : {}) }],
          }
          const rules = gone
            ? []
            : portRules(
                service(name, spec),
                [slice(Array.from({ length: endpoints }, (_, i) => [`10.244.0.${i + 2}`] as [string]))],
                'a',
                undefined,
              )
          table.replace(name, rules)
          if (gone) last.delete(name)
          else last.set(name, rules)
        }
        const fresh = new ServiceRules(new Clock(), new Random('1'))
        for (const [name, rules] of last) fresh.replace(name, rules)
        for (let ip = 1; ip <= 3; ip++) {
          const [was, is] = [table, fresh].map((each) => each.match(flow({ address: `10.96.0.${ip}` })))
          expect(was?.action).toBe(is?.action)
          expect(was?.hop.service).toBe(is?.hop.service)
        }
        for (const port of [30001, 30002]) expect(table.nodePort('TCP', port)?.service).toBe(fresh.nodePort('TCP', port)?.service)
      }),
      { numRuns: 100 },
    )
  })
})

import { describe, expect, it } from 'vitest'
import { serviceChain } from './chains.ts'
import { iptablesTable } from './iptables.ts'
import type { ServicePortRule } from './service-port.ts'

describe('chains of kube-proxy', () => {
  it('have the names that every cluster shows', () => {
    expect(serviceChain('SVC', 'default/kubernetes:https', 'TCP')).toBe('KUBE-SVC-NPX46M4PTMTKRN6Y')
    expect(serviceChain('SVC', 'kube-system/kube-dns:dns', 'UDP')).toBe('KUBE-SVC-TCOU7JCQXEZGVUNU')
    expect(serviceChain('SVC', 'kube-system/kube-dns:dns-tcp', 'TCP')).toBe('KUBE-SVC-ERIFXISQEP7F7OF4')
    expect(serviceChain('SVC', 'kube-system/kube-dns:metrics', 'TCP')).toBe('KUBE-SVC-JD5MR3NA4I4DYORP')
  })

  it('spread with rising probability and reject where nobody serves', () => {
    const backends = ['10.244.0.5', '10.244.0.6', '10.244.0.7'].map((address) => ({ address, port: 8080, text: `${address}:8080` }))
    const rule: ServicePortRule = {
      namespace: 'default',
      service: 'web',
      portName: '',
      protocol: 'TCP',
      port: 80,
      nodePort: 30080,
      clusterIP: '10.96.7.7',
      externalIPs: [],
      loadBalancerIPs: [],
      sourceRanges: [],
      affinityMs: 0,
      externalLocal: false,
      internalLocal: false,
      cluster: backends,
      clusterTexts: [],
      local: [],
      localTexts: [],
      missing: undefined,
      clients: undefined,
    }
    const { rules } = iptablesTable('nat', [rule], undefined)
    const chain = serviceChain('SVC', 'default/web', 'TCP')
    expect(rules.filter((each) => each.chain === chain).map((each) => each.matches)).toEqual([
      undefined,
      '-m statistic --mode random --probability 0.33333333333',
      '-m statistic --mode random --probability 0.50000000000',
      undefined,
    ])
    const empty = iptablesTable('filter', [{ ...rule, cluster: [] }], undefined)
    expect(empty.rules.filter((each) => each.target === 'REJECT').map((each) => [each.chain, each.destinationPort])).toEqual([
      ['KUBE-EXTERNAL-SERVICES', 30080],
      ['KUBE-SERVICES', 80],
    ])
  })
})

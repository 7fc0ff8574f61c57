import { ageOf } from '../../../api/duration.ts'
import { equal } from '../../../api/json.ts'
import { formatLabelSelector } from '../../../api/label-text.ts'
import type { KubeObject } from '../../../api/object.ts'
import type { IPBlock, NetworkPolicy, NetworkPolicyPeer, NetworkPolicyPort, NetworkPolicySpec } from '../../../api/types.ts'
import type { Resource } from '../../resource.ts'
import { ANNOUNCED } from '../announced.ts'
import { columns, VERBS } from '../define.ts'
import { child, FieldErrors, item, type Path, root } from '../validation/errors.ts'
import { networkOf, parseCidr, validateCidr } from '../validation/ip.ts'
import { selectorAt } from '../validation/labels.ts'
import { portNameFaults, portNumberFaults } from '../validation/names.ts'

const SPEC = root('spec')
const PROTOCOLS = ['TCP', 'UDP', 'SCTP']
const POLICY_TYPES = ['Ingress', 'Egress']

export const networkpolicies: Resource<NetworkPolicy & KubeObject> = {
  ...ANNOUNCED.networkpolicies,
  verbs: VERBS,
  defaults(policy) {
    policy.spec ??= {} as NetworkPolicySpec
    const { spec } = policy
    spec.podSelector ??= {}
    for (const rule of [...(spec.ingress ?? []), ...(spec.egress ?? [])]) for (const port of rule.ports ?? []) port.protocol ??= 'TCP'
    if (!spec.policyTypes?.length) spec.policyTypes = spec.egress?.length ? ['Ingress', 'Egress'] : ['Ingress']
  },
  prepareForCreate(policy) {
    policy.metadata.generation = 1
  },
  prepareForUpdate(policy, old) {
    if (!equal(policy.spec, old.spec)) policy.metadata.generation = (old.metadata.generation ?? 0) + 1
  },
  validate(policy) {
    const errors = new FieldErrors()
    validatePolicySpec(errors, policy.spec as NetworkPolicySpec, [])
    return errors.list
  },
  validateUpdate(policy, old) {
    const errors = new FieldErrors()
    if (policy.spec !== old.spec) validatePolicySpec(errors, policy.spec as NetworkPolicySpec, blocksOf(old.spec))
    return errors.list
  },
  columns: columns('Name|Pod-Selector|Age'),
  cells: ({ metadata, spec }, now) => [metadata.name ?? '', formatLabelSelector(spec?.podSelector), ageOf(metadata.creationTimestamp, now)],
}

/** The address blocks of a policy, which stay good in its next version. */
function blocksOf(spec: NetworkPolicySpec | undefined): string[] {
  const peers = [...(spec?.ingress ?? []).flatMap((rule) => rule.from ?? []), ...(spec?.egress ?? []).flatMap((rule) => rule.to ?? [])]
  return peers.flatMap(({ ipBlock }) => (ipBlock ? [ipBlock.cidr, ...(ipBlock.except ?? [])] : []))
}

function validatePolicySpec(errors: FieldErrors, spec: NetworkPolicySpec, known: readonly string[]): void {
  selectorAt(errors, SPEC, 'podSelector', spec.podSelector)
  const rule = (at: Path, ports: readonly NetworkPolicyPort[] = [], side: string, peers: readonly NetworkPolicyPeer[] = []): void => {
    ports.forEach((port, i) => validatePort(errors, item(at, 'ports', i), port))
    peers.forEach((peer, i) => validatePeer(errors, item(at, side, i), peer, known))
  }
  spec.ingress?.forEach((ingress, i) => rule(item(SPEC, 'ingress', i), ingress.ports, 'from', ingress.from))
  spec.egress?.forEach((egress, i) => rule(item(SPEC, 'egress', i), egress.ports, 'to', egress.to))
  const { policyTypes = [] } = spec
  if (policyTypes.length > POLICY_TYPES.length)
    return errors.invalid(SPEC, 'policyTypes', policyTypes, 'may not specify more than two policyTypes')
  policyTypes.forEach((type, i) => {
    if (!POLICY_TYPES.includes(type)) errors.notSupported(SPEC, `policyTypes[${i}]`, type, POLICY_TYPES)
  })
}

function validatePort(errors: FieldErrors, at: Path, { protocol, port, endPort }: NetworkPolicyPort): void {
  if (protocol !== undefined && !PROTOCOLS.includes(protocol)) errors.notSupported(at, 'protocol', protocol, PROTOCOLS)
  if (typeof port === 'number') {
    errors.invalidAll(at, 'port', port, portNumberFaults(port))
    if (endPort === undefined) return
    if (endPort < port) errors.invalid(at, 'endPort', endPort, 'must be greater than or equal to `port`')
    errors.invalidAll(at, 'endPort', endPort, portNumberFaults(endPort))
  } else {
    if (endPort !== undefined)
      errors.invalid(
        at,
        'endPort',
        endPort,
        `may not be specified when \`port\` is ${port === undefined ? 'not specified' : 'non-numeric'}`,
      )
    if (port !== undefined) errors.invalidAll(at, 'port', port, portNameFaults(port))
  }
}

function validatePeer(errors: FieldErrors, at: Path, peer: NetworkPolicyPeer, known: readonly string[]): void {
  selectorAt(errors, at, 'podSelector', peer.podSelector)
  selectorAt(errors, at, 'namespaceSelector', peer.namespaceSelector)
  if (peer.ipBlock) validateBlock(errors, child(at, 'ipBlock'), peer.ipBlock, known)
  if (!peer.podSelector && !peer.namespaceSelector && !peer.ipBlock) errors.required(at, '', 'must specify a peer')
  else if (peer.ipBlock && (peer.podSelector || peer.namespaceSelector))
    errors.forbidden(at, '', 'may not specify both ipBlock and another peer')
}

function validateBlock(errors: FieldErrors, at: Path, { cidr, except = [] }: IPBlock, known: readonly string[]): void {
  if (!cidr) return errors.required(at, 'cidr')
  validateCidr(errors, at, 'cidr', cidr, known)
  const whole = parseCidr(cidr)
  if (!whole) return
  except.forEach((text, i) => {
    validateCidr(errors, at, `except[${i}]`, text, known)
    const part = parseCidr(text)
    if (!part) return
    const inside = part.width === whole.width && networkOf({ ...part, bits: whole.bits }) === networkOf(whole)
    if (!inside || whole.bits >= part.bits) errors.invalid(at, `except[${i}]`, text, 'must be a strict subset of `cidr`')
  })
}

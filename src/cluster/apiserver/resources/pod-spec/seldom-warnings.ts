import { goQuote } from '../../../api/go-syntax.ts'
import { ownValue } from '../../../api/json.ts'
import { canonicalQuantity } from '../../../api/quantity.ts'
import type { NodeSelectorTerm, PodSpec, Volume } from '../../../api/types.ts'
import { DEPRECATED_LABELS, isFractional } from './warnings.ts'

/** field of a volume, what the warning calls it, the warning */
export const DEPRECATED_VOLUMES: readonly [field: string, shown: string, text: string][] = [
  ['photonPersistentDisk', 'photonPersistentDisk', 'deprecated in v1.11, non-functional in v1.16+'],
  ['gitRepo', 'gitRepo', 'deprecated in v1.11, and disabled by default in v1.33+'],
  ['scaleIO', 'scaleIO', 'deprecated in v1.16, non-functional in v1.22+'],
  ['flocker', 'flocker', 'deprecated in v1.22, non-functional in v1.25+'],
  ['storageos', 'storageOS', 'deprecated in v1.22, non-functional in v1.25+'],
  ['quobyte', 'quobyte', 'deprecated in v1.22, non-functional in v1.25+'],
  ['glusterfs', 'glusterfs', 'deprecated in v1.25, non-functional in v1.26+'],
  ['cephfs', 'cephfs', 'deprecated in v1.28, non-functional in v1.31+'],
  ['rbd', 'rbd', 'deprecated in v1.28, non-functional in v1.31+'],
]

/** About affinities and topology spread constraints. */
export function schedulingWarnings(out: string[], at: string, spec: PodSpec): void {
  const node = spec.affinity?.nodeAffinity
  const inAffinity = `${at}spec.affinity.nodeAffinity`
  node?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms?.forEach((term, i) => {
    nodeTerm(out, `${inAffinity}.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[${i}]`, term)
  })
  node?.preferredDuringSchedulingIgnoredDuringExecution?.forEach(({ preference }, i) => {
    nodeTerm(out, `${inAffinity}.preferredDuringSchedulingIgnoredDuringExecution[${i}].preference`, preference ?? {})
  })
  spec.topologySpreadConstraints?.forEach(({ topologyKey, labelSelector }, i) => {
    const own = `${at}spec.topologySpreadConstraints[${i}]`
    const message = ownValue(DEPRECATED_LABELS, topologyKey)
    if (message) out.push(`${own}.topologyKey: ${topologyKey} is ${message}`)
    if (!labelSelector) out.push(`${own}.labelSelector: a null labelSelector results in matching no pod`)
  })
}

/** About kinds of volumes that most manifests never use. */
export function volumeWarnings(out: string[], at: string, spec: PodSpec): void {
  spec.volumes?.forEach((volume, i) => {
    for (const [field, shown, text] of DEPRECATED_VOLUMES)
      if (volume[field as keyof Volume]) out.push(`${at}spec.volumes[${i}].${shown}: ${text}`)
    const claim = volume.ephemeral?.volumeClaimTemplate?.spec
    const size = claim?.resources?.requests?.['storage']
    if (isFractional(size))
      out.push(
        `${at}spec.volumes[${i}].ephemeral.volumeClaimTemplate.spec.resources.requests[storage]: fractional byte value ${goQuote(canonicalQuantity(String(size)))} is invalid, must be an integer`,
      )
  })
}

function nodeTerm(out: string[], at: string, term: NodeSelectorTerm): void {
  term.matchExpressions?.forEach(({ key }, i) => {
    const message = ownValue(DEPRECATED_LABELS, key)
    if (message) out.push(`${at}.matchExpressions[${i}].key: ${key} is ${message}`)
  })
}

import type { JsonObject } from '../../cluster/api/object.ts'
import { describeContainers } from './containers.ts'
import type { Description } from './description.ts'
import { annotationLines, lines, pairs, tolerationLines } from './metadata.ts'
import { describeVolumes } from './volumes.ts'

/** The `Pod Template:` part of workloads. */
export function describePodTemplate(template: JsonObject, text: Description): void {
  const { metadata = {}, spec = {} } = template
  text.line(0, 'Pod Template:')
  lines(text, '  Labels', pairs(metadata.labels))
  if (Object.keys(metadata.annotations ?? {}).length > 0) annotationLines(text, '  Annotations', metadata.annotations)
  if (spec.serviceAccountName) text.field(1, 'Service Account', spec.serviceAccountName)
  if (spec.initContainers?.length) describeContainers(text, 'Init Containers', spec.initContainers, { inTemplate: true })
  describeContainers(text, 'Containers', spec.containers ?? [], { inTemplate: true })
  describeVolumes(text, spec.volumes, true)
  describeSpread(text, spec.topologySpreadConstraints, '  ')
  if (spec.priorityClassName) text.field(1, 'Priority Class Name', spec.priorityClassName)
  lines(text, '  Node-Selectors', pairs(spec.nodeSelector))
  tolerationLines(text, '  Tolerations', spec.tolerations)
}

export function describeSpread(text: Description, constraints: readonly JsonObject[] | undefined, space: string): void {
  if (!constraints?.length) return
  const sorted = [...constraints].sort((a, b) => (a['topologyKey'] < b['topologyKey'] ? -1 : 1))
  const shown = sorted.map(({ topologyKey, whenUnsatisfiable, maxSkew, labelSelector }) => {
    const selector = labelSelector ? ` for selector ${pairs(labelSelector.matchLabels).join(',')}` : ''
    return `${topologyKey}:${whenUnsatisfiable} when max skew ${maxSkew} is exceeded${selector}`
  })
  lines(text, `${space}Topology Spread Constraints`, shown)
}

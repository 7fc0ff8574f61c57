import type { JsonObject } from '../../cluster/api/object.ts'
import { resources } from '../../cluster/apiserver/resources/index.ts'
import type { Part } from './build.ts'
import { podSpecs } from './references.ts'

/** Prefixes, namespaces, labels, images and replica counts: changes the parts' objects. */
export function transform(kustomization: JsonObject, parts: readonly Part[]): void {
  const {
    namespace,
    namePrefix = '',
    nameSuffix = '',
    commonLabels,
    labels = [],
    commonAnnotations,
    images = [],
    replicas = [],
  } = kustomization
  for (const part of parts) {
    // Objects of lower layers belong to this one now: nobody else has them.
    const object = structuredClone(part.object)
    part.object = object
    object['metadata'] ??= {}
    if (namespace) setNamespace(object, namespace)
    if (object['kind'] !== 'Namespace') object['metadata'].name = `${namePrefix}${object['metadata'].name}${nameSuffix}`
    if (commonLabels) setLabels(object, commonLabels, { selectors: true, templates: true })
    for (const { pairs = {}, includeSelectors = false, includeTemplates = false } of labels)
      setLabels(object, pairs, { selectors: includeSelectors, templates: includeSelectors || includeTemplates })
    if (commonAnnotations) {
      object['metadata'].annotations = { ...object['metadata'].annotations, ...commonAnnotations }
      for (const template of templatesOf(object))
        template['metadata'] = { ...template['metadata'], annotations: { ...template['metadata']?.annotations, ...commonAnnotations } }
    }
    for (const image of images)
      for (const spec of podSpecs(object))
        for (const container of [...(spec['initContainers'] ?? []), ...(spec['containers'] ?? [])])
          container.image = imageFor(String(container.image ?? ''), image)
    for (const { name, count } of replicas)
      if (part.original === name && ['Deployment', 'ReplicaSet', 'StatefulSet', 'ReplicationController'].includes(object['kind']))
        object['spec'] = { ...object['spec'], replicas: count }
  }
}

function setNamespace(object: JsonObject, namespace: string): void {
  const resource = resources.find(({ kind }) => kind === object['kind'])
  if (object['kind'] === 'Namespace') object['metadata'].name = namespace
  else if (resource?.namespaced !== false) object['metadata'].namespace = namespace
  if (/RoleBinding$/.test(object['kind']))
    for (const subject of object['subjects'] ?? [])
      if (subject.kind === 'ServiceAccount' && subject.name === 'default') subject.namespace = namespace
}

function templatesOf({ kind, spec }: JsonObject): JsonObject[] {
  const templates = kind === 'CronJob' ? [spec?.jobTemplate, spec?.jobTemplate?.spec?.template] : kind === 'Pod' ? [] : [spec?.template]
  return templates.filter((one) => typeof one === 'object' && one !== null)
}

function setLabels(
  object: JsonObject,
  pairs: Record<string, string>,
  { selectors, templates }: { selectors: boolean; templates: boolean },
): void {
  const put = (holder: JsonObject): void => {
    holder['metadata'] = { ...holder['metadata'], labels: { ...holder['metadata']?.labels, ...pairs } }
  }
  put(object)
  const { kind, spec } = object
  if (templates) for (const template of templatesOf(object)) put(template)
  if (!selectors || !spec) return
  if (kind === 'Service' && spec.selector) spec.selector = { ...spec.selector, ...pairs }
  else if (kind === 'ReplicationController') spec.selector = { ...spec.selector, ...pairs }
  else if (spec.selector?.matchLabels || ['Deployment', 'ReplicaSet', 'DaemonSet', 'StatefulSet'].includes(kind))
    spec.selector = { ...spec.selector, matchLabels: { ...spec.selector?.matchLabels, ...pairs } }
}

/** `registry/name:tag@digest` with the name, tag or digest that the kustomization gives. */
function imageFor(image: string, { name, newName, newTag, digest }: JsonObject): string {
  const [, base = '', rest = ''] = /^(.*?)((?::[^/:@]+)?(?:@.*)?)$/.exec(image) ?? []
  if (base !== name) return image
  const tail = digest ? `@${digest}` : newTag !== undefined ? `:${newTag}` : rest
  return `${newName ?? base}${tail}`
}

import { ownValue } from '../../cluster/api/json.ts'
import type { JsonObject } from '../../cluster/api/object.ts'

/** Where objects name others: the kind named, and paths from whole objects (`*`: every element). */
const PLACES: readonly { kind: string; paths: readonly string[] }[] = [
  {
    kind: 'ConfigMap',
    paths: [
      'volumes.*.configMap.name',
      'volumes.*.projected.sources.*.configMap.name',
      'containers.*.env.*.valueFrom.configMapKeyRef.name',
      'containers.*.envFrom.*.configMapRef.name',
      'initContainers.*.env.*.valueFrom.configMapKeyRef.name',
      'initContainers.*.envFrom.*.configMapRef.name',
    ],
  },
  {
    kind: 'Secret',
    paths: [
      'volumes.*.secret.secretName',
      'volumes.*.projected.sources.*.secret.name',
      'containers.*.env.*.valueFrom.secretKeyRef.name',
      'containers.*.envFrom.*.secretRef.name',
      'initContainers.*.env.*.valueFrom.secretKeyRef.name',
      'initContainers.*.envFrom.*.secretRef.name',
      'imagePullSecrets.*.name',
    ],
  },
  { kind: 'ServiceAccount', paths: ['serviceAccountName', 'serviceAccount'] },
  { kind: 'PersistentVolumeClaim', paths: ['volumes.*.persistentVolumeClaim.claimName'] },
]

/** The same for objects as a whole, by their kind. */
const OF_OBJECTS: Record<string, readonly { kind: string; path: string }[]> = {
  Ingress: [
    { kind: 'Service', path: 'spec.rules.*.http.paths.*.backend.service.name' },
    { kind: 'Service', path: 'spec.defaultBackend.service.name' },
    { kind: 'Secret', path: 'spec.tls.*.secretName' },
  ],
  StatefulSet: [{ kind: 'Service', path: 'spec.serviceName' }],
}

/** The specs of Pods in an object. */
export function podSpecs(object: JsonObject): JsonObject[] {
  const { kind, spec } = object
  const found = kind === 'Pod' ? spec : kind === 'CronJob' ? spec?.jobTemplate?.spec?.template?.spec : spec?.template?.spec
  return found ? [found] : []
}

/** Puts new names where objects name others. `renamed`: old name to new, by kind. */
export function renameReferences(object: JsonObject, renamed: (kind: string, name: string) => string | undefined): void {
  const at = (root: JsonObject, kind: string, path: string): void =>
    visit(root, path.split('.'), (name) => (typeof name === 'string' ? renamed(kind, name) : undefined))
  for (const spec of podSpecs(object)) for (const { kind, paths } of PLACES) for (const path of paths) at(spec, kind, path)
  for (const { kind, path } of ownValue(OF_OBJECTS, object['kind']) ?? []) at(object, kind, path)
  const { scaleTargetRef } = object['spec'] ?? {}
  if (object['kind'] === 'HorizontalPodAutoscaler' && scaleTargetRef) at(scaleTargetRef, scaleTargetRef.kind, 'name')
  if (/RoleBinding$/.test(object['kind'])) {
    if (object['roleRef']) at(object['roleRef'], object['roleRef'].kind, 'name')
    for (const subject of object['subjects'] ?? []) if (subject.kind === 'ServiceAccount') at(subject, 'ServiceAccount', 'name')
  }
}

function visit(node: any, [step, ...rest]: readonly string[], change: (value: unknown) => unknown): void {
  if (node === null || typeof node !== 'object' || step === undefined) return
  if (step === '*') {
    if (Array.isArray(node)) for (const item of node) visit(item, rest, change)
    return
  }
  if (!Object.hasOwn(node, step)) return
  if (rest.length > 0) return visit(node[step], rest, change)
  const value = change(node[step])
  if (value !== undefined) node[step] = value
}

import '../../cluster/apiserver/schema/seldom-types.ts'
import { type Field, type Struct, structOf, type TypeRef } from '../../cluster/apiserver/schema/schema.ts'

/** Kinds whose type has another short name than their own. */
const KINDS = [
  'Pod',
  'Deployment',
  'Service',
  'ConfigMap',
  'Secret',
  'Namespace',
  'ServiceAccount',
  'StatefulSet',
  'DaemonSet',
  'ReplicaSet',
  'Job',
  'CronJob',
  'Ingress',
  'NetworkPolicy',
  'EndpointSlice',
  'Endpoints',
  'PodDisruptionBudget',
  'HorizontalPodAutoscaler',
  'ResourceQuota',
  'LimitRange',
  'Role',
  'RoleBinding',
] as const
const GROUPS = ['', 'apps.', 'batch.', 'networking.', 'discovery.', 'policy.', 'autoscaling.', 'rbac.']

export const API_VERSIONS: Readonly<Record<string, string>> = {
  Pod: 'v1',
  Service: 'v1',
  ConfigMap: 'v1',
  Secret: 'v1',
  Namespace: 'v1',
  ServiceAccount: 'v1',
  Endpoints: 'v1',
  ResourceQuota: 'v1',
  LimitRange: 'v1',
  Deployment: 'apps/v1',
  ReplicaSet: 'apps/v1',
  StatefulSet: 'apps/v1',
  DaemonSet: 'apps/v1',
  Job: 'batch/v1',
  CronJob: 'batch/v1',
  Ingress: 'networking.k8s.io/v1',
  NetworkPolicy: 'networking.k8s.io/v1',
  EndpointSlice: 'discovery.k8s.io/v1',
  PodDisruptionBudget: 'policy/v1',
  HorizontalPodAutoscaler: 'autoscaling/v2',
  Role: 'rbac.authorization.k8s.io/v1',
  RoleBinding: 'rbac.authorization.k8s.io/v1',
}

/** Values that a field takes from a small set. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  'Service spec.type': ['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName'],
  'Service spec.sessionAffinity': ['None', 'ClientIP'],
  'Service spec.externalTrafficPolicy': ['Cluster', 'Local'],
  'Service spec.internalTrafficPolicy': ['Cluster', 'Local'],
  restartPolicy: ['Always', 'OnFailure', 'Never'],
  imagePullPolicy: ['Always', 'IfNotPresent', 'Never'],
  protocol: ['TCP', 'UDP', 'SCTP'],
  dnsPolicy: ['ClusterFirst', 'ClusterFirstWithHostNet', 'Default', 'None'],
  image: ['hello-backend:1.0', 'hello-frontend:1.0', 'nginx:1.27', 'busybox:1.36', 'dnsutils:1.0'],
}

export interface FieldInfo {
  name: string
  /** `string`, `[]Container`, `map[string]string` */
  type: string
  required: boolean
}

function rootOf(kind: string): Struct | undefined {
  for (const group of GROUPS) {
    const struct = structOf(`${group}${kind}`)
    if (struct) return struct
  }
  return undefined
}

/** The type at a path below a kind. */
function typeAt(kind: string, path: readonly (string | number)[]): TypeRef | undefined {
  const root = rootOf(kind)
  if (!root) return undefined
  let type: TypeRef = { kind: 'struct', name: root.name, go: root.go }
  for (const step of path) {
    if (type.kind === 'struct') {
      const field: Field | undefined = typeof step === 'string' ? structOf(type.name)?.fields.get(step) : undefined
      if (!field) return undefined
      type = field.type
    } else if (type.kind === 'scalar') return undefined
    else type = type.of
  }
  return type
}

/** The fields that may stand at a path. */
export function fieldsAt(kind: string, path: readonly (string | number)[]): FieldInfo[] {
  let type = typeAt(kind, path)
  if (type?.kind === 'list') type = type.of
  if (type?.kind !== 'struct') return []
  const fields = structOf(type.name)?.fields ?? new Map<string, Field>()
  return [...fields.values()]
    .filter((field) => path.length > 0 || field.name !== 'status')
    .map((field) => ({ name: field.name, type: nameOf(field.type), required: field.required }))
}

export function fieldAt(kind: string, path: readonly (string | number)[]): FieldInfo | undefined {
  return fieldsAt(kind, path.slice(0, -1)).find((field) => field.name === path.at(-1))
}

/** Values to offer for a field. */
export function valuesAt(kind: string | undefined, path: readonly (string | number)[]): readonly string[] {
  const name = String(path.at(-1))
  if (path.length === 1 && name === 'kind') return KINDS
  if (path.length === 1 && name === 'apiVersion')
    return kind && Object.hasOwn(API_VERSIONS, kind) ? [API_VERSIONS[kind] as string] : [...new Set(Object.values(API_VERSIONS))]
  const own = `${kind} ${path.filter((step) => typeof step === 'string').join('.')}`
  if (Object.hasOwn(VALUES, own)) return VALUES[own] as readonly string[]
  const type = kind && typeAt(kind, path)
  if (type && type.kind === 'scalar' && type.scalar === 'b') return ['true', 'false']
  return Object.hasOwn(VALUES, name) ? (VALUES[name] as readonly string[]) : []
}

function nameOf(type: TypeRef): string {
  switch (type.kind) {
    case 'scalar':
      return {
        s: 'string',
        i: 'integer',
        l: 'integer',
        f: 'number',
        b: 'boolean',
        y: 'base64',
        t: 'time',
        u: 'time',
        q: 'quantity',
        x: 'int or string',
        a: 'object',
      }[type.scalar]
    case 'struct':
      return type.name.split('.').at(-1) as string
    case 'list':
      return `[]${nameOf(type.of)}`
    case 'map':
      return `map[string]${nameOf(type.of)}`
  }
}

/** What is put behind a field's name when it is chosen. */
export function stubOf({ type }: FieldInfo, indent: string): string {
  if (type.startsWith('[]')) return `:\n${indent}  - `
  if (/^(?:map|[A-Z])/.test(type)) return `:\n${indent}  `
  return ': '
}

// Writes src/cluster/apiserver/schema/types.gen.ts and seldom-types.gen.ts: the API's types in a small text, from data/kubernetes-1.36/schemas.
// The text's form is described, and read, in src/cluster/apiserver/schema/schema.ts.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { SELDOM_FIELDS } from '../src/cluster/apiserver/schema/seldom-fields.ts'

const folder = new URL('../data/kubernetes-1.36/schemas/', import.meta.url)
const schemas = Object.assign({}, ...readdirSync(folder).map((name) => JSON.parse(readFileSync(new URL(name, folder), 'utf8'))))

/**
 * What the schemas leave out, as it stands in the type information of Kubernetes' own programs (k8s.io/api v0.35):
 * for each field its protobuf number, its Go type and `o` where it is left out when empty; `+Name` are embedded structs.
 */
const goTypes = JSON.parse(readFileSync(new URL('../data/kubernetes-1.36/go-types.json', import.meta.url), 'utf8'))

/** A field's Go type, and the embedded struct it stands in. */
function goFieldOf(struct, field) {
  const own = goTypes[struct]?.[field]
  if (own) return { ...parseGo(own), embedded: '' }
  for (const [name, text] of Object.entries(goTypes[struct] ?? {})) {
    if (!name.startsWith('+')) continue
    const inner = parseGo(text).type.replace(/^.*[.@]/, '')
    const found = goTypes[inner]?.[field]
    if (found) return { ...parseGo(found), embedded: name.slice(1) }
  }
  return undefined
}

/** The place of a field in its Go struct: mostly that of its protobuf number; an embedded struct's fields stand where it does. */
function placeOf(struct, field) {
  // TypeMeta is embedded before all else, its kind first.
  if (!goTypes[struct]?.[field] && (field === 'kind' || field === 'apiVersion')) return [field === 'kind' ? -2 : -1, 0]
  const number = (text) => Number(text.split(' ')[0])
  const own = goTypes[struct]?.[field]
  if (own) return [number(own), 0]
  for (const [name, text] of Object.entries(goTypes[struct] ?? {})) {
    const inner = name.startsWith('+') ? goTypes[parseGo(text).type.replace(/^.*[.@]/, '')]?.[field] : undefined
    if (inner) return [number(text), number(inner)]
  }
  // Newer than the known types: behind the others.
  return [Number.POSITIVE_INFINITY, 0]
}

/** Fields that the structs of k8s.io/api have elsewhere than their numbers say: each stands behind the other one, or at the beginning. */
const MOVED = {
  ConfigMap: 'immutable:metadata',
  Container:
    'envFrom:ports resizePolicy:resources restartPolicy:resizePolicy restartPolicyRules:restartPolicy volumeDevices:volumeMounts startupProbe:readinessProbe terminationMessagePolicy:terminationMessagePath',
  CronJobSpec: 'timeZone:schedule',
  DeploymentCondition: 'lastUpdateTime:status lastTransitionTime:lastUpdateTime',
  DeploymentStatus: 'readyReplicas:updatedReplicas terminatingReplicas:unavailableReplicas',
  EndpointAddress: 'targetRef:nodeName',
  EndpointSlice: 'addressType:metadata',
  EphemeralContainerCommon:
    'envFrom:ports resizePolicy:resources restartPolicy:resizePolicy restartPolicyRules:restartPolicy volumeDevices:volumeMounts startupProbe:readinessProbe terminationMessagePolicy:terminationMessagePath',
  HTTPIngressPath: 'pathType:path',
  IngressBackend: 'service:',
  IngressSpec: 'ingressClassName:',
  JobSpec:
    'podFailurePolicy:activeDeadlineSeconds successPolicy:podFailurePolicy backoffLimit:successPolicy backoffLimitPerIndex:backoffLimit maxFailedIndexes:backoffLimitPerIndex',
  JobStatus: 'terminating:failed failedIndexes:completedIndexes',
  NodeSpec: 'podCIDRs:podCIDR externalID:configSource',
  OwnerReference: 'apiVersion:',
  PersistentVolumeClaimSpec: 'selector:accessModes',
  PodCondition: 'observedGeneration:type',
  PodSecurityContext:
    'windowsOptions:seLinuxOptions runAsGroup:runAsUser fsGroup:supplementalGroups supplementalGroupsPolicy:supplementalGroups',
  PodSpec:
    'initContainers:volumes ephemeralContainers:containers automountServiceAccountToken:serviceAccount shareProcessNamespace:hostIPC',
  PodStatus: 'observedGeneration: nominatedNodeName:reason hostIPs:hostIP podIPs:podIP initContainerStatuses:startTime',
  ReplicaSetSpec: 'minReadySeconds:replicas',
  ReplicaSetStatus: 'readyReplicas:fullyLabeledReplicas availableReplicas:readyReplicas terminatingReplicas:availableReplicas',
  Secret: 'immutable:metadata type:stringData',
  SecurityContext: 'windowsOptions:seLinuxOptions runAsGroup:runAsUser',
  ServicePort: 'appProtocol:protocol',
  ServiceSpec: 'clusterIPs:clusterIP ipFamilies:sessionAffinityConfig ipFamilyPolicy:ipFamilies',
  VolumeMount: 'recursiveReadOnly:readOnly',
}
MOVED.EphemeralContainer = MOVED.EphemeralContainerCommon
MOVED.ReplicationControllerSpec = MOVED.ReplicaSetSpec
MOVED.ReplicationControllerStatus = 'readyReplicas:fullyLabeledReplicas availableReplicas:readyReplicas'

/** Fields in the order in which Go writes them. */
function inGoOrder(struct, fields) {
  const places = new Map(fields.map(([field]) => [field, placeOf(struct, field)]))
  const out = fields.toSorted(([a], [b]) => {
    const [first, second] = [places.get(a), places.get(b)]
    return first[0] === second[0] ? first[1] - second[1] : first[0] - second[0]
  })
  for (const move of MOVED[struct]?.split(' ') ?? []) {
    const [field, behind] = move.split(':')
    const from = out.findIndex(([name]) => name === field)
    if (from < 0) throw new Error(`no field ${field} in ${struct}`)
    const [moved] = out.splice(from, 1)
    // at the beginning, but behind kind and apiVersion
    out.splice(behind ? out.findIndex(([name]) => name === behind) + 1 : 0, 0, moved)
  }
  return out
}

function parseGo(text) {
  const [, type, omitted] = text.split(' ')
  return { type: type.replace(/@.*/, ''), omitted: omitted === 'o' }
}

const BASIC = new Set([
  'string',
  'bool',
  'int32',
  'int64',
  'float64',
  'uint8',
  'v1.Time',
  'v1.MicroTime',
  'resource.Quantity',
  'intstr.IntOrString',
])

const SCALARS = {
  'io.k8s.apimachinery.pkg.api.resource.Quantity': 'q',
  'io.k8s.apimachinery.pkg.util.intstr.IntOrString': 'x',
  'io.k8s.apimachinery.pkg.apis.meta.v1.Time': 't',
  'io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime': 'u',
  'io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1': 'a',
  'io.k8s.apimachinery.pkg.runtime.RawExtension': 'a',
  'io.k8s.apimachinery.pkg.apis.meta.v1.Patch': 'a',
}

/** Short names; where two groups have the same, the core group keeps it. */
const names = new Map()
for (const name of Object.keys(schemas)) {
  const parts = name.split('.')
  const short = parts.at(-1)
  const clash = Object.keys(schemas).some((other) => other !== name && other.endsWith(`.${short}`))
  names.set(name, clash && !name.startsWith('io.k8s.api.core.') ? `${parts[3]}.${short}` : short)
}

function refOf(schema) {
  return (schema.$ref ?? schema.allOf?.[0]?.$ref)?.split('/').pop()
}

function code(schema) {
  const ref = refOf(schema)
  if (ref) return SCALARS[ref] ?? names.get(ref)
  switch (schema.type) {
    case 'array': {
      const kind = schema['x-kubernetes-list-type']
      const keys = schema['x-kubernetes-list-map-keys']?.join(',')
      const strategy = schema['x-kubernetes-patch-strategy'] ?? ''
      const merge = strategy.includes('merge') ? `~${schema['x-kubernetes-patch-merge-key'] ?? ''}` : ''
      return `[${code(schema.items)}${kind === 'map' ? `#${keys}` : kind === 'set' ? '#' : ''}${merge}`
    }
    case 'object':
      return schema.additionalProperties
        ? `{${code(schema.additionalProperties)}${schema['x-kubernetes-map-type'] === 'atomic' ? '%' : ''}`
        : 'a'
    case 'integer':
      return schema.format === 'int64' ? 'l' : 'i'
    case 'number':
      return 'f'
    case 'boolean':
      return 'b'
    default:
      return schema.format === 'byte' ? 'y' : schema.format === 'date-time' ? 't' : 's'
  }
}

const lines = []
for (const [name, schema] of Object.entries(schemas)) {
  if (!schema.properties || SCALARS[name] || /List$/.test(name) || /\.(WatchEvent|APIResource|APIGroup|APIVersions)/.test(name)) continue
  const short = names.get(name)
  const required = new Set(schema.required ?? [])
  const fields = inGoOrder(short, Object.entries(schema.properties)).map(([field, property]) => {
    let text = `${field} ${code(property)}`
    const kind = code(property)
    const go = goFieldOf(short, field)
    // `*`: a pointer in Go, which keeps a written zero; `!`: never left out. Newer fields than the known types are taken as pointers.
    const struct = /^([A-Z]|\w+\.)/.test(kind)
    if (go) {
      if (go.type.startsWith('*')) text += '*'
      else if (!go.omitted && !struct) text += '!'
    } else if (struct ? property.default === undefined : /^[ilbfs]$/.test(kind)) text += required.has(field) ? '!' : '*'
    const base = go?.type.replace(/^(\*|\[\]|map\[string\])+/, '')
    if (base && /^[\w.]+$/.test(base) && !BASIC.has(base) && !struct && !/^[[{]?([A-Z]|\w+\.)/.test(kind) && kind !== 'a')
      text += `:${base}`
    if (property['x-kubernetes-patch-strategy']?.includes('retainKeys')) text += '^'
    if (go?.embedded) text += `@${go.embedded}`
    if (typeof property.default === 'string' && property.default !== '') text += `=${property.default}`
    return text
  })
  lines.push(`${short}${name.includes('.v2.') ? '@v2' : ''}${schema['x-kubernetes-map-type'] === 'atomic' ? '%' : ''};${fields.join(';')}`)
}
/** What the objects that every lab has are made of, without the fields that few of them use. */
const ROOTS = [
  'Binding',
  'ConfigMap',
  'Deployment',
  'EndpointSlice',
  'Endpoints',
  'Event',
  'Lease',
  'Namespace',
  'Node',
  'Pod',
  'ReplicaSet',
  'Secret',
  'Service',
  'ServiceAccount',
  'events.Event',
]
const byName = new Map(lines.sort().map((line) => [/^[\w.]+/.exec(line)[0], line]))
const everyday = new Set()
function visit(name) {
  const line = byName.get(name)
  if (!line || everyday.has(name)) return
  everyday.add(name)
  for (const field of line.split(';').slice(1)) {
    const [own, type] = field.split(' ')
    if (!SELDOM_FIELDS.has(own)) visit(/^[[{]*([\w.]*)/.exec(type)[1])
  }
}
ROOTS.forEach(visit)

function write(file, constant, names) {
  const text = names.map((name) => byName.get(name)).join('\n')
  writeFileSync(
    new URL(`../src/cluster/apiserver/schema/${file}`, import.meta.url),
    `// Made by scripts/generate-schema.mjs from data/kubernetes-1.36/schemas. Do not edit.\nexport const ${constant} = ${JSON.stringify(text)}\n`,
  )
}
const all = [...byName.keys()]
write(
  'types.gen.ts',
  'TYPES',
  all.filter((name) => everyday.has(name)),
)
write(
  'seldom-types.gen.ts',
  'SELDOM_TYPES',
  all.filter((name) => !everyday.has(name)),
)

import apps from '../../../data/kubernetes-1.36/schemas/apps.v1.json' with { type: 'json' }
import autoscaling from '../../../data/kubernetes-1.36/schemas/autoscaling.v2.json' with { type: 'json' }
import batch from '../../../data/kubernetes-1.36/schemas/batch.v1.json' with { type: 'json' }
import coordination from '../../../data/kubernetes-1.36/schemas/coordination.k8s.io.v1.json' with { type: 'json' }
import discovery from '../../../data/kubernetes-1.36/schemas/discovery.k8s.io.v1.json' with { type: 'json' }
import events from '../../../data/kubernetes-1.36/schemas/events.k8s.io.v1.json' with { type: 'json' }
import networking from '../../../data/kubernetes-1.36/schemas/networking.k8s.io.v1.json' with { type: 'json' }
import policy from '../../../data/kubernetes-1.36/schemas/policy.v1.json' with { type: 'json' }
import rbac from '../../../data/kubernetes-1.36/schemas/rbac.authorization.k8s.io.v1.json' with { type: 'json' }
import core from '../../../data/kubernetes-1.36/schemas/v1.json' with { type: 'json' }
import { apiVersionOf } from '../../cluster/api/object.ts'
import type { Resource } from '../../cluster/apiserver/resource.ts'
import { resources } from '../../cluster/apiserver/resources/index.ts'
import { fieldDocs, fieldOf, typeDoc } from '../../kubectl/explain/field-docs.ts'
import { swaggerDocument } from './openapi-v2.ts'

const SCHEMAS: Record<string, object> = {
  v1: core,
  'apps/v1': apps,
  'autoscaling/v2': autoscaling,
  'batch/v1': batch,
  'coordination.k8s.io/v1': coordination,
  'discovery.k8s.io/v1': discovery,
  'events.k8s.io/v1': events,
  'networking.k8s.io/v1': networking,
  'policy/v1': policy,
  'rbac.authorization.k8s.io/v1': rbac,
}

/** Every group and version that is served; a few small ones without schemas. */
const VERSIONS = [...new Set([...Object.keys(SCHEMAS), ...resources.map(apiVersionOf)])]

const INFO = { title: 'Kubernetes', version: 'v1.36.2' }
const parameter = (name: string): object => ({ name, in: 'query', schema: { type: 'string', uniqueItems: true } })
const WRITING = ['dryRun', 'fieldManager', 'fieldValidation', 'force', 'pretty'].map(parameter)

/** The OpenAPI documents, by path: v3's index, and one for each group and version; v2's single one. */
export function openApiDocument(path: string): Record<string, any> | undefined {
  if (path === '/openapi/v3') {
    const paths = Object.fromEntries(
      VERSIONS.map((version) => [
        prefixOf(version).slice(1),
        { serverRelativeURL: `/openapi/v3${prefixOf(version)}?hash=${INFO.version}` },
      ]),
    )
    return { paths }
  }
  if (path === '/openapi/v2') {
    const paths = Object.assign({}, ...VERSIONS.map(pathsOf))
    const schemas = Object.assign({}, ...Object.values(SCHEMAS).map(described))
    return swaggerDocument(INFO, paths, schemas)
  }
  const version = VERSIONS.find((one) => path === `/openapi/v3${prefixOf(one)}`)
  if (version === undefined) return undefined
  return { openapi: '3.0.0', info: INFO, paths: pathsOf(version), components: { schemas: described(SCHEMAS[version] ?? {}) } }
}

/** Schemas with the texts that `explain` shows, where those were made. */
function described(schemas: Record<string, any>): Record<string, object> {
  const docs = fieldDocs.loaded ? fieldDocs.value : {}
  return Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => {
      const type = typeDoc(docs, name)
      if (!type) return [name, schema]
      const properties = Object.entries(schema.properties ?? {}).map(([field, property]) => [
        field,
        { ...(property as object), ...textOf(fieldOf(type, field)?.description) },
      ])
      return [
        name,
        { ...schema, ...textOf(type.description), ...(schema.properties ? { properties: Object.fromEntries(properties) } : {}) },
      ]
    }),
  )
}

const textOf = (description = ''): object => (description ? { description } : {})

function prefixOf(version: string): string {
  return version.includes('/') ? `/apis/${version}` : `/api/${version}`
}

/** What clients look for in the paths: which kind stands there, and which parameters a write takes. */
function pathsOf(version: string): Record<string, object> {
  const paths: Record<string, object> = {}
  for (const resource of resources) {
    if (apiVersionOf(resource) !== version) continue
    const base = `${prefixOf(version)}${resource.namespaced ? '/namespaces/{namespace}' : ''}/${resource.plural}`
    paths[base] = { get: operation(resource, 'list', []), post: operation(resource, 'post', WRITING) }
    paths[`${base}/{name}`] = {
      get: operation(resource, 'get', []),
      put: operation(resource, 'put', WRITING),
      patch: operation(resource, 'patch', WRITING),
      delete: operation(resource, 'delete', [parameter('dryRun')]),
    }
  }
  return paths
}

function operation({ group, version, kind }: Resource, action: string, parameters: readonly object[]): object {
  return {
    'x-kubernetes-action': action,
    'x-kubernetes-group-version-kind': { group, version, kind },
    parameters,
    responses: { 200: { description: 'OK' } },
  }
}

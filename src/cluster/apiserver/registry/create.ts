import type { KubeObject } from '../../api/object.ts'
import { rfc3339 } from '../../api/time.ts'
import type { Result } from '../../client/client.ts'
import { admitCreate, validateAdmission } from '../admission/admission.ts'
import { allocatorsOf } from '../allocators.ts'
import { recordWrite } from '../managed-fields/writers.ts'
import { drop, validateMetadata } from '../metadata.ts'
import type { Resource } from '../resource.ts'
import { alreadyExists, invalid, type Refusal, refusal } from '../status.ts'
import { type Call, type Server, tableOf } from './server.ts'

/** A generated name that is taken is tried again so often (RetryGenerateName). */
const NAME_TRIES = 8
const GENERATED_MAX = 63 - 5
/** what the server alone writes */
const NOT_GIVEN = ['deletionTimestamp', 'deletionGracePeriodSeconds', 'selfLink', 'generation', 'resourceVersion'] as const

/**
 * Creates an object, which the caller owns in full and which is defaulted already: mutating
 * admission, allocation, preparation, validation, validating admission, storage, in the server's order.
 */
export function create(server: Server, resource: Resource, namespace: string, object: KubeObject, call: Call): Result {
  const generate = object.metadata.generateName
  if (!generate || object.metadata.name) return createNamed(server, resource, namespace, object, call)
  const base = generate.length > GENERATED_MAX ? generate.slice(0, GENERATED_MAX) : generate
  const table = tableOf(server, resource)
  for (let i = 0; i < NAME_TRIES; i++) {
    object.metadata.name = base + server.random.nameSuffix()
    if (!table.get(namespace, object.metadata.name)) break
  }
  return createNamed(server, resource, namespace, object, call)
}

function createNamed(server: Server, resource: Resource, namespace: string, object: KubeObject, call: Call): Result {
  const { metadata } = object
  const now = rfc3339(server.clock.now)
  if (resource.namespaced) metadata.namespace = namespace
  else drop(metadata, 'namespace')
  const given = object['spec'] && Object.keys(object['spec'])
  const refused = admitCreate(server, resource, namespace, object)
  if (refused) return refused
  metadata.uid = server.random.uuid()
  metadata.creationTimestamp = now
  for (const field of NOT_GIVEN) drop(metadata, field)
  const managed = metadata.managedFields
  drop(metadata, 'managedFields')

  const allocation = allocatorsOf(server).beginCreate(resource, object, call.dryRun)
  if ('status' in allocation) return allocation
  resource.prepareForCreate?.(object, server.rules)
  const problem = validateNew(server, resource, object) ?? validateAdmission(server, resource, namespace, object, undefined, call)
  if (problem) {
    allocation.cancel()
    return problem
  }
  if (resource.warnings) call.warnings.push(...resource.warnings(object, undefined))
  const table = tableOf(server, resource)
  const name = metadata.name as string
  if (table.get(namespace, name)) {
    allocation.cancel()
    return alreadyExists(resource, name)
  }
  if (call.dryRun) {
    allocation.cancel()
    return { ok: true, object }
  }
  if (!server.store.hasRoom()) {
    allocation.cancel()
    return refusal(500, '', 'etcdserver: mvcc: database space exceeded')
  }
  allocation.commit()
  const filled = object['spec'] && Object.keys(object['spec']).filter((field) => !given?.includes(field))
  const writers = recordWrite(resource, undefined, undefined, call, now, managed, filled)
  return { ok: true, object: table.put(namespace, name, object, writers) }
}

function validateNew(server: Server, resource: Resource, object: KubeObject): Refusal | undefined {
  const errors = validateMetadata(resource, object)
  if (resource.validate) errors.push(...resource.validate(object, server.rules))
  return errors.length > 0 ? invalid(resource, object.metadata.name ?? '', errors) : undefined
}

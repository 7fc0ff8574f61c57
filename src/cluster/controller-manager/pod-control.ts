import type { JsonObject, KubeObject } from '../api/object.ts'
import type { PodTemplateSpec } from '../api/types.ts'
import type { Client, Result } from '../client/client.ts'
import type { EventRecorder } from '../client/event-recorder.ts'
import { controllerReference } from './owners.ts'
import type { PodObject } from './pods.ts'

/** A Pod as `template` describes it, controlled by `owner`; named by the API server unless `name` says how. */
export function podFromTemplate(template: PodTemplateSpec, owner: KubeObject, name?: string): JsonObject {
  const { labels, annotations, finalizers } = template.metadata ?? {}
  const metadata: JsonObject = { namespace: owner.metadata.namespace, ownerReferences: [controllerReference(owner)] }
  if (name === undefined) metadata['generateName'] = `${owner.metadata.name}-`
  else metadata['name'] = name
  if (labels) metadata['labels'] = labels
  if (annotations) metadata['annotations'] = annotations
  if (finalizers) metadata['finalizers'] = finalizers
  return { apiVersion: 'v1', kind: 'Pod', metadata, spec: template.spec }
}

/** Creates and deletes Pods for their controllers, with the events that tell of it (RealPodControl). */
export class PodControl {
  readonly #client: Client
  readonly #recorder: EventRecorder

  constructor(client: Client, recorder: EventRecorder) {
    this.#client = client
    this.#recorder = recorder
  }

  create(pod: JsonObject, owner: KubeObject): Result<PodObject> {
    const result = this.#client.create<PodObject>('pods', pod)
    if (result.ok) this.#recorder.event(owner, 'Normal', 'SuccessfulCreate', `Created pod: ${result.object.metadata.name}`)
    else if (!isNamespaceGoing(result)) this.#recorder.event(owner, 'Warning', 'FailedCreate', `Error creating: ${result.status.message}`)
    return result
  }

  /** Success also when the Pod is gone already. */
  delete(pod: PodObject, owner: KubeObject): Result {
    const { namespace = '', name = '', uid } = pod.metadata
    const result = this.#client.delete('pods', namespace, name, { preconditions: { uid } })
    if (result.ok) this.#recorder.event(owner, 'Normal', 'SuccessfulDelete', `Deleted pod: ${name}`)
    else if (result.code !== 404) this.#recorder.event(owner, 'Warning', 'FailedDelete', `Error deleting: ${result.status.message}`)
    return result
  }
}

/** A creation was refused because its namespace is being deleted: nothing to try again. */
export function isNamespaceGoing(result: Result<any>): boolean {
  return !result.ok && (result.status.details?.causes?.some((cause) => cause.reason === 'NamespaceTerminating') ?? false)
}

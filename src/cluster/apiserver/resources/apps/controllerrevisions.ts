import { ageOf } from '../../../api/duration.ts'
import { equal, isObject } from '../../../api/json.ts'
import type { KubeObject } from '../../../api/object.ts'
import { controllerOf } from '../../../api/object.ts'
import type { ControllerRevision } from '../../../api/types.ts'
import type { Resource } from '../../resource.ts'
import { ANNOUNCED } from '../announced.ts'
import { columns, VERBS } from '../define.ts'
import { FieldErrors, IMMUTABLE, type Path } from '../validation/errors.ts'

const TOP: Path = { up: undefined, name: '', key: undefined }

export const controllerrevisions: Resource<ControllerRevision & KubeObject> = {
  ...ANNOUNCED.controllerrevisions,
  verbs: VERBS,
  defaults(revision) {
    revision.revision ??= 0
  },
  validate(revision) {
    const errors = new FieldErrors()
    errors.nonNegative(TOP, 'revision', revision.revision)
    if (revision.data === undefined || revision.data === null) errors.required(TOP, 'data', 'data is mandatory')
    else if (!isObject(revision.data)) errors.required(TOP, 'data', 'data must be a valid JSON object')
    return errors.list
  },
  validateUpdate(revision, old) {
    const errors = new FieldErrors()
    errors.nonNegative(TOP, 'revision', revision.revision)
    if (!equal(revision.data, old.data)) errors.invalid(TOP, 'data', revision.data, IMMUTABLE)
    return errors.list
  },
  columns: columns('Name|Controller|Revision|Age'),
  cells(revision, now) {
    const owner = controllerOf(revision)
    const group = owner?.apiVersion.includes('/') ? `.${owner.apiVersion.split('/')[0]}` : ''
    return [
      revision.metadata.name ?? '',
      owner ? `${owner.kind.toLowerCase()}${group}/${owner.name}` : '<none>',
      revision.revision ?? 0,
      ageOf(revision.metadata.creationTimestamp, now),
    ]
  },
}

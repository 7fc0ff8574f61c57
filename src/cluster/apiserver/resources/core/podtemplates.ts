import { equal } from '../../../api/json.ts'
import { formatLabels } from '../../../api/label-text.ts'
import type { KubeObject } from '../../../api/object.ts'
import type { PodTemplate, PodTemplateSpec } from '../../../api/types.ts'
import type { Resource } from '../../resource.ts'
import { ANNOUNCED } from '../announced.ts'
import { columns, VERBS } from '../define.ts'
import { defaultPodTemplate } from '../pod-spec/defaults.ts'
import { validatePodTemplate } from '../pod-spec/validate.ts'
import { templateWarnings } from '../pod-spec/warnings.ts'
import { imagesOf, namesOf } from '../table-text.ts'
import { FieldErrors, root } from '../validation/errors.ts'

type Template = PodTemplate & KubeObject

export const podtemplates: Resource<Template> = {
  ...ANNOUNCED.podtemplates,
  verbs: VERBS,
  defaults(object) {
    object.template ??= {} as PodTemplateSpec
    defaultPodTemplate(object.template)
  },
  prepareForCreate(object) {
    object.metadata.generation = 1
  },
  prepareForUpdate(object, old) {
    if (!equal(object.template, old.template)) object.metadata.generation = (old.metadata.generation ?? 0) + 1
  },
  validate: validateTemplate,
  validateUpdate: validateTemplate,
  warnings: (object, old) => templateWarnings('template', object.template, object, old),
  columns: columns('Name|Containers|Images|Pod Labels'),
  cells(object) {
    const containers = object.template?.spec?.containers
    return [object.metadata.name ?? '', namesOf(containers), imagesOf(containers), formatLabels(object.template?.metadata?.labels)]
  },
}

function validateTemplate(object: Template): FieldErrors['list'] {
  const errors = new FieldErrors()
  validatePodTemplate(errors, root('template'), object.template as PodTemplateSpec)
  return errors.list
}

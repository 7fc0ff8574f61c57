import { ageOf } from '../../../api/duration.ts'
import { equal } from '../../../api/json.ts'
import type { KubeObject } from '../../../api/object.ts'
import type { RoleBinding, RoleRef, Subject } from '../../../api/types.ts'
import type { Resource } from '../../resource.ts'
import { ANNOUNCED, type Announced } from '../announced.ts'
import { columns, VERBS } from '../define.ts'
import { FieldErrors, GoStruct, type Path, root } from '../validation/errors.ts'
import { nameIsPathSegment, subdomainFaults } from '../validation/names.ts'

const GROUP = 'rbac.authorization.k8s.io'
const ROLE_REF = root('roleRef')

type Binding = RoleBinding & KubeObject

function binding(names: Announced, roleKinds: readonly string[]): Resource<Binding> {
  const { namespaced } = names
  const check = (errors: FieldErrors, object: Binding): FieldErrors['list'] => {
    validateRoleRef(errors, object.roleRef ?? {}, roleKinds)
    object.subjects?.forEach((subject, i) => validateSubject(errors, { up: undefined, name: 'subjects', key: i }, subject, namespaced))
    return errors.list
  }
  return {
    ...names,
    verbs: VERBS,
    defaults(object) {
      object.roleRef ??= {} as RoleRef
      object.roleRef.apiGroup ||= GROUP
      for (const subject of object.subjects ?? [])
        if (!subject.apiGroup && (subject.kind === 'User' || subject.kind === 'Group')) subject.apiGroup = GROUP
    },
    validate: (object) => check(new FieldErrors(), object),
    validateUpdate(object, old) {
      const errors = new FieldErrors()
      check(errors, object)
      if (!equal(object.roleRef, old.roleRef)) {
        const { apiGroup, kind: roleKind, name } = object.roleRef
        errors.invalid(ROLE_REF, '', new GoStruct({ APIGroup: apiGroup, Kind: roleKind, Name: name }), 'cannot change roleRef')
      }
      return errors.list
    },
    validateName: nameIsPathSegment,
    columns: columns('Name|Role|Age|+Users|+Groups|+ServiceAccounts'),
    cells({ metadata, roleRef, subjects = [] }, now) {
      const of = (wanted: string): string =>
        subjects
          .filter((subject) => subject.kind === wanted)
          .map(({ name, namespace }) => (wanted === 'ServiceAccount' ? `${namespace ?? ''}/${name}` : name))
          .join(', ')
      return [
        metadata.name ?? '',
        `${roleRef.kind}/${roleRef.name}`,
        ageOf(metadata.creationTimestamp, now),
        of('User'),
        of('Group'),
        of('ServiceAccount'),
      ]
    },
  }
}

export const rolebindings = binding(ANNOUNCED.rolebindings, ['Role', 'ClusterRole'])
export const clusterrolebindings = binding(ANNOUNCED.clusterrolebindings, ['ClusterRole'])

function validateRoleRef(errors: FieldErrors, { apiGroup, kind, name }: Partial<RoleRef>, kinds: readonly string[]): void {
  if (apiGroup !== GROUP) errors.notSupported(ROLE_REF, 'apiGroup', apiGroup ?? '', [GROUP])
  if (!kinds.includes(kind ?? '')) errors.notSupported(ROLE_REF, 'kind', kind ?? '', kinds)
  if (!name) errors.required(ROLE_REF, 'name')
  else errors.invalidAll(ROLE_REF, 'name', name, nameIsPathSegment(name, false))
}

function validateSubject(errors: FieldErrors, at: Path, subject: Subject, namespaced: boolean): void {
  const { kind = '', name = '', apiGroup = '', namespace } = subject
  if (!name) errors.required(at, 'name')
  if (kind === 'ServiceAccount') {
    if (name) errors.invalidAll(at, 'name', name, subdomainFaults(name))
    if (apiGroup) errors.notSupported(at, 'apiGroup', apiGroup, [''])
    if (!namespaced && !namespace) errors.required(at, 'namespace')
  } else if (kind === 'User' || kind === 'Group') {
    if (!name) errors.invalid(at, 'name', name, `${kind.toLowerCase()} name cannot be empty`)
    if (apiGroup !== GROUP) errors.notSupported(at, 'apiGroup', apiGroup, [GROUP])
  } else errors.notSupported(at, 'kind', kind, ['ServiceAccount', 'User', 'Group'])
}

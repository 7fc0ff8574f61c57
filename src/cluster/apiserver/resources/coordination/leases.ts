import { ageOf } from '../../../api/duration.ts'
import type { KubeObject } from '../../../api/object.ts'
import type { Lease } from '../../../api/types.ts'
import type { Resource } from '../../resource.ts'
import { columns, VERBS } from '../define.ts'
import { FieldErrors, NOT_POSITIVE, root } from '../validation/errors.ts'

const SPEC = root('spec')

export const leases: Resource<Lease & KubeObject> = {
  group: 'coordination.k8s.io',
  version: 'v1',
  kind: 'Lease',
  plural: 'leases',
  singular: 'lease',
  namespaced: true,
  schema: 'io.k8s.api.coordination.v1.Lease',
  verbs: VERBS,
  defaults(lease) {
    lease.spec ??= {}
  },
  validate: validateLease,
  validateUpdate: validateLease,
  columns: columns('Name|Holder|Age'),
  cells: ({ metadata, spec }, now) => [metadata.name ?? '', spec?.holderIdentity ?? '', ageOf(metadata.creationTimestamp, now)],
}

function validateLease({ spec }: Lease): FieldErrors['list'] {
  const errors = new FieldErrors()
  const { leaseDurationSeconds, leaseTransitions } = spec ?? {}
  if (leaseDurationSeconds !== undefined && leaseDurationSeconds <= 0)
    errors.invalid(SPEC, 'leaseDurationSeconds', leaseDurationSeconds, NOT_POSITIVE)
  errors.nonNegative(SPEC, 'leaseTransitions', leaseTransitions)
  return errors.list
}

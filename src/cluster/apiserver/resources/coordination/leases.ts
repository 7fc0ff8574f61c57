import { ageOf } from '../../../api/duration.ts'
import type { KubeObject } from '../../../api/object.ts'
import type { Lease } from '../../../api/types.ts'
import type { Resource } from '../../resource.ts'
import { ANNOUNCED } from '../announced.ts'
import { columns, VERBS } from '../define.ts'
import { FieldErrors, NOT_POSITIVE, root } from '../validation/errors.ts'

const SPEC = root('spec')

export const leases: Resource<Lease & KubeObject> = {
  ...ANNOUNCED.leases,
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

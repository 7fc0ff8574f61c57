import type { StatusCause } from '../api/types.ts'

/** One entry of a field error list (apimachinery's field.Error): Kubernetes' own kinds and wording. */
export interface FieldError {
  /** the cause's reason in a Status */
  reason:
    | 'FieldValueRequired'
    | 'FieldValueInvalid'
    | 'FieldValueDuplicate'
    | 'FieldValueNotFound'
    | 'FieldValueNotSupported'
    | 'FieldValueForbidden'
    | 'FieldValueTooLong'
    | 'FieldValueTooMany'
    | 'FieldValueTypeInvalid'
    | 'InternalError'
  /** `spec.ports[0].nodePort` */
  field: string
  /** the whole message after the field: `Invalid value: 70000: must be between 1 and 65535, inclusive` */
  message: string
}

/** The field error as it stands in a list: `spec.ports[0].port: Required value`. */
export function textOf(error: FieldError): string {
  return `${error.field}: ${error.message}`
}

export function causeOf(error: FieldError): StatusCause {
  return { reason: error.reason, message: error.message, field: error.field }
}

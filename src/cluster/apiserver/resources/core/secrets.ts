import { decodedLength, textToBase64 } from '../../../../sim/base64.ts'
import { equal } from '../../../api/json.ts'
import { jsonFault } from '../../../api/json-fault.ts'
import type { KubeObject } from '../../../api/object.ts'
import type { Secret } from '../../../api/types.ts'
import type { ResourceRules } from '../../resource.ts'
import { ANNOUNCED } from '../announced.ts'
import { VERBS } from '../define.ts'
import { FieldErrors, IMMUTABLE, item, root } from '../validation/errors.ts'
import { configMapKeyFaults } from '../validation/names.ts'
import { FROZEN, keyAt, LARGEST_DATA } from './data-rules.ts'

export const secrets: ResourceRules<Secret & KubeObject> = {
  ...ANNOUNCED.secrets,
  verbs: VERBS,
  defaults(secret) {
    secret.type ||= 'Opaque'
  },
  prepareForCreate: dropStringData,
  prepareForUpdate: dropStringData,
  validate(secret) {
    const errors = new FieldErrors()
    validateSecret(errors, secret)
    return errors.list
  },
  validateUpdate(secret, old) {
    const errors = new FieldErrors()
    if (secret.type !== old.type) errors.invalid(root('type'), '', secret.type, IMMUTABLE)
    if (old.immutable) {
      if (!secret.immutable) errors.forbidden(root('immutable'), '', FROZEN)
      if (!equal(secret.data ?? {}, old.data ?? {})) errors.forbidden(root('data'), '', FROZEN)
    }
    validateSecret(errors, secret)
    return errors.list
  },
}

/** `stringData` is only ever written: it goes into `data`, base64. */
function dropStringData(secret: Secret): void {
  if (!secret.stringData) return
  const data = { ...secret.data }
  for (const [key, text] of Object.entries(secret.stringData)) data[key] = textToBase64(text)
  if (Object.keys(data).length > 0) secret.data = data
  delete secret.stringData
}

/** Keys that Secrets of a type must have. */
const REQUIRED_KEYS: Readonly<Record<string, readonly string[]>> = {
  'kubernetes.io/dockercfg': ['.dockercfg'],
  'kubernetes.io/dockerconfigjson': ['.dockerconfigjson'],
  'kubernetes.io/ssh-auth': ['ssh-privatekey'],
  'kubernetes.io/tls': ['tls.crt', 'tls.key'],
}
const BASIC_AUTH = ['username', 'password']
const ACCOUNT_NAME = 'kubernetes.io/service-account.name'

function validateSecret(errors: FieldErrors, secret: Secret): void {
  const { data = {}, type = '', metadata } = secret
  let size = 0
  for (const key of Object.keys(data)) {
    errors.invalidAll(keyAt('data', key), '', key, configMapKeyFaults(key))
    size += decodedLength(data[key] as string)
  }
  if (size > LARGEST_DATA) errors.tooLong(root('data'), '', LARGEST_DATA)
  const missing = (key: string): boolean => !Object.hasOwn(data, key)
  if (type === 'kubernetes.io/service-account-token') {
    if (!metadata?.annotations?.[ACCOUNT_NAME]) errors.required(item(root('metadata'), 'annotations', ACCOUNT_NAME), '')
  } else if (type === 'kubernetes.io/basic-auth') {
    if (BASIC_AUTH.every(missing)) for (const key of BASIC_AUTH) errors.required(keyAt('data', key), '')
  } else if (Object.hasOwn(REQUIRED_KEYS, type))
    for (const key of REQUIRED_KEYS[type] as readonly string[]) {
      if (missing(key)) errors.required(keyAt('data', key), '')
      else if (key.startsWith('.docker')) validateDockerConfig(errors, key, data[key] as string)
    }
}

function validateDockerConfig(errors: FieldErrors, key: string, base64: string): void {
  const text = atob(base64)
  const fault = jsonFault(text)
  if (fault) errors.invalid(keyAt('data', key), '', '<secret contents redacted>', fault.message)
}

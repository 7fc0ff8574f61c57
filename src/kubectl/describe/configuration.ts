import type { JsonObject } from '../../cluster/api/object.ts'
import { decodedLength } from '../../sim/base64.ts'
import type { Describer } from './describer.ts'
import { describeEvents } from './events.ts'
import { describeAnnotations, describeLabels, describeName } from './metadata.ts'

export const describeConfigMap: Describer = (k, info, text, withEvents) => {
  const { data = {}, binaryData = {} } = info.object
  describeName(text, info.object)
  describeLabels(text, info.object)
  describeAnnotations(text, info.object)
  text.line(0, '\nData\n====')
  for (const key of Object.keys(data).sort()) text.line(0, `${key}:\n----\n${data[key]}\n`)
  text.line(0, '\nBinaryData\n====')
  for (const key of Object.keys(binaryData).sort()) text.line(0, `${key}: ${decodedLength(binaryData[key])} bytes`)
  text.line(0)
  if (withEvents) describeEvents(k, text, info)
}

export const describeSecret: Describer = (_k, info, text) => {
  const { data = {}, type } = info.object
  describeName(text, info.object)
  describeLabels(text, info.object)
  describeAnnotations(text, info.object)
  text.line(0, `\nType:\t${type ?? ''}`)
  text.line(0, '\nData\n====')
  for (const key of Object.keys(data).sort()) {
    if (key === 'token' && type === 'kubernetes.io/service-account-token') text.field(0, key, atob(data[key]))
    else text.field(0, key, `${decodedLength(data[key])} bytes`)
  }
}

export const describeServiceAccount: Describer = (k, info, text, withEvents) => {
  const { imagePullSecrets = [] } = info.object as JsonObject
  describeName(text, info.object)
  describeLabels(text, info.object)
  describeAnnotations(text, info.object)
  const names = (imagePullSecrets as JsonObject[]).map(({ name }) => name)
  text.line(0, `Image pull secrets:\t${names[0] ?? '<none>'}`)
  for (const name of names.slice(1)) text.line(0, `                   \t${name}`)
  if (withEvents) describeEvents(k, text, info)
}

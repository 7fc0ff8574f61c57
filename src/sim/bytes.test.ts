import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeBase64, decodedLength, encodeBase64, textFromBase64, textToBase64 } from './base64.ts'
import { byteLength } from './byte-length.ts'
import { fromBytes, toBytes } from './bytes.ts'

const bytes = fc.uint8Array({ maxLength: 300 })

test('any bytes come back from text as they were, and the text knows how many they are', () => {
  fc.assert(
    fc.property(bytes, (given) => {
      const text = fromBytes(given)
      expect([...toBytes(text)]).toEqual([...given])
      expect(byteLength(text)).toBe(given.length)
    }),
  )
})

test('any bytes come back from base64, and it knows how many they are', () => {
  fc.assert(
    fc.property(bytes, (given) => {
      const encoded = encodeBase64(given)
      expect(encoded).toBe(Buffer.from(given).toString('base64'))
      expect(decodeBase64(encoded)).toEqual({ bytes: [...given], valid: true })
      expect(decodedLength(encoded)).toBe(given.length)
    }),
  )
  expect(textFromBase64(textToBase64('叢集 ✓'))).toBe('叢集 ✓')
  expect(decodeBase64('aGk*')).toEqual({ bytes: [104, 105], valid: false })
})

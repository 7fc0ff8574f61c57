import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { md5 } from './md5.ts'
import { sha1 } from './sha1.ts'
import { sha256 } from './sha256.ts'
import { sha512 } from './sha512.ts'

test.each(Object.entries({ md5, sha1, sha256, sha512 }))('%s is what every machine says', (name, digest) => {
  // Lengths around the ends of blocks are where padding goes wrong.
  for (const length of [0, 1, 3, 55, 56, 63, 64, 65, 111, 112, 119, 128, 1000]) {
    const bytes = Uint8Array.from({ length }, (_, at) => (at * 31 + length) & 255)
    expect(digest(bytes), `of ${length} bytes`).toBe(createHash(name).update(bytes).digest('hex'))
  }
})

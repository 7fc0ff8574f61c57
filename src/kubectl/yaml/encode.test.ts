import { expect, test } from 'vitest'
import { encodeYaml } from './encode.ts'

const words = Array.from({ length: 20 }, (_, index) => `word${index}`).join(' ')

test('long texts are broken at the first space past column 80, as kubectl breaks them', () => {
  expect(encodeYaml({ data: { plain: words, quoted: `x: ${words}`, tab: `\t ${words}`, list: [words] } })).toBe(
    [
      'data:',
      '  list:',
      '  - word0 word1 word2 word3 word4 word5 word6 word7 word8 word9 word10 word11 word12',
      '    word13 word14 word15 word16 word17 word18 word19',
      '  plain: word0 word1 word2 word3 word4 word5 word6 word7 word8 word9 word10 word11',
      '    word12 word13 word14 word15 word16 word17 word18 word19',
      "  quoted: 'x: word0 word1 word2 word3 word4 word5 word6 word7 word8 word9 word10 word11",
      "    word12 word13 word14 word15 word16 word17 word18 word19'",
      '  tab: "\\t word0 word1 word2 word3 word4 word5 word6 word7 word8 word9 word10 word11',
      '    word12 word13 word14 word15 word16 word17 word18 word19"',
      '',
    ].join('\n'),
  )
})

test('one long word and a text that fits stay as they are', () => {
  const long = 'a'.repeat(120)
  expect(encodeYaml({ a: long, b: 'x y' })).toBe(`a: ${long}\nb: x y\n`)
})

import { describe, expect, it } from 'vitest'
import { jsonFault } from './json-fault.ts'

describe('what Go says of a text that is no JSON', () => {
  it.each([
    ['{foo', "invalid character 'f' looking for beginning of object key string", 2],
    ['{"a" 1}', "invalid character '1' after object key", 6],
    ['{"a":1 "b"}', "invalid character '\"' after object key:value pair", 8],
    ['{"a":1,}', "invalid character '}' looking for beginning of object key string", 8],
    ["{'a':1}", "invalid character '\\'' looking for beginning of object key string", 2],
    ['[1 2]', "invalid character '2' after array element", 4],
    ['[1,]', "invalid character ']' looking for beginning of value", 4],
    ['{"a":1}}', "invalid character '}' after top-level value", 8],
    ['{"a":"\\q"}', "invalid character 'q' in string escape code", 8],
    ['"\\u00g0"', "invalid character 'g' in \\u hexadecimal character escape", 6],
    ['"a\nb"', "invalid character '\\n' in string literal", 3],
    ['tru}', "invalid character '}' in literal true (expecting 'e')", 4],
    ['-x', "invalid character 'x' in numeric literal", 2],
    ['1.x', "invalid character 'x' after decimal point in numeric literal", 3],
    ['1e+x', "invalid character 'x' in exponent of numeric literal", 4],
    ['01', "invalid character '1' after top-level value", 2],
    ['{“a”: 1}', "invalid character 'â' looking for beginning of object key string", 2],
    ['{"a":', 'unexpected end of JSON input', 5],
    ['', 'unexpected end of JSON input', 0],
  ])('%s', (text, message, offset) => {
    expect(jsonFault(text)).toEqual({ message, offset })
    expect(() => JSON.parse(text)).toThrow()
  })

  it('finds nothing in what is JSON', () => {
    for (const text of ['{"a":[1,-2.5e-3,"\\u00e9\\n",true,false,null,{}],"b":{}}', ' 0 ', '[]', '""'])
      expect(jsonFault(text)).toBeUndefined()
  })
})

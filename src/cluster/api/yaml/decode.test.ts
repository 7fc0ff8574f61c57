import { describe, expect, test } from 'vitest'
import { goJson } from '../../../kubectl/printers/go-json.ts'
import { decodeYaml } from './decode.ts'

/** Texts, and what kubectl 1.35 makes of them: the JSON, or its complaint. */
const TEXTS: readonly [text: string, outcome: string][] = [
  [
    'a: {{ .Values.x }}\n',
    'error converting YAML to JSON: yaml: invalid map key: map[interface {}]interface {}{".Values.x":interface {}(nil)}',
  ],
  ['? [a, 1, true, ~]\n: b\n', 'error converting YAML to JSON: yaml: invalid map key: []interface {}{"a", 1, true, interface {}(nil)}'],
  [
    '? {a: 1, b: [c], d: {e: f}}\n: b\n',
    'error converting YAML to JSON: yaml: invalid map key: map[interface {}]interface {}{"a":1, "b":[]interface {}{"c"}, "d":map[interface {}]interface {}{"e":"f"}}',
  ],
  ['1.5: b\ntrue: c\n', '{"1.5":"b","true":"c"}'],
  ['~: b\n', 'error converting YAML to JSON: unsupported map key of type: %!s(<nil>), key: <nil>, value: "b"'],
  ['a: &x {b: c}\nd: *x\ne: {<<: *x}\n', '{"a":{"b":"c"},"d":{"b":"c"},"e":{"b":"c"}}'],
  ['a: *nope\n', "error converting YAML to JSON: yaml: unknown anchor 'nope' referenced"],
  ['a: "\\q"\n', 'error converting YAML to JSON: yaml: found unknown escape character'],
  ['a: "b\n', 'error converting YAML to JSON: yaml: line 2: found unexpected end of stream'],
  ["a: 'b\n", 'error converting YAML to JSON: yaml: line 2: found unexpected end of stream'],
  ['a: |2x\n b\n', 'error converting YAML to JSON: yaml: did not find expected comment or line break'],
  ['a: b: c\n', 'error converting YAML to JSON: yaml: mapping values are not allowed in this context'],
  ['a: - b\n', 'error converting YAML to JSON: yaml: block sequence entries are not allowed in this context'],
  ['a: [b\n', "error converting YAML to JSON: yaml: line 1: did not find expected ',' or ']'"],
  ['a: {b\n', "error converting YAML to JSON: yaml: line 1: did not find expected ',' or '}'"],
  ['a: b]\n', '{"a":"b]"}'],
  ['a: @b\n', 'error converting YAML to JSON: yaml: found character that cannot start any token'],
  ['a: `b\n', 'error converting YAML to JSON: yaml: found character that cannot start any token'],
  ['a: %b\n', 'error converting YAML to JSON: yaml: found character that cannot start any token'],
  ['a: b #c\nd:#e\n', "error converting YAML to JSON: yaml: line 3: could not find expected ':'"],
  ['a:\n\tb: c\n', 'error converting YAML to JSON: yaml: line 2: found character that cannot start any token'],
  ['\ta: b\n', 'error converting YAML to JSON: yaml: found character that cannot start any token'],
  ['a:\n  b: c\n d: e\n', 'error converting YAML to JSON: yaml: line 2: did not find expected key'],
  ['a:\n- b\n - c\n', '{"a":["b - c"]}'],
  ['a:\n  - b\n - c\n', 'error converting YAML to JSON: yaml: line 2: did not find expected key'],
  ['a: b\n  c: d\n', 'error converting YAML to JSON: yaml: line 2: mapping values are not allowed in this context'],
  ['a: ,b\n', 'error converting YAML to JSON: yaml: did not find expected node content'],
  ['a: "b" c\n', 'error converting YAML to JSON: yaml: did not find expected key'],
  ['a: &\n', 'error converting YAML to JSON: yaml: did not find expected alphabetic or numeric character'],
  ['a: !\n', '{"a":""}'],
  ['a: >\nb\n', "error converting YAML to JSON: yaml: line 3: could not find expected ':'"],
  ['"a: b\n', 'error converting YAML to JSON: yaml: line 2: found unexpected end of stream'],
  ['  a: b\nc: d\n', '{"a":"b"}'],
  ['"x": y\n  z: w\n', 'error converting YAML to JSON: yaml: line 2: mapping values are not allowed in this context'],
  ['a: b\n} c\n', 'error converting YAML to JSON: yaml: line 1: did not find expected key'],
  ['  a: b\nc\n', '{"a":"b"}'],
  ['  a: b\n@x\n', 'error converting YAML to JSON: yaml: line 2: found character that cannot start any token'],
  ['  a: b\n%x\n', 'error converting YAML to JSON: yaml: line 2: found unknown directive name'],
  ['  a: b\n... \nc: d\n', '{"a":"b"}'],
  ['x: ![not, a]\n', '{"x":"a]"}'],
  ['x: !<a b\n', "error converting YAML to JSON: yaml: did not find the expected '>'"],
  ['x: !a!b c\n', 'error converting YAML to JSON: yaml: found undefined tag handle'],
  ['x: !foo bar\n', '{"x":"bar"}'],
  ['x: !!int foo\n', 'error converting YAML to JSON: yaml: cannot decode !!str `foo` as a !!int'],
  ['x: !!foo bar\n', '{"x":"bar"}'],
  ['x: !!str 1\n', '{"x":"1"}'],
  ['x: !!float 1\n', '{"x":1}'],
  ['a: 0o7\nb: 0x1f\nc: 1_000\nd: 1e3\ne: 010\nf: 08\ng: 0b11\n', '{"a":7,"b":31,"c":1000,"d":1000,"e":8,"f":8,"g":3}'],
  ['a: yes\nb: No\nc: on\nd: y\ne: TRUE\nf: nUll\n', '{"a":true,"b":false,"c":true,"d":true,"e":true,"f":"nUll"}'],
  ['a: .inf\n', 'error converting YAML to JSON: json: unsupported value: +Inf'],
  ['a: .NaN\n', 'error converting YAML to JSON: json: unsupported value: NaN'],
  ['a: 2024-01-01\nb: 12:30:45\nc: 1:20\n', '{"a":"2024-01-01","b":"12:30:45","c":"1:20"}'],
  ['a: 1.\nb: .5\nc: 1.5e3\nd: 1e400\n', '{"a":1,"b":0.5,"c":1500,"d":"1e400"}'],
  ['a: |\n x\n  y\n\n z\nb: >-\n p\n q\n\n r\n', '{"a":"x\\n y\\n\\nz\\n","b":"p q\\nr"}'],
  ["a: 'it''s'\nb: \"\\u00e9\\x41\\n\"\n", '{"a":"it\'s","b":"\u00e9A\\n"}'],
  ['{a: b, c}\n', '{"a":"b","c":null}'],
  ['a: {b: c d: e}\n', "error converting YAML to JSON: yaml: did not find expected ',' or '}'"],
  ['a: [b, , c]\n', 'error converting YAML to JSON: yaml: did not find expected node content'],
  ['a: [b c\nd]\n', '{"a":["b c d"]}'],
  ['key with spaces: x\n? y\n', '{"key with spaces":"x","true":null}'],
  ['a: b\n\n\n   # c\nd: e\n', '{"a":"b","d":"e"}'],
  ['a: "b\n  c"\n', '{"a":"b c"}'],
  ["a: 'b\n\n  c'\n", '{"a":"b\\nc"}'],
  ['a: b\nc\nd: e\n', "error converting YAML to JSON: yaml: line 3: could not find expected ':'"],
  ['a:   \nb:\n', '{"a":null,"b":null}'],
  ['a: #x\n', '{"a":null}'],
  ["a: '#x'\n", '{"a":"#x"}'],
  ['a: x#y\n', '{"a":"x#y"}'],
  ['a: "\\/"\n', 'error converting YAML to JSON: yaml: found unknown escape character'],
  ['a: *\n', 'error converting YAML to JSON: yaml: did not find expected alphabetic or numeric character'],
  ['&a b: c\n*a : d\n', '{"b":"d"}'],
  ['a: -\n', 'error converting YAML to JSON: yaml: block sequence entries are not allowed in this context'],
  ['a: ?\n', 'error converting YAML to JSON: yaml: mapping keys are not allowed in this context'],
  ['a: :\n', 'error converting YAML to JSON: yaml: mapping values are not allowed in this context'],
  ['a: -b\n', '{"a":"-b"}'],
  ['a: ?b\n', '{"a":"?b"}'],
  ['a: :b\n', '{"a":":b"}'],
  [': b\n', 'error converting YAML to JSON: yaml: did not find expected key'],
  ['- b: c\n d: e\n', "error converting YAML to JSON: yaml: line 1: did not find expected '-' indicator"],
  ['a: |+\n x\n\n', '{"a":"x\\n\\n"}'],
  ['a: |-1\n  x\n', '{"a":" x"}'],
  ['- a\nb: c\n', "error converting YAML to JSON: yaml: line 1: did not find expected '-' indicator"],
  ['a: b\n- c\n', 'error converting YAML to JSON: yaml: line 1: did not find expected key'],
  ['a: \u00a0b\n', '{"a":"\u00a0b"}'],
  ['a: b\u0007\n', 'error converting YAML to JSON: yaml: control characters are not allowed'],
  ['a\u00e9: b\n', '{"a\u00e9":"b"}'],
]

function outcomeOf(text: string): string {
  try {
    return goJson(decodeYaml(text))
  } catch (error) {
    return (error as Error).message
  }
}

describe('YAML as kubectl reads it', () => {
  test.each(TEXTS)('%j', (text, outcome) => {
    expect(outcomeOf(text)).toBe(outcome)
  })
})

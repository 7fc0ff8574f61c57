import { describe, expect, test } from 'vitest'
import { Lab } from '../../../lab/lab.ts'
import { scenario } from '../../../lab/scenario.ts'
import { loadAllCode } from '../../../sim/code.ts'

await loadAllCode()

const DOCS = 'kind: Service\nname: a\n---\nkind: Deployment\nname: b # why\n---\nkind: Deployment\nname: c\n'
const lab = Lab.open({ scenario: scenario({ id: 'query', files: { 'docs.yaml': DOCS } }) })

/** Lines, and what jq 1.7 and yq 4 print: stdout, then stderr. */
const LINES: readonly [line: string, said: string][] = [
  [`echo '{"a":[1]}' | jq`, '{\n  "a": [\n    1\n  ]\n}\n'],
  ['echo NAME READY | jq .', 'jq: parse error: Invalid numeric literal at line 1, column 5\n'],
  ['echo No resources found | jq .', 'jq: parse error: Invalid numeric literal at line 1, column 3\n'],
  [`echo '{"a":1,}' | jq .`, 'jq: parse error: Expected another key-value pair at line 1, column 8\n'],
  [`echo '[1,]' | jq .`, 'jq: parse error: Expected another array element at line 1, column 4\n'],
  [`echo '[1 2]' | jq .`, 'jq: parse error: Expected separator between values at line 1, column 5\n'],
  [`echo '{"a" 1}' | jq .`, 'jq: parse error: Expected separator between values at line 1, column 7\n'],
  [`echo '{1:2}' | jq .`, 'jq: parse error: Object keys must be strings at line 1, column 3\n'],
  [`echo '}' | jq .`, "jq: parse error: Unmatched '}' at line 1, column 1\n"],
  [`echo '"a' | jq .`, 'jq: parse error: Unfinished string at EOF at line 2, column 0\n'],
  [`echo '[1,2' | jq .`, 'jq: parse error: Unfinished JSON term at EOF at line 2, column 0\n'],
  [`echo nope | jq .; echo $?`, '5\njq: parse error: Invalid literal at line 2, column 0\n'],
  [`printf '{"a":1}\\n{"b":}\\n' | jq -c .`, `{"a":1}\njq: parse error: Unmatched '}' at line 2, column 6\n`],
  [`jq -nc '[range(0;10;3)]'`, '[0,3,6,9]\n'],
  [`echo '[{"id":1}]' | jq -c 'INDEX(.id)'`, '{"1":{"id":1}}\n'],
  [`echo '{"a":[1]}' | jq -c tostream`, '[["a",0],1]\n[["a",0]]\n[["a"]]\n'],
  [`echo '{"a":[1,{"b":2}]}' | jq -c 'fromstream(tostream)'`, '{"a":[1,{"b":2}]}\n'],
  [`echo 1 | jq debug`, '1\n["DEBUG:",1]\n'],
  [`jq -nc '$__loc__'`, '{"file":"<top-level>","line":1}\n'],
  [`jq -nc '[label $out | (1,2,3) | if . > 2 then break $out else . end]'`, '[1,2]\n'],
  [`jq -nc '[label $a | label $b | 1, break $a, 2], [limit(2; 5,6,7)]'`, '[1]\n[5,6]\n'],
  [`jq -nc '[[1,2],[3]] | transpose'`, '[[1,3],[2,null]]\n'],
  [
    `echo 5 | jq 'try explode catch ., (try implode catch .), (try getpath(1) catch .)'`,
    '"explode input must be a string"\n"implode input must be an array"\n"Path must be specified as an array"\n',
  ],
  [`echo '"é😀"' | jq -a .`, '"\\u00e9\\ud83d\\ude00"\n'],
  [
    `jq --nope .`,
    'jq: Unknown option: --nope\nUse jq --help for help with command-line options,\nor see the jq manpage, or online docs  at https://jqlang.github.io/jq\n',
  ],
  [`yq 'select(.kind == "Deployment") | .name' docs.yaml`, 'b\n---\nc\n'],
  [`yq 'select(.name == "b")' docs.yaml`, 'kind: Deployment\nname: b # why\n'],
  [`WHO=x yq -n '{"a": strenv(WHO)}'`, 'a: x\n'],
  [`N=3 yq -n '{"a": env(N)}'`, 'a: 3\n'],
  [`yq 'fileIndex' docs.yaml`, 'Error: podtalk does not simulate this yq expression: fileIndex\n'],
]

describe('jq and yq', () => {
  test.each(LINES)('%s', (line, said) => {
    const { stdout, stderr } = lab.script(line, 5_000)
    expect(stdout + stderr).toBe(said)
  })
})

import { describe, expect, test } from 'vitest'
import { Lab } from '../../lab/lab.ts'
import { scenario } from '../../lab/scenario.ts'
import { loadAllCode } from '../../sim/code.ts'

await loadAllCode()

const files = { 'a.txt': 'one 1\ntwo\t2\nthree 3 long line with several words in it\n' }
const lab = Lab.open({ scenario: scenario({ id: 'text', files }) })

/** Lines, and what GNU's programs and bash print: stdout, then stderr. */
const LINES: readonly [line: string, said: string][] = [
  // the size of a file is known, that of a pipe is not
  ['wc < a.txt; wc -l < a.txt; cat a.txt | wc', ' 3 13 55\n3\n      3      13      55\n'],
  ['wc -lc < a.txt; wc < /dev/null', ' 3 55\n      0       0       0\n'],
  ['cksum a.txt; printf "" | cksum', '507903888 55 a.txt\n4294967295 0\n'],
  [
    'printf abc | sha512sum; sha512sum a.txt > s; sha512sum -c s',
    'ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f  -\na.txt: OK\n',
  ],
  // longer than one block
  ['yes | head -c 300 | sha512sum | cut -c1-16', '5de289e0daebd09a\n'],
  ['fold -w 10 a.txt | head -4', 'one 1\ntwo\t2\nthree 3 lo\nng line wi\n'],
  ['fold -s -w 12 a.txt | tail -4', 'long line \nwith \nseveral \nwords in it\n'],
  ['fold -w x a.txt', 'fold: invalid number of columns: ‘x’\n'],
  ['false | true; echo ${PIPESTATUS[@]}; echo ${PIPESTATUS[@]}', '1 0\n0\n'],
]

describe('programs for text', () => {
  test.each(LINES)('%s', (line, said) => {
    const { stdout, stderr } = lab.script(line, 5_000)
    expect(stdout + stderr).toBe(said)
  })
})

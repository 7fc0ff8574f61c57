import { describe, expect, test } from 'vitest'
import { Lab } from '../../../lab/lab.ts'
import { scenario } from '../../../lab/scenario.ts'
import { loadAllCode } from '../../../sim/code.ts'

await loadAllCode()

const lab = Lab.open({ scenario: scenario({ id: 'awk', files: { 'in.txt': 'a b c\nd e f\n' } }) })

/** Programs over two lines, and what mawk prints: stdout, then stderr. */
const PROGRAMS: readonly [program: string, said: string][] = [
  ['NR==2{print $NF, NF; exit 3}', 'f 3\n'],
  ['{$5="q"; print; NF=2; print}', 'a b c  q\na b\nd e f  q\nd e\n'],
  ['/d/,/x/{print "r", $0}', 'r d e f\n'],
  ['{gsub(/[a-c]/,"<&>"); sub("d","\\\\&"); print}', '<a> <b> <c>\n& e f\n'],
  ['END{print match("xxab","ab"), RSTART, RLENGTH, FILENAME, NR}', '3 3 2 in.txt 2\n'],
  ['{print $1 | "sort -r"}', 'd\na\n'],
  [
    'BEGIN{"echo hi" | getline v; print v; while ((getline l < "in.txt") > 0) n++; print n, close("in.txt"), close("none")}',
    'hi\n2 0 -1\n',
  ],
  ['function g(t){t["x"]=5} BEGIN{g(a); print a["x"], length(a)}', '5 1\n'],
  ['function f(n){return n<2?1:n*f(n-1)} BEGIN{print f(5)}', '120\n'],
  ['BEGIN{a[1,2]=3; for(k in a){split(k,p,SUBSEP); print p[1],p[2]}; delete a[1,2]; print length(a)}', '1 2\n0\n'],
  ['BEGIN{while(i<3){i++; if(i==2)continue; print i}; do j++; while(j<5); for(;;){if(++k>3)break}; print j, k}', '1\n3\n5 4\n'],
  ['BEGIN{printf "%c%c|%5.2f|%x|%-3d|%s\\n", 65, "hello", 3.14159, 255, 7, 1e3}', 'Ah| 3.14|ff|7  |1000\n'],
  ['BEGIN{RS=""}{print NR": "$1, NF}', '1: a 6\n'],
  // mawk lets what lies before the text count
  ['BEGIN{print substr("hello",2), substr("hello",0,3), substr("hello",-1,3)}', 'ello hel hell\n'],
  ['{print $(-1)}', 'awk: run time error: negative field index $-1\n\tFILENAME="in.txt" FNR=1 NR=1\n'],
  ['BEGIN{print 1; nosuch(1)}', 'awk: line 2: function nosuch never defined\n'],
]

describe('awk', () => {
  test.each(PROGRAMS)('%s', (program, said) => {
    const { stdout, stderr } = lab.script(`awk '${program}' in.txt`, 5_000)
    expect(stdout + stderr).toBe(said)
  })
})

import { beforeAll, expect, test } from 'vitest'
import { Classroom } from '../network/classroom.fixture.ts'

let room: Classroom
beforeAll(() => {
  room = new Classroom().furnish()
})

// As util-linux 2.38 answers.
test.each([
  ["printf 'NAME READY\\nbackend-1   1/1\\n\\nx 0/1\\n' | column -t", 'NAME       READY\nbackend-1  1/1\nx          0/1\n'],
  ["printf 'a,bb,ccc\\ndddd,,f\\n' | column -t -s,", 'a     bb  ccc\ndddd      f\n'],
  ["printf 'a b\\ncc d\\n' | column -t -o ' | '", 'a  | b\ncc | d\n'],
  ['seq 10 | column -x -c 20', '1\t2\n3\t4\n5\t6\n7\t8\n9\t10\n'],
  ['seq 10 | column -c 40', '1\t3\t5\t7\t9\n2\t4\t6\t8\t10\n'],
])('%s', (line, out) => {
  expect(room.run('node-1', line)).toMatchObject({ out, err: '', exit: 0 })
})

test('busybox runs its own functions', () => {
  expect(room.run('bb', "busybox sh -c 'echo in; busybox nosuch'; busybox | head -1")).toMatchObject({
    out: 'in\nBusyBox v1.37.0 (2024-09-26 21:31:42 UTC) multi-call binary.\n',
    err: 'nosuch: applet not found\n',
    exit: 0,
  })
})

import { beforeAll, describe, expect, it } from 'vitest'
import { Classroom } from '../commands/network/classroom.fixture.ts'

let room: Classroom
beforeAll(() => {
  room = new Classroom()
})

describe('a subshell', () => {
  it.each([
    ['(echo $((1 + 2)))', '3\n'],
    ['for i in 1 2; do echo $((i * 2)); done | tail -n 1', '4\n'],
    ['i=0; while ((i < 2)); do i=$((i + 1)); done & wait; echo $i', '0\n'],
    ['declare -i n; (n=2+3; echo $n)', '5\n'],
    ['echo kept > /tmp/kept; (echo $(< /tmp/kept))', 'kept\n'],
    ['for ((i = 0; i < 2; i++)); do echo $i; done | sort -r', '1\n0\n'],
  ])('runs %s', (script, out) => {
    expect(room.run('node-1', `bash -c '${script}'`)).toMatchObject({ out, err: '' })
  })
})

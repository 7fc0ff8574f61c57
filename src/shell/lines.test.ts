import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { Classroom } from './commands/network/classroom.fixture.ts'

/**
 * A line as a real shell ran it in the directory that PREPARE makes: Debian 12's bash and dash with its
 * coreutils, and busybox 1.35 alone in a chroot with only a PATH and a HOME.
 */
interface Line {
  run: string
  stdout: string
  stderr: string
  exit: number
}

const read = (name: string): Line[] => JSON.parse(readFileSync(new URL(`../../data/shell-lines/${name}.json`, import.meta.url), 'utf8'))

const PREPARE =
  "rm -rf /tmp/t; mkdir -p /tmp/t; cd /tmp/t; printf 'one\\ntwo\\nthree\\n' > f; printf 'b 2\\na 1\\nc 3\\n' > g; : > e; mkdir d; echo x > d/x; "

let room: Classroom
beforeAll(() => {
  room = new Classroom().furnish()
})

const quote = (text: string) => `'${text.replaceAll("'", "'\\''")}'`

/** The lines whose answer here is not the real one's, with both. */
function different(place: string, shell: string, lines: readonly Line[]) {
  return lines.flatMap(({ run, ...real }) => {
    const line = `${PREPARE}exec ${shell} -c "$1"`
    const outer = shell === 'sh' ? 'sh' : 'bash'
    const { out, err, exit } = room.run(place, `env -i PATH=$PATH HOME=/root ${outer} -c ${quote(line)} x ${quote(run)}`)
    const ours = { stdout: out, stderr: err, exit }
    return JSON.stringify(ours) === JSON.stringify(real) ? [] : [{ run, real, ours }]
  })
}

describe('lines as real shells and programs answer them', () => {
  it('busybox', () => expect(different('bb', 'sh', read('busybox'))).toEqual([]))
  it("Debian's bash and coreutils", () => expect(different('client', 'bash', read('bash'))).toEqual([]))
  it("Debian's dash", () => expect(different('client', 'dash', read('dash'))).toEqual([]))
})

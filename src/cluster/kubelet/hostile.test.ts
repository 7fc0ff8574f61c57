import { describe, expect, test } from 'vitest'
import { programsFor } from '../../shell/programs.ts'
import { Classroom } from './classroom.fixture.ts'

const STOPPED = 'podtalk stopped this program: it used up its budget of'

describe('a container whose program', () => {
  const run = (script: string): Classroom => {
    const room = new Classroom(programsFor)
    room.container('c', { command: ['sh', '-c', script] }, { restartPolicy: 'Never' })
    room.pass(30)
    return room
  }

  test.each([
    ['runs in a circle', 'while true; do :; done', `${STOPPED} steps\n`],
    ['writes without end', 'yes', `${STOPPED} output\n`],
    ['copies without end', 'cat /dev/zero > /tmp/x', `${STOPPED} output\n`],
    ['counts without end', 'wc -c /dev/zero', `${STOPPED} output\n`],
  ])('%s is stopped with a message', (_, script, message) => {
    const room = run(script)
    expect(room.status('c').state?.terminated?.exitCode).toBe(137)
    const log = room.logs('c')
    expect(log.endsWith(message)).toBe(true)
    expect(log.length).toBeLessThan(2_200_000)
  })

  test.each([
    ['reads without end', 'tail /dev/zero; echo after'],
    ['sorts without end', 'sort /dev/zero; echo after'],
    ['doubles a value', 'x=aaaaaaaa; while true; do x=$x$x; done'],
  ])('%s is OOMKilled at its limit', (_, script) => {
    const room = new Classroom(programsFor)
    room.container('c', { command: ['sh', '-c', script], resources: { limits: { memory: '32Mi' } } }, { restartPolicy: 'Never' })
    room.pass(5)
    expect(room.status('c').state?.terminated).toMatchObject({ exitCode: 137, reason: 'OOMKilled' })
    expect(room.logs('c')).toBe('')
  })

  test.each([
    ['works and waits by turns', 'while true; do wget -qO- http://10.244.0.99/ 2>/dev/null; sleep 0.1; done'],
    ['asks again and again', 'while true; do wget -qO- http://10.244.0.99/ 2>/dev/null; done'],
  ])('%s goes on', (_, script) => {
    expect(run(script).status('c').state?.running).toBeDefined()
  })
})

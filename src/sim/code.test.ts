import { describe, expect, test } from 'vitest'
import { Clock } from './clock.ts'
import { arrived, Code, CodeMissing } from './code.ts'
import { Runner, sleep, type Task } from './task.ts'

describe('Code', () => {
  const two = (code: Code<number>): { clock: Clock; told: string[] } => {
    const clock = new Clock(0)
    const told: string[] = []
    const say = (text: string): void => void told.push(`${clock.now} ${text}`)
    function* asks(): Task {
      say('asks')
      say(`has ${yield* arrived(code)}`)
      yield* sleep(5)
      say('slept')
    }
    function* other(): Task {
      say('other')
      yield* sleep(0)
      say('other again')
    }
    new Runner(clock, asks()).start()
    new Runner(clock, other()).start()
    return { clock, told }
  }

  test('holds the clock until it is there, and the run is the same as with code that was there', async () => {
    const early = new Code('early', async () => 1)
    await early.load()
    const first = two(early)
    first.clock.advance(20)

    const late = new Code('late', async () => 1)
    const second = two(late)
    while (second.clock.step(20)) {}
    expect(second.clock.now).toBe(0)
    expect(second.clock.held).toBe(late)
    expect(second.told).toEqual(['0 asks', '0 other'])
    await late.load()
    second.clock.advance(20)
    expect(second.told).toEqual(first.told)
    expect(second.clock.now).toBe(20)
    expect(second.clock.held).toBeUndefined()
  })

  test('who cannot wait is told what is missing', () => {
    const code = new Code('jq', async () => 1)
    const { clock } = two(code)
    expect(() => clock.advance(1)).toThrow(CodeMissing)
    expect(() => clock.runUntil(() => false, 100)).toThrow(new CodeMissing(code))
    expect(() => clock.runUntilIdle(100)).toThrow('the code of jq is not loaded')
    expect(() => code.value).toThrow(CodeMissing)
  })

  test('a task that is interrupted while it waits lets the clock go on', () => {
    const clock = new Clock(0)
    const code = new Code('jq', async () => 1)
    function* asks(): Task {
      yield* arrived(code)
    }
    const runner = new Runner(clock, asks()).start()
    runner.interrupt('SIGINT')
    clock.advance(3)
    expect(clock.now).toBe(3)
    expect(runner.done).toBe(true)
  })

  test('loading that failed can be tried again', async () => {
    let tries = 0
    const code = new Code('jq', async () => {
      if (tries++ === 0) throw new Error('offline')
      return tries
    })
    await expect(code.load()).rejects.toThrow('offline')
    expect(code.loaded).toBe(false)
    expect(await code.load()).toBe(2)
    expect(code.value).toBe(2)
  })
})

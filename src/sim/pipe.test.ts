import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Clock } from './clock.ts'
import { LineReader, Pipe, readAll, sink, textReader } from './pipe.ts'
import { BudgetExceeded, Interrupt, Runner, sleep, type Task } from './task.ts'

const run = <T>(clock: Clock, task: Task<T>): Runner<T> => new Runner(clock, task).start()

function* write(pipe: Pipe, pieces: readonly string[], naps: readonly number[] = []): Task {
  try {
    for (let i = 0; i < pieces.length; i++) {
      if (naps[i]) yield* sleep(naps[i] as number)
      yield* pipe.write(pieces[i] as string)
    }
  } finally {
    pipe.close()
  }
}

describe('Pipe', () => {
  test('carries everything, in order, whatever the pieces and the times', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ maxLength: 40 }), { maxLength: 40 }),
        fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 40 }),
        fc.integer({ min: 0, max: 7 }),
        (pieces, naps, delay) => {
          const clock = new Clock(0)
          const pipe = new Pipe()
          run(clock, write(pipe, pieces, naps))
          const reader = run(
            clock,
            (function* (): Task<string> {
              yield* sleep(delay)
              return yield* readAll(pipe.reader)
            })(),
          )
          clock.runUntilIdle(10_000)
          expect(reader.result).toBe(pieces.join(''))
        },
      ),
    )
  })

  test('is bounded: a writer waits until somebody reads', () => {
    const clock = new Clock(0)
    const pipe = new Pipe()
    let written = 0
    const writer = run(
      clock,
      (function* (): Task {
        for (let i = 0; i < 1000; i++) {
          yield* pipe.write('x'.repeat(1000))
          written += 1000
        }
        pipe.close()
      })(),
    )
    clock.advance(1000)
    expect(writer.done).toBe(false)
    expect(written).toBeLessThan(70_000)
    const reader = run(clock, readAll(pipe.reader))
    clock.advance(1000)
    expect(reader.result).toHaveLength(1_000_000)
    expect(writer.done).toBe(true)
  })

  test('ends when its last writer has closed', () => {
    const clock = new Clock(0)
    const pipe = new Pipe()
    const reader = run(clock, readAll(pipe.reader))
    run(clock, write(pipe.open(), ['a'], [5]))
    run(clock, write(pipe, ['b'], [9]))
    clock.advance(8)
    expect(reader.done).toBe(false)
    clock.advance(1)
    expect(reader.result).toBe('ab')
  })

  test('writing where nobody reads any more is SIGPIPE, also for one who waits', () => {
    const clock = new Clock(0)
    const pipe = new Pipe()
    const waiting = run(
      clock,
      (function* (): Task {
        for (;;) yield* pipe.write('x'.repeat(50_000))
      })(),
    )
    expect(waiting.done).toBe(false)
    pipe.reader.close()
    expect((waiting.error as Interrupt).signal).toBe('SIGPIPE')
    const late = run(clock, pipe.write('more'))
    expect((late.error as Interrupt).signal).toBe('SIGPIPE')
    expect(run(clock, pipe.reader.read()).result).toBeUndefined()
  })

  test('a writer that is interrupted while it waits leaves the pipe intact', () => {
    const clock = new Clock(0)
    const pipe = new Pipe()
    const writer = run(clock, write(pipe, ['a'.repeat(65_536), 'b'.repeat(10), 'c']))
    expect(writer.done).toBe(false)
    writer.interrupt('SIGTERM')
    expect(writer.error).toBeInstanceOf(Interrupt)
    const reader = run(clock, readAll(pipe.reader))
    expect(reader.result).toBe('a'.repeat(65_536))
  })
})

describe('budgets for output', () => {
  test('a program that writes without end is stopped', () => {
    const clock = new Clock(0)
    let size = 0
    const out = sink((text) => {
      size += text.length
    })
    const runner = new Runner(
      clock,
      (function* (): Task {
        for (;;) yield* out.write('0123456789')
      })(),
      { steps: 1_000_000, output: 5_000 },
    ).start()
    clock.advance(100)
    expect(runner.error).toBeInstanceOf(BudgetExceeded)
    expect((runner.error as BudgetExceeded).what).toBe('output')
    expect(size).toBe(5_000)
  })
})

describe('LineReader', () => {
  test('gives the lines of a text, however it arrives', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a\n]{0,6}$/), { maxLength: 20 }), (pieces) => {
        const clock = new Clock(0)
        const pipe = new Pipe()
        run(clock, write(pipe, pieces))
        const lines: string[] = []
        const reader = new LineReader(pipe.reader)
        const task = run(
          clock,
          (function* (): Task {
            for (let line = yield* reader.line(); line !== undefined; line = yield* reader.line()) lines.push(line)
          })(),
        )
        expect(task.done).toBe(true)
        const expected = pieces.join('').split('\n')
        if (expected.at(-1) === '') expected.pop()
        expect(lines).toEqual(expected)
      }),
    )
  })

  test('a million short lines take no time to speak of', () => {
    const reader = new LineReader(textReader('x\n'.repeat(1_000_000)))
    const clock = new Clock(0)
    const counted = run(
      clock,
      (function* (): Task<number> {
        let count = 0
        while ((yield* reader.line()) !== undefined) count++
        return count
      })(),
    )
    expect(counted.result).toBe(1_000_000)
  })
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Clock } from './clock.ts'
import { LineReader, Pipe, readAll, textReader } from './pipe.ts'
import { BudgetExceeded, Interrupt, Runner, sleep, type Task } from './task.ts'

const start = <T>(clock: Clock, task: Task<T>, budget?: { steps: number; output: number }): Runner<T> =>
  new Runner(clock, task, budget).start()

function* writeAll(pipe: Pipe, pieces: readonly string[], pause: number): Task {
  for (const piece of pieces) {
    yield* pipe.write(piece)
    if (pause > 0) yield* sleep(pause)
  }
  pipe.close()
}

describe('Pipe', () => {
  test('what goes in comes out, whatever the pieces and the pace', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 20 }), { maxLength: 20 }), fc.nat(3), (pieces, pause) => {
        const clock = new Clock(0)
        const pipe = new Pipe()
        const reader = start(clock, readAll(pipe.reader))
        start(clock, writeAll(pipe, pieces, pause))
        clock.advance(1_000)
        expect(reader.result).toBe(pieces.join(''))
      }),
    )
  })

  test('a writer waits while nobody reads', () => {
    const clock = new Clock(0)
    const pipe = new Pipe()
    const big = 'x'.repeat(70_000)
    const writer = start(clock, writeAll(pipe, [big, big], 0))
    clock.advance(100)
    expect(writer.done).toBe(false)
    const reader = start(clock, readAll(pipe.reader))
    clock.advance(100)
    expect(writer.done).toBe(true)
    expect(reader.result?.length).toBe(140_000)
  })

  test('a writer gets SIGPIPE when the reader has gone', () => {
    const clock = new Clock(0)
    const pipe = new Pipe()
    pipe.reader.close()
    const writer = start(clock, writeAll(pipe, ['late'], 0))
    expect((writer.error as Interrupt).signal).toBe('SIGPIPE')
  })

  test('the end comes when the last writer has closed', () => {
    const clock = new Clock(0)
    const pipe = new Pipe().open()
    const reader = start(clock, readAll(pipe.reader))
    pipe.close()
    clock.advance(1)
    expect(reader.done).toBe(false)
    pipe.close()
    expect(reader.result).toBe('')
  })

  test('output is counted', () => {
    const clock = new Clock(0)
    const pipe = new Pipe()
    const writer = start(clock, writeAll(pipe, ['12345', '67890'], 0), { steps: 1_000, output: 8 })
    expect(writer.error).toBeInstanceOf(BudgetExceeded)
    expect(writer.error).not.toBeInstanceOf(Interrupt)
  })
})

test('LineReader gives each line once, also the last without an end', () => {
  const clock = new Clock(0)
  const lines = new LineReader(textReader('a\n\nb'))
  const runner = start(
    clock,
    (function* () {
      const out = []
      for (;;) {
        const line = yield* lines.line()
        if (line === undefined) return out
        out.push(line)
      }
    })(),
  )
  expect(runner.result).toEqual(['a', '', 'b'])
})

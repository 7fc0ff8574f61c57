import { availableParallelism } from 'node:os'
import { setFlagsFromString } from 'node:v8'

/** Is it the V8 that the flags below were measured with? Others may not know them, and would say so on stderr. */
const MEASURED = process.versions.v8.startsWith('13.')

/**
 * With a worker on every core none is left for V8 to compile on beside them, and each worker compiles
 * the same code for itself. Optimized this sparingly (TurboFan for the hottest functions only, nothing
 * in the background), the same work takes an eighth to a fifth less of all processors' time.
 */
export function compileFor(workers: number): void {
  if (MEASURED && workers >= availableParallelism()) setFlagsFromString('--efficiency-mode')
}

/**
 * V8 lets each heap grow with what passes through it, and keeps for the process what any of them gave
 * back: a long run occupies the sum of all records. So young generations keep the size that they begin
 * with, which for workers is a few labs, and old ones are collected before they double. To be called
 * before workers are opened, by a main thread that only passes reports on: its own stays at 2 MiB.
 */
export function keepHeapsSmall(): void {
  if (!MEASURED) return
  setFlagsFromString('--semi-space-growth-factor=1')
  setFlagsFromString('--min-semi-space-size=8')
  setFlagsFromString('--initial-old-space-size=64')
  setFlagsFromString('--heap-growing-percent=50')
}

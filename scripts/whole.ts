// Unit tests run clocks by hand: what their imports would load later is there before the first of them.
import { beforeAll } from 'vitest'
import { loadAllCode } from '../src/sim/code.ts'

beforeAll(loadAllCode)

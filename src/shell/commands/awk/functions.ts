import type { Io } from '../../command.ts'
import { formatDate } from '../../date.ts'
import { awkFormat } from './format.ts'
import type { AwkState } from './state.ts'
import { type Scalar, toNumber } from './values.ts'

/** The built-in functions that take nothing but values. */
export class AwkFunctions {
  readonly #io: Io
  readonly #state: AwkState
  #seed = 0
  #random = 1

  constructor(io: Io, state: AwkState) {
    this.#io = io
    this.#state = state
  }

  /** Is it one of them? */
  has(name: string): boolean {
    return PLAIN.has(name)
  }

  call(name: string, values: readonly Scalar[]): Scalar {
    const [first, second, third] = values
    const number = toNumber(first)
    const other = toNumber(second)
    const text = (value: Scalar) => this.#state.string(value)
    switch (name) {
      case 'length':
        return [...(values.length === 0 ? this.#state.record : text(first))].length
      case 'substr':
        return this.#substring([...text(first)], Math.trunc(other), values.length > 2 ? Math.trunc(toNumber(third)) : undefined)
      case 'index':
        return text(first).indexOf(text(second)) + 1
      case 'sprintf':
        return awkFormat(this.#state, this.#io.gnu, text(first), values.slice(1))
      case 'tolower':
        return text(first).toLowerCase()
      case 'toupper':
        return text(first).toUpperCase()
      case 'strftime':
        return formatDate(values.length > 0 ? text(first) : '%c', values.length > 1 ? other * 1000 : this.#io.now)
      case 'systime':
        return Math.floor(this.#io.now / 1000)
      case 'rand':
        this.#random = (Math.imul(this.#random, 1_103_515_245) + 12_345) >>> 0
        return (this.#random >>> 8) / 0x1_00_00_00
      case 'srand': {
        const before = this.#seed
        this.#seed = values.length > 0 ? number : Math.floor(this.#io.now / 1000)
        this.#random = this.#seed >>> 0
        return before
      }
      default:
        return NUMBERS[name]?.(number, other)
    }
  }

  /** What lies before the text is left out by busybox; mawk lets it count, the wrong way round. */
  #substring(letters: readonly string[], begin: number, length: number | undefined): string {
    const from = Math.max(1, begin) - 1
    const size = length === undefined ? letters.length : length - (this.#io.gnu ? Math.min(0, begin) : 0)
    return letters.slice(from, Math.max(from, from + size)).join('')
  }
}

const NUMBERS: Readonly<Record<string, (first: number, second: number) => number>> = {
  sin: Math.sin,
  cos: Math.cos,
  atan2: Math.atan2,
  exp: Math.exp,
  log: Math.log,
  sqrt: Math.sqrt,
  int: Math.trunc,
  and: (a, b) => a & b,
  or: (a, b) => a | b,
  xor: (a, b) => a ^ b,
  lshift: (a, b) => a * 2 ** b,
  rshift: (a, b) => Math.floor(a / 2 ** b),
}

const PLAIN = new Set([
  ...['length', 'substr', 'index', 'sprintf', 'tolower', 'toupper', 'strftime', 'systime', 'rand', 'srand'],
  ...Object.keys(NUMBERS),
])

/**
 * Kubernetes quantities (`100m`, `1.5Gi`, `1e3`): exact, as a decimal number of `mantissa * 10^-9` and the family of its suffix.
 */
export interface Quantity {
  /** the amount in billionths, rounded up, as apimachinery does */
  nano: bigint
  format: 'DecimalSI' | 'BinarySI' | 'DecimalExponent'
}

const NANO = 1_000_000_000n
const BINARY: readonly [suffix: string, factor: bigint][] = ['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'].map((suffix, i) => [
  suffix,
  1024n ** BigInt(i + 1),
])
/** suffix, power of ten */
const DECIMAL: readonly [suffix: string, power: number][] = [
  ['n', -9],
  ['u', -6],
  ['m', -3],
  ['', 0],
  ['k', 3],
  ['M', 6],
  ['G', 9],
  ['T', 12],
  ['P', 15],
  ['E', 18],
]
/** No quantity is larger: others are cut down to it. */
const LARGEST = (2n ** 63n - 1n) * NANO

const FORM = /^([+-]?)(\d*)(?:\.(\d*))?(?:(Ki|Mi|Gi|Ti|Pi|Ei|[numkMGTPE])|[eE]([+-]?\d{1,18}))?$/

const known = new Map<string, Quantity>()

/** Parses a quantity; undefined when it is none. What was parsed is remembered, within bounds. */
export function parseQuantity(text: string): Quantity | undefined {
  const hit = known.get(text)
  if (hit) return hit
  const quantity = parse(text)
  if (quantity && text.length < 40) {
    if (known.size > 2000) known.clear()
    known.set(text, quantity)
  }
  return quantity
}

function parse(text: string): Quantity | undefined {
  const match = FORM.exec(text)
  if (!match) return undefined
  const [, sign, whole = '', fraction = '', suffix, exponent] = match
  if (whole === '' && fraction === '') return undefined
  const binary = suffix?.length === 2 ? BINARY.find(([name]) => name === suffix)?.[1] : undefined
  const power = exponent !== undefined ? Number(exponent) : binary ? 0 : (DECIMAL.find(([name]) => name === (suffix ?? ''))?.[1] ?? 0)
  const format = binary ? 'BinarySI' : exponent !== undefined ? 'DecimalExponent' : 'DecimalSI'
  const digits = BigInt(`${whole}${fraction}` || '0') * (binary ?? 1n)
  // Powers beyond these make nothing or the largest quantity anyway.
  const shift = Math.max(-400, Math.min(400, power - fraction.length + 9))
  let nano: bigint
  if (digits === 0n) nano = 0n
  else if (shift >= 0) nano = digits * 10n ** BigInt(Math.min(shift, 60))
  else {
    const divisor = 10n ** BigInt(-shift)
    nano = (digits + divisor - 1n) / divisor
  }
  if (nano > LARGEST) nano = LARGEST
  return { nano: sign === '-' ? -nano : nano, format }
}

/** The canonical form: `0.1` is `100m`, `1024Mi` is `1Gi`. Text that is no quantity comes back as it is. */
export function canonicalQuantity(text: string): string {
  const quantity = parseQuantity(text)
  return quantity ? formatQuantity(quantity) : text
}

export function formatQuantity({ nano, format }: Quantity): string {
  if (nano === 0n) return '0'
  const sign = nano < 0n ? '-' : ''
  const amount = nano < 0n ? -nano : nano
  // Binary suffixes stand for whole numbers from 1024 on only.
  if (format === 'BinarySI' && amount % NANO === 0n && amount >= 1024n * NANO) {
    let value = amount / NANO
    let suffix = ''
    for (const [name] of BINARY) {
      if (value % 1024n !== 0n) break
      value /= 1024n
      suffix = name
    }
    return `${sign}${value}${suffix}`
  }
  let value = amount
  let power = -9
  while (power < 18 && value % 1000n === 0n) {
    value /= 1000n
    power += 3
  }
  if (format === 'DecimalExponent') return `${sign}${value}${power === 0 ? '' : `e${power}`}`
  return `${sign}${value}${DECIMAL.find(([, of]) => of === power)?.[0] ?? ''}`
}

/** Less than, equal to or greater than zero, as `a - b`. What is no quantity counts as 0. */
export function compareQuantities(a: string | number | undefined, b: string | number | undefined): number {
  if (a === b) return 0
  const left = nanoOf(a)
  const right = nanoOf(b)
  return left < right ? -1 : left > right ? 1 : 0
}

/** The amount in billionths. */
export function nanoOf(text: string | number | undefined): bigint {
  return text === undefined ? 0n : (parseQuantity(String(text))?.nano ?? 0n)
}

/** The amount in thousandths, rounded up: processors in millicores. */
export function milliValue(text: string | number | undefined): number {
  return Number(roundUp(nanoOf(text), 1_000_000n))
}

/** The amount in whole units, rounded up: bytes, Pods. */
export function wholeValue(text: string | number | undefined): number {
  return Number(roundUp(nanoOf(text), NANO))
}

/** The sum of two quantities, in the first one's family of suffixes. */
export function addQuantities(a: string | number | undefined, b: string | number | undefined): string {
  const left = a === undefined ? undefined : parseQuantity(String(a))
  const right = b === undefined ? undefined : parseQuantity(String(b))
  const format = left && left.nano !== 0n ? left.format : (right?.format ?? left?.format ?? 'DecimalSI')
  return formatQuantity({ nano: (left?.nano ?? 0n) + (right?.nano ?? 0n), format })
}

function roundUp(value: bigint, unit: bigint): bigint {
  const whole = value / unit
  return value > 0n && value % unit !== 0n ? whole + 1n : whole
}

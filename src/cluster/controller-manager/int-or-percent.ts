const PERCENT = /^\d+%$/

/** The value of an IntOrString against `total`: `2` is 2, `"25%"` a share of it. Wrong text counts as 0. */
export function intOrPercent(value: number | string | undefined, total: number, round: 'up' | 'down'): number {
  if (typeof value === 'number') return value
  if (value === undefined || !PERCENT.test(value)) return 0
  const share = (Number(value.slice(0, -1)) * total) / 100
  return round === 'up' ? Math.ceil(share) : Math.floor(share)
}

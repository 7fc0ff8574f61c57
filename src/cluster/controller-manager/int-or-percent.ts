/** The value of an IntOrString against `total`: `2` is 2, `"25%"` a share of it. Wrong text counts as 0. */
export function intOrPercent(value: number | string | undefined, total: number, round: 'up' | 'down'): number {
  if (typeof value === 'number') return value
  const percent = /^(\d+)%$/.exec(value ?? '')?.[1]
  if (percent === undefined) return 0
  const share = (Number(percent) * total) / 100
  return round === 'up' ? Math.ceil(share) : Math.floor(share)
}

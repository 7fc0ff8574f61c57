/** `from` on its way to `to`: at most so many entries come, or come to be what they are there; the rest stays as it was for now. */
export function stepTowards<T extends { key: string }>(from: readonly T[], to: readonly T[], most: number): readonly T[] {
  const before = new Map(from.map((each) => [each.key, each]))
  let left = most
  return to.flatMap((each) => {
    const old = before.get(each.key)
    if (old === each || left-- > 0) return [each]
    return old ?? []
  })
}

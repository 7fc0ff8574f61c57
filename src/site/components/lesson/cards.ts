const counts = new WeakMap<Request, number>()

/** Numbers the cards of a page: each needs an id of its own. */
export function nextCard(request: Request): number {
  const number = (counts.get(request) ?? 0) + 1
  counts.set(request, number)
  return number
}

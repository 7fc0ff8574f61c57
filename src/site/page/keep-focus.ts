/**
 * What is pressed may go with the press: a notice that closes, the last hint, an exercise that opens in the place of the
 * list. Whoever works by keys is then at what stood around it, not at the page's beginning.
 */

/** Looks after a press, ms apart: what it brings may have to be fetched first. */
const LOOKS = Array.from({ length: 12 }, (_, look) => 50 + look * 100)
const REACHABLE = ':is(a[href], button:not(:disabled), input, select, textarea, summary, [tabindex="0"]):not([tabindex="-1"])'

document.addEventListener(
  'click',
  ({ target }) => {
    const pressed = (target as Element).closest<HTMLElement>('button')
    if (!pressed || pressed !== document.activeElement) return
    const around: Element[] = []
    for (let each = pressed.parentElement; each && each !== document.body; each = each.parentElement) around.push(each)
    const timers = LOOKS.map((ms) =>
      setTimeout(() => {
        const now = document.activeElement
        const gone = isGone(pressed)
        if (now === pressed && !gone) return
        // It may be somewhere already, by itself or by somebody's choice.
        if (gone && (now === null || now === document.body || now === pressed)) nearest(around)?.focus({ preventScroll: true })
        timers.forEach(clearTimeout)
      }, ms),
    )
  },
  true,
)

const isGone = (element: HTMLElement): boolean => !element.isConnected || !element.checkVisibility() || element.matches(':disabled')

function nearest(around: readonly Element[]): HTMLElement | undefined {
  for (const each of around) {
    if (!each.isConnected) continue
    const found = [...each.querySelectorAll<HTMLElement>(REACHABLE)].find((one) => one.checkVisibility())
    if (found) return found
  }
  return undefined
}

import { type Division, forgetDivision, LIMITS, setDivision } from './layout-memory.ts'

/** Makes a separator draggable, and movable by its arrow keys, Home, End and Enter (as it was at first). */
export function makeSplitter(element: HTMLElement): void {
  if (element.dataset['ready']) return
  element.dataset['ready'] = 'true'
  const which = element.dataset['splitter'] as Division
  const vertical = element.getAttribute('aria-orientation') === 'vertical'
  const [least, most] = LIMITS[which]
  const show = (percent: number): void => element.setAttribute('aria-valuenow', String(Math.round(percent)))
  const set = (percent: number): void => show(setDivision(which, percent))
  /** What stands before the separator, in percent of both. */
  const measured = (): number => {
    const [before, whole] = [element.previousElementSibling, element.parentElement].map((each) => each?.getBoundingClientRect())
    return before && whole ? (vertical ? before.width / whole.width : before.height / whole.height) * 100 : 0
  }
  const reset = (): void => {
    forgetDivision(which)
    show(measured())
  }
  element.setAttribute('aria-valuemin', String(least))
  element.setAttribute('aria-valuemax', String(most))
  show(measured())

  element.addEventListener('pointerdown', (down) => {
    if (down.button !== 0) return
    element.setPointerCapture(down.pointerId)
    document.documentElement.classList.add(vertical ? 'resizing-x' : 'resizing-y')
    const box = (element.parentElement as HTMLElement).getBoundingClientRect()
    const move = (event: PointerEvent): void =>
      set(vertical ? ((event.clientX - box.left) / box.width) * 100 : ((event.clientY - box.top) / box.height) * 100)
    const end = (): void => {
      element.removeEventListener('pointermove', move)
      document.documentElement.classList.remove('resizing-x', 'resizing-y')
    }
    element.addEventListener('pointermove', move)
    element.addEventListener('lostpointercapture', end, { once: true })
  })
  element.addEventListener('keydown', (event) => {
    const step = event.shiftKey ? 10 : 2
    if (event.key === 'Enter') return reset()
    const now = measured()
    const to: Record<string, number> = {
      [vertical ? 'ArrowLeft' : 'ArrowUp']: now - step,
      [vertical ? 'ArrowRight' : 'ArrowDown']: now + step,
      Home: least,
      End: most,
    }
    if (!Object.hasOwn(to, event.key)) return
    event.preventDefault()
    set(to[event.key] as number)
  })
  element.addEventListener('dblclick', reset)
}

/** Cards of glossary terms: shown while a pointer or the focus is on a term, kept within the text's edges, closed by Escape. */

/** A pointer that only passes by opens nothing, ms. */
const DELAY = 200
/** Least distance to the text's edges, px. */
const EDGE = 12

let shown: HTMLElement | undefined
let timer: ReturnType<typeof setTimeout> | undefined

function show(term: HTMLElement): void {
  if (shown === term) return
  hide()
  shown = term
  term.classList.remove('below')
  term.style.removeProperty('--shift')
  term.classList.add('open')
  const card = term.querySelector('.card')?.getBoundingClientRect()
  const text = (term.closest('article, main') ?? document.body).getBoundingClientRect()
  if (!card) return
  const left = Math.max(text.left, 0) + EDGE
  const right = Math.min(text.right, innerWidth) - EDGE
  const shift = card.left < left ? left - card.left : card.right > right ? right - card.right : 0
  term.style.setProperty('--shift', `${Math.round(shift)}px`)
  term.classList.toggle('below', card.top < Math.max(text.top, 0))
}

function hide(): void {
  clearTimeout(timer)
  shown?.classList.remove('open')
  shown = undefined
}

const termOf = (event: Event): HTMLElement | null => (event.target as Element | null)?.closest?.<HTMLElement>('.term') ?? null

document.addEventListener('pointerover', (event) => {
  const term = termOf(event)
  clearTimeout(timer)
  if (term && event.pointerType !== 'touch') timer = setTimeout(() => show(term), DELAY)
  else if (!term && shown && !shown.contains(document.activeElement)) timer = setTimeout(hide, DELAY)
})
document.addEventListener('focusin', (event) => {
  const term = termOf(event)
  if (term) show(term)
  else hide()
})
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') hide()
})
// Where there is no pointer to hover with, the first touch shows the card and the second follows the link.
let openAtPress: HTMLElement | undefined
document.addEventListener('pointerdown', () => (openAtPress = shown), { capture: true })
document.addEventListener(
  'click',
  (event) => {
    const term = termOf(event)
    if (!term) return hide()
    if (!matchMedia('(hover: none)').matches || openAtPress === term) return
    event.preventDefault()
    event.stopPropagation()
    show(term)
  },
  { capture: true },
)
document.addEventListener('astro:before-swap', hide)

export {}

/**
 * Where the reader is in each lesson's text, for Back, for a page that is loaded anew, and for the same lesson in the
 * other language. Kept by block, since the same text is of another height in another language and at another width.
 */

/** The block at the upper edge of the text, and how far it has gone above that, px. */
interface Place {
  block: number
  above: number
}

const KEY = 'podtalk.reading'
/** A text has come to rest so long after it was scrolled last, ms. */
const REST = 150

const textOnPage = (): HTMLElement | null => document.querySelector('.lab-page article')
const blocksOf = (text: HTMLElement): HTMLElement[] => [...text.querySelectorAll<HTMLElement>(':scope > *, :scope > .step > *')]
const places = readPlaces()

/** An address without its language: a lesson is the same in both. */
export function withoutLanguage(path: string): string {
  return path.replace(/\/(?:zh-tw|en)\//, '/')
}

/** Brings the text on the page to where it was read last. */
export function goOnReading(): void {
  const text = textOnPage()
  const place = places.get(withoutLanguage(location.pathname))
  if (!text || !place) return
  const block = blocksOf(text)[place.block]
  if (block?.offsetParent) text.scrollTop = block.offsetTop + Math.min(place.above, block.offsetHeight)
}

function remember(): void {
  const text = textOnPage()
  // A text that is not shown (a phone shows the lab) is nowhere.
  if (!text?.offsetParent) return
  const blocks = blocksOf(text)
  const block = blocks.findLastIndex((each) => each.offsetParent !== null && each.offsetTop <= text.scrollTop)
  places.set(withoutLanguage(location.pathname), { block, above: text.scrollTop - (blocks[block]?.offsetTop ?? 0) })
  try {
    sessionStorage.setItem(KEY, JSON.stringify([...places]))
  } catch {
    // Known until the page is loaded anew.
  }
}

function readPlaces(): Map<string, Place> {
  try {
    return new Map(JSON.parse(sessionStorage.getItem(KEY) ?? '[]'))
  } catch {
    return new Map()
  }
}

let rest: ReturnType<typeof setTimeout> | undefined
document.addEventListener(
  'scroll',
  ({ target }) => {
    if (target !== textOnPage()) return
    clearTimeout(rest)
    rest = setTimeout(remember, REST)
  },
  { capture: true, passive: true },
)

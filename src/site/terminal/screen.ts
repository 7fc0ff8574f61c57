import { Terminal as Xterm } from '@xterm/xterm'
import { terminalTheme } from './theme.ts'
import { cellsOf } from './width.ts'

/** Tells the terminal to mark what is pasted as such. */
export const BRACKETED_PASTE = '\x1b[?2004h'

export interface ScreenOptions {
  /** name of the field that takes the keys, for those who listen */
  label: string
  /** px */
  fontSize: number
  screenReader: boolean
}

/** Opens an xterm in an element: our colours, and letters as wide as our line editor takes them to be. */
export function openScreen(element: HTMLElement, { label, fontSize, screenReader }: ScreenOptions): Xterm {
  const xterm = new Xterm({
    allowProposedApi: true,
    convertEol: true,
    cursorBlink: true,
    fontFamily: getComputedStyle(document.documentElement).getPropertyValue('--mono').trim(),
    fontSize,
    lineHeight: 1.35,
    scrollback: 5_000,
    theme: terminalTheme(),
    screenReaderMode: screenReader,
    linkHandler: null,
  })
  xterm.unicode.register({ version: 'podtalk', wcwidth: cellsOf, charProperties: widthProperties })
  xterm.unicode.activeVersion = 'podtalk'
  xterm.open(element)
  xterm.write(BRACKETED_PASTE)
  // xterm draws its cursor only once it has had the focus; a prompt should look ready for typing before that.
  xterm.textarea?.dispatchEvent(new FocusEvent('focus'))
  xterm.textarea?.dispatchEvent(new FocusEvent('blur'))
  xterm.textarea?.setAttribute('aria-label', label)
  xterm.textarea?.setAttribute('autocapitalize', 'off')
  return xterm
}

/** xterm's packed form of a code point's width: bit 0 joins it to the one before, bits 1 and 2 are the width. */
function widthProperties(codePoint: number, preceding: number): number {
  let width: number = cellsOf(codePoint)
  const joins = width === 0 && preceding !== 0
  if (joins) width = (preceding >> 1) & 3
  return (width << 1) | (joins ? 1 : 0)
}

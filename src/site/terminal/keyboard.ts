import type { Terminal as Xterm } from '@xterm/xterm'
import { type Key, keysOf } from './keys.ts'

export interface KeyboardOptions {
  /** keys for the terminal */
  take(keys: readonly Key[]): void
  /** Shift-Escape: the keys are the page's again */
  leave(): void
  /** F1: the meaning of the last error */
  help(): void
  /** whether Tab finds something to complete; where not, it leaves the terminal, so that nobody is caught in it */
  completes(): boolean
}

/** Hears what is typed, pasted or dictated at a screen. Copying and the page's own keys stay the browser's. */
export function hearKeys(xterm: Xterm, { take, leave, help, completes }: KeyboardOptions): void {
  const { textarea } = xterm
  /** a key is down: the text that comes now is its own */
  let down = false
  xterm.onData((data) => take(keysOf(data)))
  xterm.attachCustomKeyEventHandler((event) => {
    down = event.type !== 'keyup'
    return mayHandle(event)
  })
  // In screen-reader mode xterm takes text from keys only; what is dictated comes without any.
  textarea?.addEventListener('focus', () => {
    down = false
  })
  textarea?.addEventListener('input', (event) => {
    const { data, inputType, isComposing } = event as InputEvent
    if (!xterm.options.screenReaderMode || down || isComposing || !data) return
    if (inputType === 'insertText' || inputType === 'insertReplacementText') take(keysOf(data))
  })

  function mayHandle(event: KeyboardEvent): boolean {
    const { key, ctrlKey, metaKey, shiftKey, altKey, type } = event
    const letter = key.toLowerCase()
    if (key === 'Escape' && shiftKey) {
      if (type === 'keydown') leave()
      return false
    }
    if (key === 'F1') {
      event.preventDefault()
      if (type === 'keydown') help()
      return false
    }
    if (ctrlKey && !altKey && letter === 'c' && xterm.hasSelection()) {
      if (type === 'keydown') setTimeout(() => xterm.clearSelection())
      return false
    }
    if ((ctrlKey || metaKey) && (letter === 'v' || (shiftKey && letter === 'c'))) return false
    if (ctrlKey && type === 'keydown' && /^[klruwpntd_]$/i.test(key)) event.preventDefault()
    return key !== 'Tab' || completes()
  }
}

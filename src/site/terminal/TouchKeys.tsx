import { texts } from '../workspace/store.ts'
import { terminals } from './terminals.ts'

/** Keys that keyboards on glass lack, as they are written and called, with what a terminal sends for them. */
const KEYS = [
  ['Tab', 'Tab', '\t'],
  ['↑', 'Up', '\x1b[A'],
  ['↓', 'Down', '\x1b[B'],
  ['←', 'Left', '\x1b[D'],
  ['→', 'Right', '\x1b[C'],
  ['^C', 'Ctrl-C', '\x03'],
  ['^R', 'Ctrl-R', '\x12'],
  ['^D', 'Ctrl-D', '\x04'],
] as const

/** A row of keys above the keyboard of a phone. */
export function TouchKeys() {
  return (
    <div class="touch-keys" role="toolbar" aria-label={texts.value.touchKeys}>
      {KEYS.map(([sign, name, data]) => (
        <button
          key={name}
          type="button"
          aria-label={name}
          // The keyboard on the glass stays where it is.
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => terminals.view?.press(data)}
        >
          {sign}
        </button>
      ))}
    </div>
  )
}

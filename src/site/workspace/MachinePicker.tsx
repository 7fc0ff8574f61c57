import { useRef, useState } from 'preact/hooks'
import { machineChoices } from './machines.ts'
import { host, texts } from './store.ts'

/** The `+` beside the terminals: where shall the next one stand? */
export function MachinePicker({ choose }: { choose: (machine: string) => void }) {
  const [open, setOpen] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  const lab = host.value?.lab.value
  const words = texts.value
  const close = (focus: boolean): void => {
    setOpen(false)
    if (focus) button.current?.focus()
  }
  const move = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') return close(true)
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
    event.preventDefault()
    const items = [...(event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>('[role=menuitem]')]
    const at = items.indexOf(document.activeElement as HTMLElement)
    items[(at + (event.key === 'ArrowDown' ? 1 : -1) + items.length) % items.length]?.focus()
  }
  return (
    <div
      class="picker"
      onFocusOut={(event) => {
        if (open && !(event.currentTarget as HTMLElement).contains(event.relatedTarget as Node | null)) close(false)
      }}
    >
      <button
        ref={button}
        type="button"
        class="tab"
        aria-haspopup="menu"
        aria-expanded={open}
        aria-label={words.newTerminal}
        title={words.newTerminal}
        onClick={() => setOpen(!open)}
      >
        ＋
      </button>
      {open && lab && (
        <div
          class="menu"
          role="menu"
          tabIndex={-1}
          aria-label={words.newTerminal}
          onKeyDown={move}
          ref={(menu) => menu?.querySelector<HTMLElement>('[role=menuitem]')?.focus()}
        >
          {machineChoices(lab).map((machine) => (
            <button
              key={machine.name}
              type="button"
              role="menuitem"
              tabIndex={-1}
              onClick={() => {
                close(false)
                choose(machine.name)
              }}
            >
              <code>{machine.label}</code>
              <span>{machine.detail}</span>
            </button>
          ))}
        </div>
      )}
    </div>
  )
}

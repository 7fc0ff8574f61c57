import type { ComponentChildren } from 'preact'

interface Tab<T extends string> {
  id: T
  label: ComponentChildren
  /** closes it */
  close?: (() => void) | undefined
  closeLabel?: string
}

interface TabsProps<T extends string> {
  label: string
  tabs: readonly Tab<T>[]
  chosen: T | undefined
  choose: (id: T) => void
  /** id of the panel that a tab shows */
  panel: (id: T) => string
}

/** A list of tabs: one stop for Tab, arrows move between them, Delete closes. */
export function Tabs<T extends string>({ label, tabs, chosen, choose, panel }: TabsProps<T>) {
  const move = (event: KeyboardEvent): void => {
    const at = tabs.findIndex((tab) => tab.id === chosen)
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key]
    const list = event.currentTarget as HTMLElement
    if (event.key === 'Delete') {
      tabs[at]?.close?.()
      // The one that comes to the front instead takes the keys.
      return void requestAnimationFrame(() => list.querySelector<HTMLElement>('[aria-selected=true]')?.focus())
    }
    if (to === undefined) return
    event.preventDefault()
    const next = tabs[(to + tabs.length) % tabs.length] as Tab<T>
    choose(next.id)
    list.querySelector<HTMLElement>(`[data-tab="${CSS.escape(next.id)}"]`)?.focus()
  }
  return (
    <div class="tabs" role="tablist" aria-label={label} tabIndex={-1} onKeyDown={move}>
      {tabs.map((tab) => (
        <span key={tab.id} class="tab-place" role="presentation">
          <button
            type="button"
            role="tab"
            class="tab"
            data-tab={tab.id}
            aria-selected={tab.id === chosen}
            aria-controls={panel(tab.id)}
            tabIndex={tab.id === chosen || (chosen === undefined && tab === tabs[0]) ? 0 : -1}
            onClick={() => choose(tab.id)}
          >
            {tab.label}
          </button>
          {tab.close && tab.id === chosen && (
            <button type="button" class="tab-close" tabIndex={-1} aria-hidden="true" title={tab.closeLabel} onClick={tab.close}>
              ×
            </button>
          )}
        </span>
      ))}
    </div>
  )
}

import type { CompletionOption } from '../../cluster/machine/tty.ts'

/** The list that Tab opens when there is more than one way to go on. */
export class CompletionMenu {
  readonly element: HTMLElement
  options: readonly CompletionOption[] = []
  #chosen = -1
  #pick: (option: CompletionOption) => void

  constructor(parent: HTMLElement, label: string, pick: (option: CompletionOption) => void) {
    this.#pick = pick
    this.element = document.createElement('ul')
    this.element.className = 'completions'
    this.element.setAttribute('role', 'listbox')
    this.element.setAttribute('aria-label', label)
    this.element.hidden = true
    parent.append(this.element)
    this.element.addEventListener('mousedown', (event) => {
      event.preventDefault()
      const item = (event.target as HTMLElement).closest('li')
      if (item) this.#choose(Number(item.dataset['index']))
    })
  }

  get open(): boolean {
    return !this.element.hidden
  }

  /** What is marked, when something is. */
  get chosen(): CompletionOption | undefined {
    return this.options[this.#chosen]
  }

  /** The list takes keys from now on; it is seen where `place` puts it. */
  show(options: readonly CompletionOption[]): void {
    this.options = options
    this.#chosen = -1
    this.element.replaceChildren(
      ...options.map((option, index) => {
        const item = document.createElement('li')
        item.setAttribute('role', 'option')
        item.setAttribute('aria-selected', 'false')
        item.dataset['index'] = String(index)
        const name = document.createElement('code')
        name.textContent = option.text
        item.append(name)
        if (option.description) {
          const description = document.createElement('span')
          description.textContent = option.description
          item.append(description)
        }
        return item
      }),
    )
    if (!this.open) this.element.style.visibility = 'hidden'
    this.element.hidden = false
  }

  place(place: { x: number; y: number; above: boolean }): void {
    const { style, parentElement } = this.element
    style.visibility = ''
    style.insetInlineStart = `${Math.max(4, Math.min(place.x, (parentElement?.clientWidth ?? 0) - this.element.offsetWidth - 8))}px`
    style.insetBlockStart = place.above ? 'auto' : `${place.y}px`
    style.insetBlockEnd = place.above ? `${(parentElement?.clientHeight ?? 0) - place.y}px` : 'auto'
  }

  move(by: 1 | -1): void {
    const { length } = this.options
    const old = this.element.children[this.#chosen]
    old?.setAttribute('aria-selected', 'false')
    this.#chosen = this.#chosen < 0 && by < 0 ? length - 1 : (this.#chosen + by + length) % length
    const item = this.element.children[this.#chosen]
    item?.setAttribute('aria-selected', 'true')
    item?.scrollIntoView({ block: 'nearest' })
  }

  close(): void {
    this.element.hidden = true
    this.options = []
    this.#chosen = -1
  }

  #choose(index: number): void {
    const option = this.options[index]
    if (option) this.#pick(option)
  }
}

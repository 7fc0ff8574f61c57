import { signal } from '@preact/signals'
import { type Code, CodeMissing } from '../../sim/code.ts'

/** Loads the parts of the engine that the lab needs, and goes on trying when they cannot be had. */
export class CodeLoading {
  /** code that is waited for and that could not be loaded: time stands until `retry` */
  readonly missing = signal<Code | undefined>(undefined)
  /** called before the page begins anew to load what is missing */
  readonly beforeReload = new Set<() => void>()
  #waiting = new Set<() => void>()
  #loaded: () => void
  #saved: () => Promise<void>

  /** `loaded`: called when what was missing is there. `saved`: settles when the page may be left. */
  constructor({ loaded, saved }: { loaded(): void; saved(): Promise<void> }) {
    this.#loaded = loaded
    this.#saved = saved
  }

  /** Loads code. When that fails the page says so, and this goes on waiting until somebody has it tried again. */
  async fetch(code: Code): Promise<void> {
    while (!code.loaded)
      await code.load().catch(() => {
        this.missing.value = code
        return new Promise<void>((again) => this.#waiting.add(again))
      })
  }

  /** Makes something; where that needs code that is not there yet, loads it and begins again: it comes to the same. */
  async make<T>(make: () => T): Promise<T> {
    for (;;) {
      try {
        return make()
      } catch (error) {
        if (!(error instanceof CodeMissing)) throw error
        await this.fetch(error.code)
      }
    }
  }

  /**
   * Tries again to load what is missing. Browsers may remember the failure: then the page begins
   * anew, with the saved lab, as soon as it can be had.
   */
  async retry(): Promise<void> {
    const code = this.missing.value
    this.missing.value = undefined
    try {
      await code?.load()
      this.#loaded()
      for (const again of this.#waiting) again()
      this.#waiting.clear()
    } catch {
      const here = await fetch(location.href, { method: 'HEAD' }).then(
        ({ ok }) => ok,
        () => false,
      )
      if (!here) {
        this.missing.value = code
        return
      }
      await this.#saved()
      for (const keep of this.beforeReload) keep()
      location.reload()
    }
  }
}

import { signal } from '@preact/signals'

/** What a reader may set; kept in this browser only. `layouts/boot.ts` applies it before anything is painted. */
export interface Settings {
  theme: 'auto' | 'light' | 'dark'
  font: 'small' | 'normal' | 'large' | 'huge'
  width: 'narrow' | 'normal' | 'wide'
  motion: 'auto' | 'reduce'
  presenter: 'off' | 'on'
  screenReader: 'off' | 'on'
}

const CHOICES: { readonly [K in keyof Settings]: readonly Settings[K][] } = {
  theme: ['auto', 'light', 'dark'],
  font: ['small', 'normal', 'large', 'huge'],
  width: ['narrow', 'normal', 'wide'],
  motion: ['auto', 'reduce'],
  presenter: ['off', 'on'],
  screenReader: ['off', 'on'],
}

const KEY = 'podtalk.settings'
const DEFAULTS: Settings = { theme: 'auto', font: 'normal', width: 'normal', motion: 'auto', presenter: 'off', screenReader: 'off' }

export const settings = signal<Settings>(read())

function read(): Settings {
  try {
    const stored = JSON.parse(localStorage.getItem(KEY) ?? '{}')
    const known = Object.entries(CHOICES).filter(([key, choices]) => (choices as readonly unknown[]).includes(stored?.[key]))
    return { ...DEFAULTS, ...Object.fromEntries(known.map(([key]) => [key, stored[key]])) }
  } catch {
    return DEFAULTS
  }
}

export function changeSettings(change: Partial<Settings>): void {
  settings.value = { ...settings.value, ...change }
  try {
    localStorage.setItem(KEY, JSON.stringify(settings.value))
  } catch {
    // Nothing can be kept here; the setting holds until the page is closed.
  }
  repaint()
}

export function effectiveTheme(): 'light' | 'dark' {
  const { theme } = settings.value
  if (theme !== 'auto') return theme
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
}

/** Puts the settings onto the root element of a page, as the boot script does. */
export function applySettings(root: HTMLElement): void {
  const { font, width, motion, presenter } = settings.value
  Object.assign(root.dataset, { theme: effectiveTheme(), font, width, motion, presenter })
  root.classList.add('js')
}

/** The settings, or what the browser prefers, have changed: the page and its terminals follow. */
export function repaint(): void {
  applySettings(document.documentElement)
  document.dispatchEvent(new CustomEvent('podtalk:settings'))
}

export function prefersReducedMotion(): boolean {
  return settings.value.motion === 'reduce' || matchMedia('(prefers-reduced-motion: reduce)').matches
}

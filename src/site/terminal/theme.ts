import type { ITheme } from '@xterm/xterm'

/** The terminal's colours, from the page's tokens. */
export function terminalTheme(): ITheme {
  const style = getComputedStyle(document.documentElement)
  const token = (name: string): string => hex(style.getPropertyValue(name).trim())
  const accent = token('--term-accent')
  return {
    background: token('--term'),
    foreground: token('--term-ink'),
    cursor: accent,
    cursorAccent: token('--term'),
    selectionBackground: `${accent}55`,
    green: token('--term-ok'),
    brightGreen: token('--term-ok'),
    blue: accent,
    brightBlue: accent,
    red: token('--term-bad'),
    brightRed: token('--term-bad'),
    brightBlack: token('--term-dim'),
  }
}

let canvas: CanvasRenderingContext2D | null | undefined

/** Any CSS colour as #rrggbb: the terminal knows no other. */
function hex(colour: string): string {
  canvas ??= Object.assign(document.createElement('canvas'), { width: 1, height: 1 }).getContext('2d', { willReadFrequently: true })
  if (!canvas) return colour
  canvas.clearRect(0, 0, 1, 1)
  canvas.fillStyle = colour
  canvas.fillRect(0, 0, 1, 1)
  const [red = 0, green = 0, blue = 0] = canvas.getImageData(0, 0, 1, 1).data
  return `#${((1 << 24) | (red << 16) | (green << 8) | blue).toString(16).slice(1)}`
}

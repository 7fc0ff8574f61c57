import { goString } from './go-json.ts'
import { naturalOrder } from '../yaml/encode.ts'
import { resolvesToString } from '../yaml/resolve.ts'

/** KYAML: YAML in flow style, every document with its own start. */
export function encodeKyaml(value: unknown): string {
  return `---\n${lines(value, '')}\n`
}

const FIRST = ['apiVersion', 'kind', 'metadata']

function lines(value: unknown, pad: string): string {
  const inner = `${pad}  `
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]'
    if (value.every((item) => typeof item === 'object' && item !== null)) return `[${value.map((item) => lines(item, pad)).join(', ')}]`
    return `[\n${value.map((item) => `${inner}${lines(item, inner)},\n`).join('')}${pad}]`
  }
  if (typeof value !== 'object' || value === null) return typeof value === 'string' ? goString(value) : String(value)
  const keys = Object.keys(value).filter((key) => (value as any)[key] !== undefined)
  if (keys.length === 0) return '{}'
  keys.sort((a, b) => rank(a, pad) - rank(b, pad) || naturalOrder(a, b))
  return `{\n${keys.map((key) => `${inner}${/^[A-Za-z_][\w./-]*$/.test(key) && resolvesToString(key) ? key : goString(key)}: ${lines((value as any)[key], inner)},\n`).join('')}${pad}}`
}

/** The root's own fields come in their usual order. */
function rank(key: string, pad: string): number {
  const at = pad === '' ? FIRST.indexOf(key) : -1
  return at < 0 ? FIRST.length : at
}

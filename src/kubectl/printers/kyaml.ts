import { resolvesToString } from '../../cluster/api/yaml/resolve.ts'
import { naturalOrder } from '../yaml/encode.ts'
import { goString } from './go-json.ts'

/** KYAML: YAML in flow style, every document with its own start. */
export function encodeKyaml(value: unknown): string {
  return `---\n${lines(value, '')}\n`
}

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
  keys.sort(naturalOrder)
  return `{\n${keys.map((key) => `${inner}${/^[A-Za-z_][\w./-]*$/.test(key) && resolvesToString(key) ? key : goString(key)}: ${lines((value as any)[key], inner)},\n`).join('')}${pad}}`
}

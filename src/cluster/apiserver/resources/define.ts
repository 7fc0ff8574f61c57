import type { Column } from '../resource.ts'

/** The verbs of an ordinary resource, in discovery's order. */
export const VERBS = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'] as const

/** Columns from `Name|Ready|+IP`: `+` marks what only `-o wide` shows, `#` a whole number, `@` a date. */
export function columns(names: string): Column[] {
  return names.split('|').map((text, index) => {
    const wide = text.startsWith('+')
    const rest = wide ? text.slice(1) : text
    const type = rest.startsWith('#') ? 'integer' : rest.startsWith('@') ? 'date' : 'string'
    const name = type === 'string' ? rest : rest.slice(1)
    return { name, type, ...(index === 0 ? { format: 'name' } : {}), description: name, priority: wide ? 1 : 0 }
  })
}

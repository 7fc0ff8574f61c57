import type { Path } from '../validation/errors.ts'

/** What ConfigMaps and Secrets have in common. */

/** The most that all values of one object may hold. */
export const LARGEST_DATA = 1024 * 1024
export const FROZEN = 'field is immutable when `immutable` is set'

/** `data[key]` */
export function keyAt(name: string, key: string): Path {
  return { up: undefined, name, key }
}

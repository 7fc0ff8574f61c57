import { fill } from '../i18n/fill.ts'

/** A share as a bar, with its numbers in words. */
export function Share({ count, all, label }: { count: number; all: number; label: string }) {
  return (
    <span class="share">
      <meter min={0} max={Math.max(1, all)} value={count} aria-hidden="true" />
      <small>{fill(label, { count, all })}</small>
    </span>
  )
}

import type { PageFacts } from './store.ts'

/** Under which the lab of a page is saved. */
export function labKey({ kind, scenario }: PageFacts): string {
  return kind === 'lesson' ? `scenario:${scenario.id}` : kind
}

/** Does an address's fragment hold a lab that somebody has shared? */
export function carriesLab(fragment: string): boolean {
  return /^#(?:lab|film)=/.test(fragment)
}

import type { HandedIn, LearnerDeed } from '../../classroom/deeds.ts'
import { sha1 } from '../../sim/digest/sha1.ts'
import { type Progress, progress } from '../progress/progress.ts'

type Tell = (deed: LearnerDeed, id?: string) => void

/** Tells the class what a learner does, as progress and pages change. Call what is returned to tell no more. */
export function tellProgress(learner: string, tell: Tell): () => void {
  const told = new Told(learner)
  const unsubscribe = progress.subscribe((now) => {
    for (const [key, deed] of deedsOf(now)) {
      if (told.has(key)) continue
      // the same in every tab and after every reload: the class counts it once
      tell(deed, sha1(new TextEncoder().encode(key)))
      told.add(key)
    }
  })
  const handedIn = (event: Event): void => {
    const { exercise, submission } = (event as CustomEvent<{ exercise: string; submission: HandedIn }>).detail
    tell({ do: 'submit', exercise, submission })
  }
  const at = (): void => {
    const lesson = document.querySelector<HTMLElement>('[data-lesson-text]')?.dataset['lessonText']
    if (lesson) tell({ do: 'at', lesson })
  }
  document.addEventListener('podtalk:handed-in', handedIn)
  document.addEventListener('astro:page-load', at)
  at()
  return () => {
    unsubscribe()
    document.removeEventListener('podtalk:handed-in', handedIn)
    document.removeEventListener('astro:page-load', at)
  }
}

/** What of a learner's progress the class has been told; kept over reloads. Another learner of this browser begins anew. */
class Told {
  #learner: string
  #keys: Set<string>

  constructor(learner: string) {
    this.#learner = learner
    this.#keys = new Set(readTold(learner))
  }

  has(key: string): boolean {
    return this.#keys.has(key)
  }

  add(key: string): void {
    this.#keys.add(key)
    try {
      localStorage.setItem(TOLD, JSON.stringify({ learner: this.#learner, keys: [...this.#keys] }))
    } catch {
      // Told again after a reload: the class counts each only once.
    }
  }
}

const TOLD = 'podtalk.class.told'

function readTold(learner: string): string[] {
  try {
    const value = JSON.parse(localStorage.getItem(TOLD) ?? '')
    return value.learner === learner && Array.isArray(value.keys) ? value.keys : []
  } catch {
    return []
  }
}

/** Everything that progress says, as deeds with a key each. */
function deedsOf({ lessons, exercises }: Progress): [string, LearnerDeed][] {
  const out: [string, LearnerDeed][] = []
  for (const [lesson, { ticks, predictions }] of Object.entries(lessons)) {
    for (const tick of Object.keys(ticks)) out.push([`tick ${lesson} ${tick}`, { do: 'tick', lesson, tick }])
    for (const [prediction, { first }] of Object.entries(predictions))
      out.push([`guess ${lesson} ${prediction}`, { do: 'guess', lesson, prediction, choice: first }])
  }
  for (const [exercise, { hints, solutionSeen }] of Object.entries(exercises)) {
    for (const [check, count] of Object.entries(hints))
      for (let number = 1; number <= count; number++) out.push([`hint ${exercise} ${check} ${number}`, { do: 'hint', exercise, check }])
    if (solutionSeen !== undefined) out.push([`solution ${exercise}`, { do: 'solution', exercise }])
  }
  return out
}

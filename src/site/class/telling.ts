import type { HandedIn, LearnerDeed } from '../../classroom/deeds.ts'
import { type Progress, progress } from '../progress/progress.ts'

/** What of a learner's progress the class has been told, by deed; kept over reloads so that nothing is told twice. */
const KEY = 'podtalk.class.told'

/** Tells the class what a learner does, as progress and pages change. */
export function tellProgress(tell: (deed: LearnerDeed) => void): void {
  const told = new Set<string>(readTold())
  progress.subscribe((now) => {
    const fresh = deedsOf(now).filter(([key]) => !told.has(key))
    for (const [key, deed] of fresh) {
      told.add(key)
      tell(deed)
    }
    if (fresh.length > 0) keepTold(told)
  })
  document.addEventListener('podtalk:handed-in', (event) => {
    const { exercise, submission } = (event as CustomEvent<{ exercise: string; submission: HandedIn }>).detail
    tell({ do: 'submit', exercise, submission })
  })
  const at = (): void => {
    const lesson = document.querySelector<HTMLElement>('[data-lesson-text]')?.dataset['lessonText']
    if (lesson) tell({ do: 'at', lesson })
  }
  document.addEventListener('astro:page-load', at)
  at()
}

/** Forgets what was told: the next class begins anew. */
export function forgetTold(): void {
  localStorage.removeItem(KEY)
}

/** Everything that progress says, as deeds with a key each. */
function deedsOf({ lessons, exercises }: Progress): [string, LearnerDeed][] {
  const out: [string, LearnerDeed][] = []
  for (const [lesson, { ticks, predictions }] of Object.entries(lessons)) {
    for (const tick of Object.keys(ticks)) out.push([`tick ${lesson} ${tick}`, { do: 'tick', lesson, tick }])
    for (const [prediction, { first }] of Object.entries(predictions)) {
      const group = document.querySelector<HTMLElement>(`[data-predict="${CSS.escape(prediction)}"]`)
      // whether it was right is known on the lesson's page
      if (group)
        out.push([
          `guess ${lesson} ${prediction}`,
          { do: 'guess', lesson, prediction, choice: first, right: group.dataset['answer'] === first },
        ])
    }
  }
  for (const [exercise, { hints, solutionSeen }] of Object.entries(exercises)) {
    for (const [check, count] of Object.entries(hints))
      for (let number = 1; number <= count; number++) out.push([`hint ${exercise} ${check} ${number}`, { do: 'hint', exercise, check }])
    if (solutionSeen !== undefined) out.push([`solution ${exercise}`, { do: 'solution', exercise }])
  }
  return out
}

function readTold(): string[] {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? '[]')
  } catch {
    return []
  }
}

function keepTold(told: ReadonlySet<string>): void {
  try {
    localStorage.setItem(KEY, JSON.stringify([...told]))
  } catch {
    // Told again after a reload: the class counts each only once.
  }
}

import { Inline } from '../Inline.tsx'
import { Share } from '../Share.tsx'
import { classTexts, pageLanguage } from '../texts.ts'
import { state, words } from './teaching.ts'

/** How many chose what in a prediction of a lesson. */
export function guessedSo(lesson: string, prediction: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const { guesses } of Object.values(state().learners)) {
    const choice = guesses[lesson]?.[prediction]?.choice
    if (choice !== undefined) counts.set(choice, (counts.get(choice) ?? 0) + 1)
  }
  return counts
}

/** How the class guessed in one of a lesson's predictions. `titled`: with its question. */
export function Guesses({ lesson, prediction, titled = false }: { lesson: string; prediction: string; titled?: boolean }) {
  const language = pageLanguage()
  const texts = classTexts(language)
  const asked = words().predictions[lesson]?.[prediction]
  const counts = guessedSo(lesson, prediction)
  const all = [...counts.values()].reduce((sum, count) => sum + count, 0)
  if (!asked) return null
  return (
    <div class="guessed">
      {titled && (
        <p>
          <Inline text={asked.question[language]} />
        </p>
      )}
      <ul>
        {asked.choices.map(({ value, text, right }) => (
          <li key={value} class={right ? 'right' : ''}>
            <span>
              <Inline text={text[language]} />
              {right && <span class="visually-hidden"> ({texts.isRight})</span>}
            </span>{' '}
            <Share count={counts.get(value) ?? 0} all={all} label={texts.votesOf} />
          </li>
        ))}
      </ul>
    </div>
  )
}

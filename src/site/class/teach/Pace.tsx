import { TimeLeft } from '../TimeLeft.tsx'
import { classTexts, pageLanguage } from '../texts.ts'
import { take } from './forms.tsx'
import { connection, facts, state, tell, titleOfLesson } from './teaching.ts'

/** How far lessons are open, and the timer. */
export function Pace() {
  const texts = classTexts(pageLanguage())
  return (
    <section class="control" aria-labelledby="pace-title">
      <h2 id="pace-title">{texts.pace}</h2>
      <label>
        {texts.openUpTo}{' '}
        <select
          value={state().gate ?? ''}
          onChange={(event) => tell({ do: 'gate', upTo: event.currentTarget.value === '' ? null : Number(event.currentTarget.value) })}
        >
          <option value="">{texts.allOpen}</option>
          {(facts.value?.plan ?? []).map(({ lesson, order }) => (
            <option key={lesson} value={order}>
              {order} {titleOfLesson(lesson)}
            </option>
          ))}
        </select>
      </label>
      <Timer minutes={10} />
    </section>
  )
}

/** Starts the timer, or shows it. `minutes`: what is proposed. */
export function Timer({ minutes }: { minutes: number }) {
  const texts = classTexts(pageLanguage())
  const { timer } = state()
  if (timer !== null)
    return (
      <p class="line timing">
        <TimeLeft until={timer - connection.ahead.value} texts={texts} />
        <button class="button small" type="button" onClick={() => tell({ do: 'timer', ms: null })}>
          {texts.stopTimer}
        </button>
      </p>
    )
  return (
    <form
      class="line timing"
      onSubmit={(event) => {
        const given = Number(take(event)['minutes'])
        if (given > 0) tell({ do: 'timer', ms: Math.round(given * 60_000) })
      }}
    >
      <label>
        {texts.timerMinutes} <input key={minutes} name="minutes" type="number" min="1" max="240" defaultValue={minutes} />
      </label>
      <button class="button small" type="submit">
        {texts.startTimer}
      </button>
    </form>
  )
}

import { fill } from '../../i18n/fill.ts'
import { changeSettings } from '../../settings/settings.ts'
import { askClass } from '../connection.ts'
import { classTexts, pageLanguage } from '../texts.ts'
import { connection, regrades, state, tell, titleOfExercise } from './teaching.ts'

/** The report, grading everything again, and the way out. */
export function Results() {
  const texts = classTexts(pageLanguage())
  return (
    <section class="control" aria-labelledby="report-title">
      <h2 id="report-title">{texts.report}</h2>
      <p class="small">{texts.reportText}</p>
      <p class="buttons">
        {['html', 'csv', 'json'].map((format) => (
          <a
            key={format}
            class="button small"
            href={`/api/class/instructor/report/${format}?lang=${pageLanguage()}`}
            target="_blank"
            rel="noopener"
          >
            {format.toUpperCase()}
          </a>
        ))}
      </p>
      <p class="small">{texts.regradeText}</p>
      <p>
        <button
          class="button small"
          type="button"
          onClick={() => {
            regrades.value = { done: 0, changed: [] }
            tell({ do: 'regrade' })
          }}
        >
          {texts.regrade}
        </button>
      </p>
      <Regraded />
      <p>
        <button class="button small" type="button" onClick={() => void signOut()}>
          {texts.signOut}
        </button>
      </p>
    </section>
  )
}

/** What a regrade has changed. */
function Regraded() {
  const texts = classTexts(pageLanguage())
  const { done, changed } = regrades.value
  return (
    <div role="status">
      {done > 0 && <p>{changed.length === 0 ? texts.regradedSame : fill(texts.regraded, { count: changed.length })}</p>}
      {changed.length > 0 && (
        <ul class="regraded">
          {changed.map(({ submission, learner, exercise, before, after }) => (
            <li key={submission}>
              <span>{state().learners[learner]?.name}</span> <span>{titleOfExercise(exercise)}</span>{' '}
              <strong>
                {before} → {after}
              </strong>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

async function signOut(): Promise<void> {
  await askClass('instructor/leave', {})
  changeSettings({ presenter: 'off' })
  connection.end()
  location.reload()
}

import type { InstructorDeed } from '../../../classroom/deeds.ts'
import { countVotes } from '../../../classroom/learner-view.ts'
import { fill } from '../../i18n/fill.ts'
import { changeSettings } from '../../settings/settings.ts'
import { askClass } from '../connection.ts'
import { leaveAs } from '../membership.ts'
import { Share } from '../Share.tsx'
import { TimeLeft } from '../TimeLeft.tsx'
import { classTexts, pageLanguage } from '../texts.ts'
import { connection, facts, regrades, state, tell, version } from './teaching.ts'

type Audience = Extract<InstructorDeed, { do: 'say' }>['to']

/** What a form's fields hold, trimmed; the form is empty again. */
function take(event: SubmitEvent): Record<string, string> {
  event.preventDefault()
  const form = event.currentTarget as HTMLFormElement
  const values = Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value).trim()]))
  for (const field of form.querySelectorAll<HTMLInputElement>('input[type=text], textarea')) field.value = ''
  return values
}

/** Everything that an instructor says to the whole class. */
export function Controls() {
  void version.value
  const texts = classTexts(pageLanguage())
  const plan = facts.value?.plan ?? []
  const base = `${document.documentElement.dataset['base']}${pageLanguage()}/`
  return (
    <>
      <section class="control" aria-labelledby="presenter-title">
        <h2 id="presenter-title">{texts.presenter}</h2>
        <p class="small">{texts.presenterText}</p>
        <p class="buttons">
          <a class="button primary" href={`${base}lessons/${plan[0]?.lesson ?? ''}/`} onClick={() => changeSettings({ presenter: 'on' })}>
            {texts.presenter}
          </a>
          <Toggle on={state.follow} yes={texts.stopFollowMe} no={texts.followMe} deed={(on) => ({ do: 'follow', on })} />
          <Toggle on={state.attention} yes={texts.endAttention} no={texts.callAttention} deed={(on) => ({ do: 'attention', on })} />
        </p>
      </section>
      <Tell />
      <Polls />
      <section class="control" aria-labelledby="pace-title">
        <h2 id="pace-title">{texts.pace}</h2>
        <label>
          {texts.openUpTo}{' '}
          <select
            value={state.gate ?? ''}
            onChange={(event) => tell({ do: 'gate', upTo: event.currentTarget.value === '' ? null : Number(event.currentTarget.value) })}
          >
            <option value="">{texts.allOpen}</option>
            {plan.map(({ lesson, order }) => (
              <option key={lesson} value={order}>
                {order} {lesson}
              </option>
            ))}
          </select>
        </label>
        <form
          class="line"
          onSubmit={(event) => {
            const minutes = Number(take(event)['minutes'])
            if (minutes > 0) tell({ do: 'timer', until: Math.round(Date.now() + minutes * 60_000) })
          }}
        >
          <label>
            {texts.timerMinutes} <input name="minutes" type="number" min="1" max="240" defaultValue="10" />
          </label>
          <button class="button small" type="submit">
            {texts.startTimer}
          </button>
          {state.timer !== null && (
            <>
              <TimeLeft until={state.timer} texts={texts} />
              <button class="button small" type="button" onClick={() => tell({ do: 'timer', until: null })}>
                {texts.stopTimer}
              </button>
            </>
          )}
        </form>
      </section>
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
        <p role="status">{regradeText()}</p>
        <p>
          <button class="button small" type="button" onClick={() => void signOut()}>
            {texts.signOut}
          </button>
        </p>
      </section>
    </>
  )
}

function regradeText(): string {
  const texts = classTexts(pageLanguage())
  const { done, changed } = regrades.value
  if (done === 0) return ''
  if (changed.length === 0) return texts.regradedSame
  const names = changed.map(
    ({ learner, exercise, before, after }) => `${state.learners[learner]?.name ?? ''} (${exercise}: ${before} → ${after})`,
  )
  return fill(texts.regraded, { count: changed.length, names: names.join(pageLanguage() === 'en' ? ', ' : '、') })
}

async function signOut(): Promise<void> {
  await askClass('instructor/leave', {})
  connection.end()
  leaveAs('instructor')
  changeSettings({ presenter: 'off' })
  location.reload()
}

function Toggle({ on, yes, no, deed }: { on: boolean; yes: string; no: string; deed: (on: boolean) => InstructorDeed }) {
  return (
    <button class={`button${on ? ' active' : ''}`} type="button" aria-pressed={on} onClick={() => tell(deed(!on))}>
      {on ? yes : no}
    </button>
  )
}

function Tell() {
  const texts = classTexts(pageLanguage())
  const groups = [...new Set(Object.values(state.learners).flatMap(({ group }) => group ?? []))].sort()
  return (
    <section class="control" aria-labelledby="tell-title">
      <h2 id="tell-title">{texts.tell}</h2>
      <form
        onSubmit={(event) => {
          const { to = '', text = '', command = '' } = take(event)
          const audience: Audience = to === '' ? { all: true } : { all: false, group: to }
          if (text !== '') tell({ do: 'say', to: audience, text })
          if (command !== '') tell({ do: 'suggest', to: audience, command })
        }}
      >
        <label>
          {texts.to}{' '}
          <select name="to">
            <option value="">{texts.everybody}</option>
            {groups.map((group) => (
              <option key={group} value={group}>
                {fill(texts.groupNamed, { group })}
              </option>
            ))}
          </select>
        </label>
        <label>
          {texts.message} <input name="text" type="text" maxLength={2_000} autoComplete="off" />
        </label>
        <label>
          {texts.command} <input name="command" class="mono" type="text" maxLength={2_000} autoComplete="off" spellcheck={false} />
        </label>
        <button class="button small" type="submit">
          {texts.send}
        </button>
      </form>
    </section>
  )
}

function Polls() {
  const texts = classTexts(pageLanguage())
  const poll = state.polls.at(-1)
  const counts = poll ? countVotes(poll) : []
  const all = counts.reduce((sum, count) => sum + count, 0)
  return (
    <section class="control" aria-labelledby="poll-title">
      <h2 id="poll-title">{texts.askPoll}</h2>
      {poll && (
        <div class="poll-now">
          <p>{poll.question}</p>
          <ul>
            {poll.choices.map((choice, index) => (
              <li key={choice}>
                <span>{choice}</span> <Share count={counts[index] ?? 0} all={all} label={texts.votesOf} />
              </li>
            ))}
          </ul>
          {poll.open && (
            <p class="buttons">
              <button class="button small" type="button" onClick={() => tell({ do: 'closePoll', poll: poll.id, show: true })}>
                {texts.closeAndShow}
              </button>
              <button class="button small" type="button" onClick={() => tell({ do: 'closePoll', poll: poll.id, show: false })}>
                {texts.close}
              </button>
            </p>
          )}
        </div>
      )}
      <form
        onSubmit={(event) => {
          const { question = '', choices = '' } = take(event)
          const list = [...new Set(choices.split('\n').map((choice) => choice.trim()))].filter((choice) => choice !== '').slice(0, 8)
          if (question !== '' && list.length >= 2) tell({ do: 'poll', poll: `poll-${Date.now()}`, question, choices: list })
        }}
      >
        <label>
          {texts.question} <input name="question" type="text" maxLength={500} autoComplete="off" />
        </label>
        <label>
          {texts.choices} <textarea name="choices" rows={3} maxLength={1_600} />
        </label>
        <button class="button small" type="submit">
          {texts.ask}
        </button>
      </form>
      <Guesses />
    </section>
  )
}

/** How the class guessed in the lessons' own predictions. */
function Guesses() {
  const texts = classTexts(pageLanguage())
  const rows: { key: string; counts: Map<string, number>; right: number; all: number }[] = []
  for (const { lesson } of facts.value?.plan ?? []) {
    const byId = new Map<string, { counts: Map<string, number>; right: number; all: number }>()
    for (const { guesses } of Object.values(state.learners))
      for (const [id, { choice, right }] of Object.entries(guesses[lesson] ?? {})) {
        const row = byId.get(id) ?? { counts: new Map(), right: 0, all: 0 }
        byId.set(id, row)
        row.counts.set(choice, (row.counts.get(choice) ?? 0) + 1)
        row.all++
        if (right) row.right++
      }
    for (const [id, row] of byId) rows.push({ key: `${lesson} · ${id}`, ...row })
  }
  if (rows.length === 0) return null
  return (
    <details class="guesses">
      <summary>{texts.predictions}</summary>
      {rows.map(({ key, counts, right, all }) => (
        <div key={key}>
          <p>
            <code>{key}</code> <Share count={right} all={all} label={texts.votesOf} />
          </p>
          <p class="small">{[...counts].map(([choice, count]) => `${choice} ${count}`).join(' · ')}</p>
        </div>
      ))}
    </details>
  )
}

import { passedAt } from '../../../classroom/attempts.ts'
import type { LearnerState } from '../../../classroom/class-state.ts'
import { stuck } from '../../../classroom/stuck.ts'
import { fill } from '../../i18n/fill.ts'
import { link } from '../../layouts/link.ts'
import { Hand } from '../Hand.tsx'
import { Inline } from '../Inline.tsx'
import { type ClassTexts, classTexts, pageLanguage } from '../texts.ts'
import { useNow } from '../use-now.ts'
import { Controls } from './Controls.tsx'
import { LearnerCard } from './LearnerCard.tsx'
import { beliefOf, chosen, connection, facts, online, state, tell, titleOfCheck, titleOfExercise, titleOfLesson } from './teaching.ts'

/** The instructor's board: who is where, who needs help, and what to say to the class. */
export function Board() {
  const texts = classTexts(pageLanguage())
  // Being stuck is a matter of time.
  const now = useNow(5_000) + connection.ahead.value
  const plan = facts.value?.plan ?? []
  const learners = Object.values(state().learners).sort((a, b) => a.name.localeCompare(b.name))
  const { code = '', title = '' } = facts.value ?? {}
  const here = learners.filter(({ id }) => online.value.has(id)).length
  const join = location.origin + link(pageLanguage(), 'join/')
  return (
    <div class="teach">
      <header class="teach-head">
        <h1 tabIndex={-1}>{title}</h1>
        <p class="code">
          {fill(texts.codeIs, { address: join })} <strong>{code}</strong>
        </p>
        <p class="small">{fill(texts.online, { online: here, all: learners.length })}</p>
      </header>
      <div class="teach-columns">
        <div class="teach-main">
          <NeedsHelp learners={learners} texts={texts} now={now} />
          <section>
            <h2 id="board-title">{texts.board}</h2>
            {learners.length === 0 ? (
              <p class="quiet">{texts.nobody}</p>
            ) : (
              // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table scrolls by keyboard
              <div class="board-wide" tabIndex={0} role="region" aria-labelledby="board-title">
                <table class="board">
                  <thead>
                    <tr>
                      <th scope="col">{texts.learner}</th>
                      {plan.map(({ lesson, order, exercises }) => (
                        <th scope="col" key={lesson} colSpan={1 + exercises.length} title={titleOfLesson(lesson)}>
                          <span class="order">{order}</span> <span class="lesson">{titleOfLesson(lesson)}</span>
                        </th>
                      ))}
                    </tr>
                  </thead>
                  <tbody>
                    {learners.map((learner) => (
                      <tr key={learner.id} class={stuck(learner, now) ? 'is-stuck' : ''}>
                        <th scope="row">
                          <button type="button" class="name" onClick={() => (chosen.value = learner.id)}>
                            <span class={`dot ${online.value.has(learner.id) ? 'on' : 'off'}`} aria-hidden="true" />
                            {learner.name}
                            <span class="visually-hidden"> {online.value.has(learner.id) ? texts.here : texts.away}</span>
                            {learner.group !== undefined && <small class="group">{learner.group}</small>}
                            {learner.handAt !== undefined && <Hand />}
                          </button>
                        </th>
                        {plan.flatMap(({ lesson, of, exercises }) => [
                          <StepsCell key={lesson} learner={learner.id} lesson={lesson} of={of} texts={texts} />,
                          ...exercises.map((id) => <ExerciseCell key={id} learner={learner.id} id={id} texts={texts} />),
                        ])}
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
            )}
          </section>
          <Misconceptions learners={learners} texts={texts} />
        </div>
        <aside class="teach-side">{chosen.value !== undefined && state().learners[chosen.value] ? <LearnerCard /> : <Controls />}</aside>
      </div>
    </div>
  )
}

function StepsCell({ learner, lesson, of, texts }: { learner: string; lesson: string; of: number; texts: ClassTexts }) {
  // whoever is removed may be drawn once more
  const { ticks = {}, guesses = {}, lesson: here }: Partial<LearnerState> = state().learners[learner] ?? {}
  const done = Object.keys(ticks[lesson] ?? {}).length + Object.keys(guesses[lesson] ?? {}).length
  const label = fill(texts.stepsDone, { done, of })
  return (
    <td class={`steps${here === lesson ? ' here' : ''}`} title={label}>
      <meter min={0} max={Math.max(1, of)} value={Math.min(done, of)} aria-label={label} />
    </td>
  )
}

function ExerciseCell({ learner, id, texts }: { learner: string; id: string; texts: ClassTexts }) {
  const attempts = state().learners[learner]?.exercises[id]?.attempts ?? []
  const count = attempts.length
  const passed = passedAt(attempts) !== undefined
  const title = titleOfExercise(id)
  const label = count === 0 ? texts.notTried : fill(passed ? texts.triesPassed : texts.triesOpen, { count })
  return (
    <td class={`exercise ${count === 0 ? 'none' : passed ? 'passed' : 'open'}`} title={`${title}: ${label}`}>
      <span aria-hidden="true">{count === 0 ? '·' : passed ? '✓' : count}</span>
      <span class="visually-hidden">{`${title}: ${label}`}</span>
    </td>
  )
}

function NeedsHelp({ learners, texts, now }: { learners: readonly LearnerState[]; texts: ClassTexts; now: number }) {
  const hands = learners.filter(({ handAt }) => handAt !== undefined).sort((a, b) => (a.handAt ?? 0) - (b.handAt ?? 0))
  const stopped = learners.flatMap((learner) => {
    const why = stuck(learner, now)
    return why ? [{ learner, why }] : []
  })
  return (
    <div class="help" aria-live="polite">
      <section aria-labelledby="hands-title">
        <h2 id="hands-title">{texts.hands}</h2>
        {hands.length === 0 && <p class="quiet">{texts.noHands}</p>}
        <ul>
          {hands.map(({ id, name }) => (
            <li key={id}>
              <button type="button" class="name" onClick={() => (chosen.value = id)}>
                {name}
              </button>
              <button type="button" class="button small" onClick={() => tell({ do: 'lowerHand', learner: id })}>
                {texts.lowerTheirs}
              </button>
            </li>
          ))}
        </ul>
      </section>
      <section aria-labelledby="stuck-title">
        <h2 id="stuck-title">{texts.stuckTitle}</h2>
        {stopped.length === 0 && <p class="quiet">{texts.nobodyStuck}</p>}
        <ul>
          {stopped.map(({ learner, why }) => (
            <li key={learner.id}>
              <button type="button" class="name" onClick={() => (chosen.value = learner.id)}>
                {learner.name}
              </button>
              <span>
                {why.exercise !== undefined && <strong>{titleOfExercise(why.exercise)}</strong>}{' '}
                {fill(texts[`stuck.${why.why}`], {
                  check: why.check === undefined ? '' : titleOfCheck(why.exercise ?? '', why.check),
                  count: learner.exercises[why.exercise ?? '']?.attempts.length ?? 0,
                  minutes: Math.floor((now - why.since) / 60_000),
                })}{' '}
                {why.misconception !== undefined && (
                  <span class="misconception">
                    <Inline text={beliefOf(why.misconception)} />
                  </span>
                )}
              </span>
            </li>
          ))}
        </ul>
      </section>
    </div>
  )
}

function Misconceptions({ learners, texts }: { learners: readonly LearnerState[]; texts: ClassTexts }) {
  const who = new Map<string, string[]>()
  for (const { name, exercises } of learners)
    for (const id of new Set(Object.values(exercises).flatMap(({ attempts }) => attempts.at(-1)?.grade?.misconceptions ?? [])))
      who.set(id, [...(who.get(id) ?? []), name])
  const rows = [...who].sort((a, b) => b[1].length - a[1].length)
  return (
    <section aria-labelledby="misconceptions-title">
      <h2 id="misconceptions-title">{texts.misconceptions}</h2>
      {rows.length === 0 ? (
        <p class="quiet">{texts.noMisconceptions}</p>
      ) : (
        <ul class="misconceptions">
          {rows.map(([id, names]) => (
            <li key={id}>
              <span class="misconception">
                <Inline text={beliefOf(id)} />
              </span>{' '}
              <span>{names.join(pageLanguage() === 'en' ? ', ' : '、')}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

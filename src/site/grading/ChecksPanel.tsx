import '../styles/checks.css'
import { useEffect, useRef } from 'preact/hooks'
import { asksQuestions, type Check } from '../../grader/exercise.ts'
import type { CheckResult } from '../../grader/report.ts'
import { sentence } from '../../grader/words.ts'
import { LAPTOP_DIRECTORY } from '../../lab/scenario.ts'
import { fill } from '../i18n/fill.ts'
import { blockHtml, inlineHtml } from '../lesson/inline.ts'
import { exerciseOf, lessonOf, progress } from '../progress/progress.ts'
import { host, language, page, showFile, texts } from '../workspace/store.ts'
import {
  answers,
  check,
  checking,
  entered,
  exercise,
  leaveExercise,
  nextHint,
  report,
  restartExercise,
  seeSolution,
  solutionOffered,
  startExercise,
} from './exercise-session.ts'
import { TraceSteps } from './TraceSteps.tsx'

/** Checks of the exercise at hand, or the lesson's exercises to choose from. */
export function ChecksPanel() {
  const now = exercise.value
  const atExercise = now && host.value?.key.value === `exercise:${now.id}`
  return <div class="checks">{atExercise ? <ExerciseView /> : <Overview />}</div>
}

function Overview() {
  const facts = page.value
  const words = texts.value
  if (facts?.kind !== 'lesson') return <p class="quiet">{words.noChecksHere}</p>
  const ticks = Object.keys(facts.ticks)
  void progress.value
  const done = ticks.filter((id) => lessonOf(facts.slug).ticks[id] !== undefined).length
  return (
    <>
      {ticks.length > 0 && (
        <section>
          <h3>{words.steps}</h3>
          <p class="meter-line">
            <meter min={0} max={ticks.length} value={done} aria-label={words.steps} /> {fill(words.doneOf, { done, count: ticks.length })}
          </p>
        </section>
      )}
      {facts.exercises.length > 0 && (
        <section>
          <h3>{words.exercises}</h3>
          <ul class="exercise-list">
            {facts.exercises.map((each) => {
              const state = exerciseOf(each.id)
              return (
                <li key={each.id} class={state.passed ? 'done' : ''}>
                  <span class="name">{each.title}</span>
                  <span class="quiet">{state.passed ? `✓ ${words.exerciseDone}` : fill(words.pointsOf, { points: each.points })}</span>
                  <button type="button" class="button small" onClick={() => startExercise(each.id)}>
                    {state.tries > 0 ? words.exerciseAgain : words.exerciseOpen}
                  </button>
                </li>
              )
            })}
          </ul>
        </section>
      )}
      <section>
        <button type="button" class="button small" onClick={async () => (await import('../workspace/keeping.ts')).resetLesson(facts)}>
          {words.resetLesson}
        </button>
      </section>
    </>
  )
}

function ExerciseView() {
  const words = texts.value
  const lang = language.value
  const now = exercise.value as NonNullable<typeof exercise.value>
  const last = report.value
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    if (!entered.value) return
    entered.value = false
    heading.current?.focus({ preventScroll: true })
  }, [entered.value])
  void progress.value
  return (
    <>
      <header>
        <button type="button" class="button small" onClick={() => leaveExercise()}>
          ← {words.exerciseLeave}
        </button>
        <h3 ref={heading} tabIndex={-1}>
          {now.title[lang]}
        </h3>
      </header>
      {/* made of escaped text by blockHtml */}
      <div class="task" dangerouslySetInnerHTML={{ __html: blockHtml(now.task[lang]) }} />
      {asksQuestions(now) ? <Questions /> : <Files />}
      <p class="go">
        <button type="button" class="button primary" aria-disabled={checking.value} onClick={() => check()}>
          {checking.value ? words.checking : words.check}
        </button>
        <button type="button" class="button small" onClick={() => restartExercise()}>
          {words.exerciseRestart}
        </button>
        <strong class={last?.passed ? 'good' : ''} role="status">
          {last && (last.passed ? words.allPassed : fill(words.score, { score: last.score, max: last.maxScore }))}
        </strong>
      </p>
      {last?.stopped && <p class="problem">{sentence(last.stopped, lang)}</p>}
      <ol class="results">
        {now.checks.map((each) => (
          <Result key={each.id} check={each} result={last?.checks.find((result) => result.id === each.id)} />
        ))}
      </ol>
      {solutionOffered() && <Solution />}
    </>
  )
}

function Files() {
  const words = texts.value
  const now = exercise.value as NonNullable<typeof exercise.value>
  if (now.kind === 'commands') return <p class="quiet">{words.workInTerminal}</p>
  return (
    <p class="files-line">
      {now.files.map((name) => (
        <button key={name} type="button" class="button small" onClick={() => showFile(`${LAPTOP_DIRECTORY}/${name}`)}>
          {fill(words.editFile, { name })}
        </button>
      ))}
    </p>
  )
}

function Questions() {
  const now = exercise.value as NonNullable<typeof exercise.value>
  const lang = language.value
  const questions = now.checks.filter((each) => each.verb === 'answer')
  const ids = new Set(questions.map((each) => each.question))
  // What stands as code in the task and is not itself a question is likely a choice.
  const choices = [...new Set([...now.task[lang].matchAll(/`([\w.-]{1,30})`/g)].map((match) => match[1] as string))].filter(
    (word) => !ids.has(word),
  )
  return (
    <div class="questions">
      <datalist id="exercise-choices">
        {choices.map((choice) => (
          <option key={choice} value={choice} />
        ))}
      </datalist>
      {questions.map((each) => (
        <label key={each.id}>
          <span>
            <code>{each.question}</code> {each.title[lang]}
          </span>
          <input
            list="exercise-choices"
            autocomplete="off"
            autocapitalize="off"
            spellcheck={false}
            value={answers.value[each.question] ?? ''}
            onInput={(event) => (answers.value = { ...answers.value, [each.question]: event.currentTarget.value })}
            onKeyDown={(event) => event.key === 'Enter' && !event.isComposing && check()}
          />
        </label>
      ))}
    </div>
  )
}

function Result({ check: own, result }: { check: Check; result: CheckResult | undefined }) {
  const words = texts.value
  const lang = language.value
  const now = exercise.value as NonNullable<typeof exercise.value>
  const outcome = result?.outcome ?? 'open'
  const STATES = { passed: words.checkPassed, failed: words.checkFailedState, skipped: words.checkSkipped, open: words.checkOpen }
  const shown = exerciseOf(now.id).hints[own.id] ?? 0
  const hints = (result?.hints ?? []).map((id) => own.hints.find((hint) => hint.id === id)).filter((hint) => hint !== undefined)
  return (
    <li class={`result ${outcome}`}>
      <p class="title">
        <span class="visually-hidden">{STATES[outcome]} </span>
        {own.title[lang]}
      </p>
      {result?.outcome === 'failed' && (
        <>
          <dl>
            <dt>{words.expected}</dt>
            <dd>{sentence(result.expected, lang)}</dd>
            <dt>{words.seen}</dt>
            <dd>{sentence(result.seen, lang)}</dd>
          </dl>
          {result.place && (
            <button type="button" class="button small" onClick={() => showFile(`${LAPTOP_DIRECTORY}/${result.place?.file}`)}>
              {result.place.file}:{result.place.line}
            </button>
          )}
          {result.trace && (
            <details>
              <summary>{words.wayOfRequest}</summary>
              <TraceSteps trace={result.trace} />
            </details>
          )}
          <div aria-live="polite">
            {hints.slice(0, shown).map((hint) => (
              // made of escaped text by inlineHtml
              <p key={hint.id} class="hint" dangerouslySetInnerHTML={{ __html: inlineHtml(hint.text[lang]) }} />
            ))}
          </div>
          {shown < hints.length && (
            <button type="button" class="button small" onClick={() => nextHint(own.id)}>
              {fill(words.hint, { number: shown + 1, count: hints.length })}
            </button>
          )}
        </>
      )}
    </li>
  )
}

function Solution() {
  const words = texts.value
  const now = exercise.value as NonNullable<typeof exercise.value>
  const seen = exerciseOf(now.id).solutionSeen !== undefined
  if (!seen) {
    return (
      <p>
        <button type="button" class="button small" onClick={() => seeSolution()}>
          {words.seeSolution}
        </button>
      </p>
    )
  }
  return (
    <section class="solution">
      <h4>{words.solution}</h4>
      {Object.entries(now.solution).map(([name, text]) => (
        <figure key={name}>
          <figcaption>{name}</figcaption>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
          <pre tabIndex={0}>{text}</pre>
        </figure>
      ))}
    </section>
  )
}

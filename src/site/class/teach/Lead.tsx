import { render } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { link } from '../../layouts/link.ts'
import { changeSettings } from '../../settings/settings.ts'
import { classTexts, pageLanguage } from '../texts.ts'
import { Directions } from './Controls.tsx'
import { Guesses } from './Guesses.tsx'
import { Timer } from './Pace.tsx'
import { ask } from './Polls.tsx'
import { connection, facts, state, tell, version, words } from './teaching.ts'

/** The bar above the lessons while someone presents: step by step, with the class following if asked. */
export function Lead() {
  const now = version.value
  const texts = classTexts(pageLanguage())
  const [step, setStep] = useState(0)
  const lesson = document.querySelector<HTMLElement>('[data-lesson-text]')?.dataset['lessonText']
  useEffect(() => {
    if (lesson !== undefined) showGuesses(lesson)
  }, [lesson, now])
  if (connection.state.value === 'ended' || !facts.value) return null
  const steps = [...document.querySelectorAll<HTMLElement>('section.step')]
  const planned = facts.value.plan.find((each) => each.lesson === lesson)
  const go = (to: number): void => {
    const target = steps[to]
    if (!target) return
    setStep(to)
    target.scrollIntoView({ behavior: 'smooth' })
    lead(target.id)
  }
  return (
    <section class="class-bar presenting" aria-label={texts.presenting}>
      <strong>{texts.presenting}</strong>
      <Timer minutes={planned?.minutes ?? 10} />
      <span class="spacer" />
      {steps.length > 0 && (
        <>
          <button type="button" class="button small" disabled={step === 0} onClick={() => go(step - 1)}>
            {texts.previousStep}
          </button>
          <button type="button" class="button small" disabled={step >= steps.length - 1} onClick={() => go(step + 1)}>
            {texts.nextStep} ({step + 1}/{steps.length})
          </button>
        </>
      )}
      <Directions {...placeNow(steps[step]?.id)} />
      <a class="button small" href={link(pageLanguage(), 'teach/')} onClick={() => changeSettings({ presenter: 'off' })}>
        {texts.backToBoard}
      </a>
    </section>
  )
}

/** Below each prediction of the lesson's text: how the class has guessed so far. */
function showGuesses(lesson: string): void {
  const language = pageLanguage()
  const texts = classTexts(language)
  for (const group of document.querySelectorAll<HTMLElement>('[data-predict]')) {
    const prediction = group.dataset['predict'] as string
    const asked = words().predictions[lesson]?.[prediction]
    let place = group.nextElementSibling
    if (!asked) continue
    if (!place?.matches('.class-guesses')) {
      place = document.createElement('div')
      place.className = 'class-guesses'
      group.after(place)
    }
    render(
      // closed at first: what the class thinks is not for the wall before everybody has guessed
      <details>
        <summary>{texts.predictions}</summary>
        <Guesses lesson={lesson} prediction={prediction} />
        <button
          type="button"
          class="button small"
          onClick={() =>
            ask(
              asked.question[language],
              asked.choices.map(({ text }) => text[language]),
            )
          }
        >
          {texts.askAll}
        </button>
      </details>,
      place,
    )
  }
}

/** This page below its language, when it is one that learners can follow to. */
function placeNow(anchor = ''): { place?: string } {
  const base = link(pageLanguage())
  const path = location.pathname.startsWith(base) ? location.pathname.slice(base.length) : undefined
  return path?.startsWith('lessons/') || path === 'sandbox/' ? { place: `${path}${anchor === '' ? '' : `#${anchor}`}` } : {}
}

/** Tells the class where the instructor is, while it follows. */
export function lead(anchor = ''): void {
  const { place } = placeNow(anchor)
  const { follow } = state()
  if (follow && place !== undefined && place !== state().place) tell({ do: 'follow', on: true, to: follow, place })
}

import { useState } from 'preact/hooks'
import { changeSettings } from '../../settings/settings.ts'
import { TimeLeft } from '../TimeLeft.tsx'
import { classTexts, pageLanguage } from '../texts.ts'
import { connection, facts, state, tell, version } from './teaching.ts'

/** The bar above the lessons while someone presents: step by step, with the class following if asked. */
export function Lead() {
  void version.value
  const texts = classTexts(pageLanguage())
  const [step, setStep] = useState(0)
  if (connection.state.value === 'ended' || !facts.value) return null
  const steps = [...document.querySelectorAll<HTMLElement>('section.step')]
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
      {state.timer !== null && <TimeLeft until={state.timer} texts={texts} />}
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
      <button
        type="button"
        class={`button small${state.follow ? ' active' : ''}`}
        aria-pressed={state.follow}
        onClick={() => tell({ do: 'follow', on: !state.follow, ...placeNow() })}
      >
        {state.follow ? texts.stopFollowMe : texts.followMe}
      </button>
      <button
        type="button"
        class={`button small${state.attention ? ' active' : ''}`}
        aria-pressed={state.attention}
        onClick={() => tell({ do: 'attention', on: !state.attention })}
      >
        {state.attention ? texts.endAttention : texts.callAttention}
      </button>
      <a
        class="button small"
        href={`${document.documentElement.dataset['base']}${pageLanguage()}/teach/`}
        onClick={() => changeSettings({ presenter: 'off' })}
      >
        {texts.backToBoard}
      </a>
    </section>
  )
}

/** This page below its language, when it is one that learners can follow to. */
function placeNow(anchor = ''): { place?: string } {
  const base = `${document.documentElement.dataset['base']}${pageLanguage()}/`
  const path = location.pathname.startsWith(base) ? location.pathname.slice(base.length) : undefined
  return path?.startsWith('lessons/') || path === 'sandbox/' ? { place: `${path}${anchor === '' ? '' : `#${anchor}`}` } : {}
}

/** Tells the class where the instructor is, while it follows. */
export function lead(anchor = ''): void {
  const { place } = placeNow(anchor)
  if (state.follow && place !== undefined && place !== state.place) tell({ do: 'follow', on: true, place })
}

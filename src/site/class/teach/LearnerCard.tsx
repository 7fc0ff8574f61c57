import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { LabLog } from '../../../lab/log.ts'
import { ask } from '../../grading/grader-client.ts'
import { fill } from '../../i18n/fill.ts'
import { link } from '../../layouts/link.ts'
import { pack } from '../../workspace/share.ts'
import { FileTexts } from '../FileTexts.tsx'
import { classTexts, pageLanguage } from '../texts.ts'
import { TellForm, Toggle, take } from './forms.tsx'
import type { Screen } from './screens.ts'
import { chosen, labs, online, state, tell, titleOfExercise, titleOfLesson } from './teaching.ts'

interface Shown {
  submission: string
  files: Readonly<Record<string, string>>
  /** a lab that was handed in, as text */
  log?: string
}

/** One learner: group, lab, what was handed in. */
export function LearnerCard() {
  const texts = classTexts(pageLanguage())
  const learner = state().learners[chosen.value ?? '']
  const [shown, setShown] = useState<Shown | undefined>(undefined)
  useEffect(() => setShown(undefined), [learner?.id])
  if (!learner) return null
  const { id, name, group } = learner
  const watched = state().watched.includes(id)
  const handedIn = Object.entries(learner.exercises)
    .flatMap(([exercise, { attempts }]) => attempts.map((attempt) => ({ exercise, ...attempt })))
    .sort((a, b) => b.at - a.at)
  return (
    <section class="control learner-card" aria-labelledby="learner-title">
      <p>
        <button type="button" class="button small" onClick={() => (chosen.value = undefined)}>
          ← {texts.back}
        </button>
      </p>
      <h2 id="learner-title">{fill(texts.about, { name })}</h2>
      <p class="small">
        {online.value.has(id) ? texts.here : texts.away}
        {learner.lesson !== undefined && ` · ${titleOfLesson(learner.lesson)}`}
      </p>
      <form
        class="line"
        onSubmit={(event) => {
          const { group: value = '' } = take(event)
          tell({ do: 'group', learner: id, group: value === '' ? null : value })
        }}
      >
        <label>
          {texts.group}{' '}
          <input key={`${id} ${group}`} name="group" type="text" maxLength={40} defaultValue={group ?? ''} autoComplete="off" />
        </label>
        <button class="button small" type="submit">
          {texts.setGroup}
        </button>
      </form>
      <TellForm learner={id} />
      <p class="buttons">
        <Toggle on={watched} yes={texts.stopSeeing} no={texts.seeLab} deed={(on) => ({ do: 'watch', learner: id, on })} />
      </p>
      {watched && <LabView learner={id} at={labs.value[id]} />}
      <h3>{texts.submissions}</h3>
      {handedIn.length === 0 && <p class="quiet">{texts.noSubmissions}</p>}
      <ul class="handed-in">
        {handedIn.map(({ exercise, submission, at, grade }) => (
          <li key={submission}>
            <span>{titleOfExercise(exercise)}</span> <time dateTime={new Date(at).toISOString()}>{clock(at)}</time>{' '}
            <strong class={grade?.passed ? 'passed' : 'open'}>{grade ? `${grade.score}/${grade.max}` : '…'}</strong>
            {grade?.stopped !== undefined && <span class="small"> {grade.stopped}</span>}
            <button type="button" class="button small" onClick={async () => setShown(await fetchSubmission(submission))}>
              {texts.show}
            </button>
          </li>
        ))}
      </ul>
      {shown && (
        <div class="shown">
          <FileTexts files={shown.files} />
          {shown.log !== undefined && <Replay log={shown.log} />}
          <button
            type="button"
            class="button small"
            onClick={() => tell({ do: 'spotlight', submission: state().spotlight === shown.submission ? null : shown.submission })}
          >
            {state().spotlight === shown.submission ? texts.endSpotlight : texts.showToAll}
          </button>
        </div>
      )}
      <p>
        <button
          type="button"
          class="button small danger"
          onClick={() => {
            if (!confirm(fill(texts.removeSure, { name }))) return
            tell({ do: 'remove', learner: id })
            chosen.value = undefined
          }}
        >
          {texts.remove}
        </button>
      </p>
    </section>
  )
}

/** The learner's lab as it comes: what its terminals show, and the whole as a film in the sandbox. */
function LabView({ learner, at }: { learner: string; at: number | undefined }) {
  const texts = classTexts(pageLanguage())
  const [lab, setLab] = useState<{ log: string; screens: readonly Screen[] } | undefined>(undefined)
  useEffect(() => {
    if (at === undefined) return
    let over = false
    void lookAt(learner).then((found) => {
      if (!over && found) setLab(found)
    })
    return () => {
      over = true
    }
  }, [learner, at])
  if (!lab || at === undefined) return <p class="quiet">{texts.noLab}</p>
  return (
    <div class="lab-view">
      <p class="small">{fill(texts.labFrom, { time: clock(at) })}</p>
      {lab.screens.map(({ terminal, machine, text }) => (
        <figure key={terminal}>
          <figcaption>{machine}</figcaption>
          <Ending text={text} />
        </figure>
      ))}
      <Replay log={lab.log} />
    </div>
  )
}

/** A terminal's text, scrolled to its end. */
function Ending({ text }: { text: string }) {
  const place = useRef<HTMLPreElement>(null)
  useLayoutEffect(() => {
    if (place.current) place.current.scrollTop = place.current.scrollHeight
  }, [text])
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a long text scrolls by keyboard
    <pre class="screen" tabIndex={0} ref={place}>
      {text}
    </pre>
  )
}

/** Opens a lab as a film in a sandbox of its own. */
function Replay({ log }: { log: string }) {
  const texts = classTexts(pageLanguage())
  const show = async (): Promise<void> => {
    const address = link(pageLanguage(), `sandbox/#film=${await pack(JSON.parse(log) as LabLog)}`)
    open(address, '_blank', 'noopener')
  }
  return (
    <button type="button" class="button small" onClick={() => void show()}>
      {texts.openLab}
    </button>
  )
}

/** The newest lab that a learner's page sent, replayed in a worker: whatever it holds, this page goes on. */
async function lookAt(learner: string): Promise<{ log: string; screens: readonly Screen[] } | undefined> {
  const response = await fetch(`/api/class/instructor/lab/${learner}`).catch(() => undefined)
  if (!response?.ok) return undefined
  const { log } = await response.json()
  const answer = await ask({ do: 'screens', log })
  return 'screens' in answer ? { log, screens: answer.screens } : undefined
}

async function fetchSubmission(submission: string): Promise<Shown | undefined> {
  const response = await fetch(`/api/class/instructor/submission/${submission}`).catch(() => undefined)
  return response?.ok ? { submission, ...(await response.json()) } : undefined
}

function clock(at: number): string {
  return new Date(at).toLocaleTimeString(pageLanguage() === 'en' ? 'en-GB' : 'zh-TW')
}

import { useEffect, useState } from 'preact/hooks'
import { fill } from '../../i18n/fill.ts'
import { pack } from '../../workspace/share.ts'
import { FileTexts } from '../FileTexts.tsx'
import { classTexts, pageLanguage } from '../texts.ts'
import { chosen } from './Board.tsx'
import { parseLogText } from './lab-text.ts'
import { labs, online, state, tell, version } from './teaching.ts'

interface Shown {
  submission: string
  files: Readonly<Record<string, string>>
}

/** One learner: group, lab, what was handed in. */
export function LearnerCard() {
  void version.value
  const texts = classTexts(pageLanguage())
  const learner = state.learners[chosen.value ?? '']
  const [shown, setShown] = useState<Shown | undefined>(undefined)
  useEffect(() => setShown(undefined), [learner?.id])
  if (!learner) return null
  const { id, name, group } = learner
  const watched = state.watched.includes(id)
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
        {learner.lesson !== undefined && ` · ${learner.lesson}`}
      </p>
      <form
        class="line"
        onSubmit={(event) => {
          event.preventDefault()
          const value = String(new FormData(event.currentTarget as HTMLFormElement).get('group')).trim()
          tell({ do: 'group', learner: id, group: value === '' ? null : value })
        }}
      >
        <label>
          {texts.group} <input key={id} name="group" type="text" maxLength={40} defaultValue={group ?? ''} autoComplete="off" />
        </label>
        <button class="button small" type="submit">
          {texts.setGroup}
        </button>
      </form>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          const field = (event.currentTarget as HTMLFormElement).elements.namedItem('command') as HTMLInputElement
          const command = field.value.trim()
          if (command !== '') tell({ do: 'suggest', to: { all: false, learner: id }, command })
          field.value = ''
        }}
      >
        <label>
          {texts.command} <input name="command" class="mono" type="text" maxLength={2_000} autoComplete="off" spellcheck={false} />
        </label>
        <button class="button small" type="submit">
          {texts.send}
        </button>
      </form>
      <p class="buttons">
        <button
          type="button"
          class={`button small${watched ? ' active' : ''}`}
          aria-pressed={watched}
          onClick={() => tell({ do: 'watch', learner: id, on: !watched })}
        >
          {watched ? texts.stopSeeing : texts.seeLab}
        </button>
      </p>
      {watched && <LabView learner={id} at={labs.value[id]} />}
      <h3>{texts.submissions}</h3>
      {handedIn.length === 0 && <p class="quiet">{texts.noSubmissions}</p>}
      <ul class="handed-in">
        {handedIn.map(({ exercise, submission, at, grade }) => (
          <li key={submission}>
            <code>{exercise}</code> <time dateTime={new Date(at).toISOString()}>{clock(at)}</time>{' '}
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
          <button
            type="button"
            class="button small"
            onClick={() => tell({ do: 'spotlight', submission: state.spotlight === shown.submission ? null : shown.submission })}
          >
            {state.spotlight === shown.submission ? texts.endSpotlight : texts.showToAll}
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

/** The learner's lab as it comes: what was typed last, and the whole as a film in the sandbox. */
function LabView({ learner, at }: { learner: string; at: number | undefined }) {
  const texts = classTexts(pageLanguage())
  const [log, setLog] = useState<string | undefined>(undefined)
  useEffect(() => {
    if (at === undefined) return
    let over = false
    fetch(`/api/class/instructor/lab/${learner}`)
      .then((response) => (response.ok ? response.json() : undefined))
      .then((lab) => {
        if (!over && typeof lab?.log === 'string') setLog(lab.log)
      })
      .catch(() => {})
    return () => {
      over = true
    }
  }, [learner, at])
  const lab = log === undefined ? undefined : parseLogText(log)
  if (!lab || at === undefined) return <p class="quiet">{texts.noLab}</p>
  return (
    <div class="lab-view">
      <p class="small">{fill(texts.labFrom, { time: clock(at) })}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long text scrolls by keyboard */}
      <pre tabIndex={0} aria-live="polite">
        {lab.lines.slice(-12).join('\n')}
      </pre>
      <button
        type="button"
        class="button small"
        onClick={async () =>
          open(`${document.documentElement.dataset['base']}${pageLanguage()}/sandbox/#film=${await pack(lab.log)}`, '_blank', 'noopener')
        }
      >
        {texts.openLab}
      </button>
    </div>
  )
}

async function fetchSubmission(submission: string): Promise<Shown | undefined> {
  const response = await fetch(`/api/class/instructor/submission/${submission}`).catch(() => undefined)
  if (!response?.ok) return undefined
  const { content } = await response.json()
  const answers = content.answers ? { answers: JSON.stringify(content.answers, null, 2) } : {}
  const lab = content.log === undefined ? undefined : parseLogText(content.log)
  return { submission, files: { ...content.files, ...answers, ...(lab ? { terminal: lab.lines.join('\n') } : {}) } }
}

function clock(at: number): string {
  return new Date(at).toLocaleTimeString(pageLanguage() === 'en' ? 'en-GB' : 'zh-TW')
}

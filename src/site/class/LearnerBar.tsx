import { signal } from '@preact/signals'
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import { fill } from '../i18n/fill.ts'
import { FileTexts } from './FileTexts.tsx'
import { Hand } from './Hand.tsx'
import { Inline } from './Inline.tsx'
import { connection, followTo, leaveClass, stays, view } from './learning.ts'
import { Share } from './Share.tsx'
import { TimeLeft } from './TimeLeft.tsx'
import { classTexts, pageLanguage } from './texts.ts'

/** The newest notice that was closed. */
const closedNotice = signal(Number(localStorage.getItem('podtalk.class.notice') ?? 0))
const closedSpotlight = signal('')
const closedPoll = signal('')
/** Notices that one card shows at most. */
const SHOWN = 3

function closeNotice(seq: number): void {
  closedNotice.value = seq
  localStorage.setItem('podtalk.class.notice', String(seq))
}

/** The class above every page: who one is in it, what the instructor says and asks. */
export function LearnerBar() {
  const texts = classTexts(pageLanguage())
  const now = view.value
  if (connection.state.value === 'ended')
    return now ? (
      <p class="class-bar ended" role="status">
        {texts.signedOut}
      </p>
    ) : null
  if (!now) return null
  const notices = now.notices.filter(({ seq }) => seq > closedNotice.value).slice(-SHOWN)
  const newest = notices.at(-1)
  const waiting = connection.waiting.value
  const { follow } = now
  return (
    <>
      <section class="class-bar" aria-label={now.title}>
        <strong>{now.title}</strong>
        <span class="who">{now.name}</span>
        {connection.state.value === 'open' ? (
          <span class="state on">
            <span class="wide-words">{texts.connected}</span>
          </span>
        ) : (
          <span class="state off" role="status">
            {fill(texts.reconnecting, { count: waiting > 0 ? ` (${waiting})` : '' })}
          </span>
        )}
        {now.timer !== null && <TimeLeft until={now.timer - connection.ahead.value} texts={texts} />}
        {now.watched && <span class="state">{texts.watchedNote}</span>}
        {follow !== undefined && (
          <span class="state">
            {!stays.value && `${texts.following} `}
            <button
              type="button"
              class="button small"
              onClick={() => {
                stays.value = !stays.value
                if (!stays.value) followTo(follow)
              }}
            >
              {stays.value ? texts.followAgain : texts.stopFollowing}
            </button>
          </span>
        )}
        <span class="spacer" />
        <button
          type="button"
          class={`button small hand${now.hand ? ' up' : ''}`}
          aria-pressed={now.hand}
          onClick={() => connection.tell({ do: 'hand', up: !now.hand })}
        >
          <Hand />
          <span class="wide-words">{now.hand ? texts.lowerHand : texts.raiseHand}</span>
        </button>
        <button type="button" class="button small" onClick={() => void leaveClass()}>
          {texts.leave}
        </button>
      </section>
      <div class="class-news" role="status">
        {newest && (
          <div class="class-card">
            <p class="kind">{texts.from}</p>
            {notices.map(({ seq, text, command, on }) =>
              command === undefined ? (
                <p key={seq} class="words">
                  {text}
                </p>
              ) : (
                <div key={seq} class="run">
                  <button type="button" class="chip" data-run={command} data-on={on ?? 'laptop'}>
                    <code>{command}</code>
                    <span class="do">{texts.runIt}</span>
                  </button>
                </div>
              ),
            )}
            <button type="button" class="button small" onClick={() => closeNotice(newest.seq)}>
              {texts.dismiss}
            </button>
          </div>
        )}
        <Poll />
      </div>
      <Gate />
      {now.spotlight && closedSpotlight.value !== JSON.stringify(now.spotlight) && (
        <section class="class-card spotlight" aria-label={texts.spotlight}>
          <p class="kind">
            {texts.spotlight} · {now.spotlight.title[pageLanguage()]}
          </p>
          <FileTexts files={now.spotlight.files} />
          <button
            type="button"
            class="button small"
            onClick={() => {
              closedSpotlight.value = JSON.stringify(now.spotlight)
            }}
          >
            {texts.dismiss}
          </button>
        </section>
      )}
      {now.attention && <Attention />}
    </>
  )
}

/** Nothing else can be reached while the instructor asks for attention, by pointer or by keys. */
function Attention() {
  const texts = classTexts(pageLanguage())
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => dialog.current?.showModal(), [])
  return (
    <dialog ref={dialog} class="class-attention" aria-label={texts.attention} onCancel={(event) => event.preventDefault()}>
      <p>{texts.attention}</p>
      <p class="small">{texts.attentionText}</p>
    </dialog>
  )
}

function Poll() {
  const texts = classTexts(pageLanguage())
  const poll = view.value?.poll
  if (!poll) return null
  // Closed once when voted, and once again when the answers are shown.
  const stage = `${poll.id} ${poll.open}`
  if (closedPoll.value === stage) return null
  const all = poll.counts?.reduce((sum, count) => sum + count, 0) ?? 0
  return (
    <fieldset class="class-card poll">
      <legend>{texts.poll}</legend>
      <p class="words">
        <Inline text={poll.question} />
      </p>
      {poll.choices.map((choice, index) => (
        <label key={choice} class={poll.mine === index ? 'mine' : ''}>
          <input
            type="radio"
            name={`poll-${poll.id}`}
            checked={poll.mine === index}
            disabled={!poll.open}
            onChange={() => connection.tell({ do: 'vote', poll: poll.id, choice: index })}
          />
          <Inline text={choice} />
          {poll.counts && <Share count={poll.counts[index] ?? 0} all={all} label={texts.votesOf} />}
        </label>
      ))}
      {(!poll.open || poll.mine !== undefined) && (
        <button
          type="button"
          class="button small"
          onClick={() => {
            closedPoll.value = stage
          }}
        >
          {texts.dismiss}
        </button>
      )}
    </fieldset>
  )
}

/** A lesson that the class has not opened yet says so instead of its text. */
function Gate() {
  const gate = view.value?.gate
  const article = document.querySelector<HTMLElement>('[data-lesson-order]')
  const closed = typeof gate === 'number' && Number(article?.dataset['lessonOrder'] ?? 0) > gate
  useLayoutEffect(() => {
    article?.toggleAttribute('data-closed', closed)
    return () => article?.removeAttribute('data-closed')
  }, [article, closed])
  if (!closed) return null
  return (
    <p class="class-gate" role="status">
      {fill(classTexts(pageLanguage()).gateText, { number: gate })}
    </p>
  )
}

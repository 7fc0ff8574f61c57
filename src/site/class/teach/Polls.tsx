import { countVotes } from '../../../classroom/learner-view.ts'
import { Inline } from '../Inline.tsx'
import { Share } from '../Share.tsx'
import { classTexts, pageLanguage } from '../texts.ts'
import { take } from './forms.tsx'
import { Guesses, guessedSo } from './Guesses.tsx'
import { facts, state, tell, words } from './teaching.ts'

/** Most choices that a question may have. */
const MOST = 8

/** Asks the class a question. */
export function ask(question: string, choices: readonly string[]): void {
  const list = [...new Set(choices)].filter((choice) => choice !== '').slice(0, MOST)
  if (question !== '' && list.length >= 2) tell({ do: 'poll', poll: `poll-${Date.now()}`, question, choices: list })
}

/** Questions to the class, and how it guessed in the lessons' own predictions. */
export function Polls() {
  const texts = classTexts(pageLanguage())
  const guessed = (facts.value?.plan ?? []).flatMap(({ lesson }) =>
    Object.keys(words().predictions[lesson] ?? {}).flatMap((prediction) =>
      guessedSo(lesson, prediction).size > 0 ? [{ lesson, prediction }] : [],
    ),
  )
  return (
    <section class="control" aria-labelledby="poll-title">
      <h2 id="poll-title">{texts.askPoll}</h2>
      <Newest />
      <form
        onSubmit={(event) => {
          const { question = '', choices = '' } = take(event)
          ask(
            question,
            choices.split('\n').map((choice) => choice.trim()),
          )
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
      {guessed.length > 0 && (
        <details class="guesses">
          <summary>{texts.predictions}</summary>
          {guessed.map((each) => (
            <Guesses key={`${each.lesson} ${each.prediction}`} {...each} titled />
          ))}
        </details>
      )}
    </section>
  )
}

/** The newest question and its answers so far. */
function Newest() {
  const texts = classTexts(pageLanguage())
  const poll = state().polls.at(-1)
  if (!poll) return null
  const counts = countVotes(poll)
  const all = counts.reduce((sum, count) => sum + count, 0)
  return (
    <div class="poll-now">
      <p>
        <Inline text={poll.question} />
      </p>
      <ul>
        {poll.choices.map((choice, index) => (
          <li key={choice}>
            <Inline text={choice} /> <Share count={counts[index] ?? 0} all={all} label={texts.votesOf} />
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
  )
}

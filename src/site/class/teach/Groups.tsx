import { fill } from '../../i18n/fill.ts'
import { classTexts, pageLanguage } from '../texts.ts'
import { take } from './forms.tsx'
import { groups, state, tell } from './teaching.ts'

/** Splits the class into groups that are named by numbers; a learner's own card moves one alone. */
export function Groups() {
  const texts = classTexts(pageLanguage())
  const learners = Object.values(state().learners).sort((a, b) => a.joinedAt - b.joinedAt)
  const sizes = groups().map((group) => `${group} (${learners.filter((learner) => learner.group === group).length})`)
  return (
    <section class="control" aria-labelledby="groups-title">
      <h2 id="groups-title">{texts.groups}</h2>
      {sizes.length > 0 && <p class="small">{fill(texts.groupSizes, { sizes: sizes.join(pageLanguage() === 'en' ? ', ' : '、') })}</p>}
      <form
        class="line"
        onSubmit={(event) => {
          const count = Math.round(Number(take(event)['count']))
          for (const [index, { id }] of learners.entries()) tell({ do: 'group', learner: id, group: String((index % count) + 1) })
        }}
      >
        <label>
          {texts.howMany} <input name="count" type="number" min="2" max="20" defaultValue="3" />
        </label>
        <button class="button small" type="submit" disabled={learners.length === 0}>
          {texts.split}
        </button>
        {sizes.length > 0 && (
          <button
            class="button small"
            type="button"
            onClick={() => {
              for (const { id, group } of learners) if (group !== undefined) tell({ do: 'group', learner: id, group: null })
            }}
          >
            {texts.noGroups}
          </button>
        )}
      </form>
    </section>
  )
}

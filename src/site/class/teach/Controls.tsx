import { signal } from '@preact/signals'
import { link } from '../../layouts/link.ts'
import { changeSettings } from '../../settings/settings.ts'
import { classTexts, pageLanguage } from '../texts.ts'
import { AudienceField, audienceOf, TellForm, Toggle } from './forms.tsx'
import { Groups } from './Groups.tsx'
import { Pace } from './Pace.tsx'
import { Polls } from './Polls.tsx'
import { Results } from './Results.tsx'
import { facts, state, tell } from './teaching.ts'

/** Everything that an instructor says to the whole class. */
export function Controls() {
  const texts = classTexts(pageLanguage())
  const first = facts.value?.plan[0]?.lesson ?? ''
  return (
    <>
      <section class="control" aria-labelledby="presenter-title">
        <h2 id="presenter-title">{texts.presenter}</h2>
        <p class="small">{texts.presenterText}</p>
        <p class="buttons">
          <a class="button primary" href={link(pageLanguage(), `lessons/${first}/`)} onClick={() => changeSettings({ presenter: 'on' })}>
            {texts.presenter}
          </a>
        </p>
        <Directions />
      </section>
      <section class="control" aria-labelledby="tell-title">
        <h2 id="tell-title">{texts.tell}</h2>
        <TellForm />
      </section>
      <Polls />
      <Pace />
      <Groups />
      <Results />
    </>
  )
}

/** The group that is to follow, while nobody does. */
const chosenGroup = signal('')

/** Who follows the instructor's page; the call for attention. `place`: where the instructor is, if learners can go there. */
export function Directions({ place }: { place?: string | undefined }) {
  const texts = classTexts(pageLanguage())
  const { follow, attention } = state()
  const group = follow ? (follow.all ? '' : (follow.group ?? '')) : chosenGroup.value
  const lead = (to: string): void => tell({ do: 'follow', on: true, to: audienceOf(to), ...(place === undefined ? {} : { place }) })
  return (
    <p class="buttons directions">
      <AudienceField
        value={group}
        onChange={(to) => {
          chosenGroup.value = to
          if (follow) lead(to)
        }}
      />
      <button
        type="button"
        class={`button small${follow ? ' active' : ''}`}
        aria-pressed={follow !== undefined}
        onClick={() => (follow ? tell({ do: 'follow', on: false }) : lead(group))}
      >
        {follow ? texts.stopFollowMe : texts.followMe}
      </button>
      <Toggle on={attention} yes={texts.endAttention} no={texts.callAttention} deed={(on) => ({ do: 'attention', on })} />
    </p>
  )
}

import type { Audience, InstructorDeed } from '../../../classroom/deeds.ts'
import { fill } from '../../i18n/fill.ts'
import { classTexts, pageLanguage } from '../texts.ts'
import { groups, tell } from './teaching.ts'

/** What a form's fields hold, trimmed; its texts are empty again. */
export function take(event: SubmitEvent): Record<string, string> {
  event.preventDefault()
  const form = event.currentTarget as HTMLFormElement
  const values = Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value).trim()]))
  for (const field of form.querySelectorAll<HTMLInputElement>('input[type=text]:not([name=group]), textarea')) field.value = ''
  return values
}

/** A button that stays down while something is on. */
export function Toggle(props: { on: boolean; yes: string; no: string; deed: (on: boolean) => InstructorDeed }) {
  const { on, yes, no, deed } = props
  return (
    <button class={`button small${on ? ' active' : ''}`} type="button" aria-pressed={on} onClick={() => tell(deed(!on))}>
      {on ? yes : no}
    </button>
  )
}

/** The audience that a choice of `AudienceField` means. */
export function audienceOf(group: string): Audience {
  return group === '' ? { all: true } : { all: false, group }
}

/** Everybody, or one of the class's groups. Nothing to choose while there are none. */
export function AudienceField({ value, onChange }: { value?: string; onChange?: (group: string) => void }) {
  const texts = classTexts(pageLanguage())
  if (groups().length === 0) return null
  return (
    <label>
      {texts.to}{' '}
      <select name="to" {...(value === undefined ? {} : { value })} onChange={(event) => onChange?.(event.currentTarget.value)}>
        <option value="">{texts.everybody}</option>
        {groups().map((group) => (
          <option key={group} value={group}>
            {fill(texts.groupNamed, { group })}
          </option>
        ))}
      </select>
    </label>
  )
}

/** Says something, or suggests a command: to one learner, or to whom the form names. */
export function TellForm({ learner }: { learner?: string }) {
  const texts = classTexts(pageLanguage())
  return (
    <form
      onSubmit={(event) => {
        const { to = '', text = '', command = '' } = take(event)
        const audience: Audience = learner === undefined ? audienceOf(to) : { all: false, learner }
        if (text !== '') tell({ do: 'say', to: audience, text })
        if (command !== '') tell({ do: 'suggest', to: audience, command })
      }}
    >
      {learner === undefined && <AudienceField />}
      <label>
        {texts.message} <input name="text" type="text" maxLength={2_000} autoComplete="off" />
      </label>
      <label>
        {texts.command} <input name="command" class="mono" type="text" maxLength={2_000} autoComplete="off" spellcheck={false} />
      </label>
      <button class="button small" type="submit">
        {texts.send}
      </button>
    </form>
  )
}

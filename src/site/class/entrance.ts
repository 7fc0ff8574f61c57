import { fill } from '../i18n/fill.ts'
import { askClass } from './connection.ts'
import { classTexts, pageLanguage } from './texts.ts'

/** The two doors: `/join/` for learners, `/teach/` for instructors. */

document.addEventListener('astro:page-load', () => {
  const join = document.querySelector<HTMLFormElement>('form[data-join]')
  if (join) meetJoin(join)
  const enter = document.querySelector<HTMLFormElement>('form[data-teach-enter]')
  if (enter) meetEnter(enter)
})

function meetJoin(form: HTMLFormElement): void {
  const code = field(form, 'code')
  withHash((given) => {
    code.value = given.slice(0, 32)
    field(form, 'name').focus()
  })
  onSubmit(form, async () => {
    const answer = await askClass('join', { code: code.value.trim(), name: field(form, 'name').value.trim() })
    if ('error' in answer) return say(form, answer.error)
    say(form, fill(classTexts(pageLanguage()).joined, { title: answer.body.title }))
    document.querySelector('[data-after-join]')?.removeAttribute('hidden')
    ;(await import('./learner.tsx')).beginLearning(answer.body.learner)
  })
}

function meetEnter(form: HTMLFormElement): void {
  const secret = field(form, 'secret')
  onSubmit(form, async () => {
    const answer = await askClass('instructor/enter', { secret: secret.value.trim() })
    if ('error' in answer) return say(form, answer.error)
    secret.value = ''
    ;(await import('./teach/instructor.tsx')).beginTeaching()
  })
  withHash((given) => {
    // a secret does not stay in the address bar, nor in what is shared from it
    history.replaceState(history.state, '', location.pathname)
    secret.value = given.slice(0, 200)
    form.requestSubmit()
  })
}

/** Takes what the address carries behind its `#`: now, and when another one is opened on this page. */
function withHash(take: (given: string) => void): void {
  const look = (): void => {
    const given = decodeHash()
    if (given !== '') take(given)
  }
  addEventListener('hashchange', look)
  document.addEventListener('astro:before-swap', () => removeEventListener('hashchange', look), { once: true })
  look()
}

function decodeHash(): string {
  try {
    return decodeURIComponent(location.hash.slice(1))
  } catch {
    return ''
  }
}

function onSubmit(form: HTMLFormElement, act: () => Promise<void>): void {
  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    const button = form.querySelector('button')
    button?.setAttribute('disabled', '')
    await act()
    button?.removeAttribute('disabled')
  })
}

function field(form: HTMLFormElement, name: string): HTMLInputElement {
  return form.elements.namedItem(name) as HTMLInputElement
}

function say(form: HTMLFormElement, word: string): void {
  const texts: Readonly<Record<string, string>> = classTexts(pageLanguage())
  const status = form.querySelector('[role=status]')
  if (status) status.textContent = Object.hasOwn(texts, word) ? (texts[word] ?? word) : word
}

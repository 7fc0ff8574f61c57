import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import { fill } from '../i18n/fill.ts'
import { link } from '../layouts/link.ts'
import { terminals } from '../terminal/terminals.ts'
import { host, language, texts } from '../workspace/store.ts'
import { explanation, offered } from './explainer.ts'

/** What an error means; over the lower end of the terminal. */
export function ExplainCard() {
  const card = useRef<HTMLElement>(null)
  const words = texts.value
  const now = explanation.value
  // At once: the next key, Escape perhaps, is meant for it.
  useLayoutEffect(() => card.current?.focus({ preventScroll: true }), [now])
  const lab = host.value?.lab.value
  const explained = useRef(lab)
  // What it explains is over once another command has run, or the lab is another (undone, another lesson's).
  useEffect(() => {
    if (explained.current !== lab) explanation.value = undefined
    explained.current = lab
  }, [lab])
  useEffect(() => {
    const over = (): void => {
      explanation.value = undefined
    }
    document.addEventListener('podtalk:command-ended', over)
    return () => document.removeEventListener('podtalk:command-ended', over)
  }, [])
  if (!now)
    return (
      <p class="visually-hidden" role="status">
        {offered.value && fill(words.explainOffer, { title: offered.value.title })}
      </p>
    )
  const close = (): void => {
    explanation.value = undefined
    terminals.view?.focus()
  }
  return (
    <section
      ref={card}
      class="explain-card"
      tabIndex={-1}
      aria-label={`${words.explain}: ${now.title}`}
      onKeyDown={(event) => event.key === 'Escape' && close()}
    >
      <header>
        <h3>{now.title}</h3>
        <button type="button" class="close" aria-label={words.close} onClick={close}>
          ×
        </button>
      </header>
      <p dangerouslySetInnerHTML={{ __html: now.html }} />
      {now.lesson && (
        <p class="more">
          <a href={link(language.value, `lessons/${now.lesson.slug}/`)}>{fill(words.explainLesson, { title: now.lesson.title })}</a>
        </p>
      )}
    </section>
  )
}

import type { ComponentType } from 'preact'
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { settings } from '../settings/settings.ts'
import { host, texts } from '../workspace/store.ts'
import { EndedBar } from './EndedBar.tsx'
import { TouchKeys } from './TouchKeys.tsx'
import { TerminalView } from './terminal-view.ts'
import { terminals } from './terminals.ts'
import { keepTyped, takeTyped } from './typed.ts'

/** What comes after the prompt: explanations of errors, and the transcript. */
const loadExplainer = () => import('../explain/explainer.ts')
const loadLinks = async () => (await import('./links.ts')).links
const loadCard = async () => (await import('../explain/ExplainCard.tsx')).ExplainCard
const loadTranscript = async () => (await import('./Transcript.tsx')).Transcript

/** The screen of a lab's terminal. One view serves all tabs: it shows whichever is in front. */
export function TerminalPanel({ id }: { id: string }) {
  const place = useRef<HTMLDivElement>(null)
  const view = useRef<TerminalView | undefined>(undefined)
  const lab = host.value?.lab.value
  const coming = host.value?.coming.value
  const { font, screenReader } = settings.value
  const [Card, setCard] = useState<ComponentType>()
  const [Transcript, setTranscript] = useState<ComponentType<{ id: string }>>()
  const transcript = screenReader === 'on' || terminals.transcript.value
  void terminals.command.value
  const fresh = lab !== undefined && !lab.inputs.some((input) => input.do === 'line')

  // Before anything is painted: a page that has just come should not be without its prompt for a frame more.
  useLayoutEffect(() => {
    let since = -1
    const made = new TerminalView(place.current as HTMLElement, {
      texts: texts.value,
      fontSize: fontSize(),
      screenReader: settings.value.screenReader === 'on',
      input: (input) => host.value?.input(input),
      fetch: async (code) => host.value?.loading.fetch(code),
      onCommand: (line) => {
        terminals.command.value = line
        since = host.value?.lab.value?.traces.at(-1)?.id ?? -1
      },
      onResult: (output) => {
        terminals.result.value = output
        document.dispatchEvent(new CustomEvent('podtalk:command-ended'))
      },
      explain: async (lines) => {
        const { explainOutput, explanation, offered } = await loadExplainer()
        const meanings = await explainOutput(lines, since)
        const last = meanings.findLast((meaning) => meaning !== undefined)
        if (last) offered.value = last
        if (last) loadCard().then((component) => setCard(() => component))
        return meanings.map(
          (meaning) => meaning && { label: `${texts.value.explain}: ${meaning.title}`, open: () => (explanation.value = meaning) },
        )
      },
      onLeave: () => {
        const tab = document.querySelector<HTMLElement>('.ws-work [role=tab][aria-selected=true]')
        if (tab) tab.focus()
        else made.xterm.blur()
      },
      onHelp: async () => {
        const { explanation, offered } = await loadExplainer()
        if (offered.value) explanation.value = offered.value
      },
    })
    view.current = made
    terminals.view = made
    loadLinks().then((links) => made.showLinks(links((command) => made.type(command))))
    const restyle = (): void => made.update({})
    document.addEventListener('podtalk:settings', restyle)
    const keep = (): void => keepTyped(made.typed)
    host.value?.loading.beforeReload.add(keep)
    return () => {
      host.value?.loading.beforeReload.delete(keep)
      document.removeEventListener('podtalk:settings', restyle)
      terminals.view = undefined
      made.dispose()
    }
  }, [])

  useLayoutEffect(() => {
    const source = lab?.terminals.get(id)
    if (source) view.current?.bind(source)
    else if (coming) {
      view.current?.expect(coming.prompt, coming.shown)
      view.current?.retype(takeTyped())
    }
  }, [id, lab, host.value?.terminals.value, coming])

  useEffect(() => {
    view.current?.update({ fontSize: fontSize(), screenReader: screenReader === 'on', texts: texts.value })
  }, [font, screenReader, texts.value])

  useEffect(() => {
    if (transcript && !Transcript) loadTranscript().then((component) => setTranscript(() => component))
  }, [transcript])

  return (
    <div class={`terminal ${transcript ? 'with-transcript' : ''}`}>
      <div class="screen" ref={place} />
      {fresh && <p class="terminal-hint">{texts.value.terminalHint}</p>}
      <EndedBar id={id} />
      <TouchKeys />
      {transcript && Transcript && <Transcript id={id} />}
      {Card && <Card />}
    </div>
  )
}

/** The terminal's letters follow the page's size, a little smaller; smaller again where wide tables would not fit. */
function fontSize(): number {
  const root = Number.parseFloat(getComputedStyle(document.documentElement).fontSize)
  return Math.round(root * (innerWidth < 760 ? 0.78 : innerWidth < 1800 ? 0.75 : 0.86) * 2) / 2
}

import { useEffect, useRef } from 'preact/hooks'
import { settings } from '../settings/settings.ts'
import { host, texts } from '../workspace/store.ts'
import { TerminalView } from './terminal-view.ts'
import { terminals } from './terminals.ts'

/** The screen of a lab's terminal. One view serves all tabs: it shows whichever is in front. */
export function TerminalPanel({ id }: { id: string }) {
  const place = useRef<HTMLDivElement>(null)
  const view = useRef<TerminalView | undefined>(undefined)
  const lab = host.value?.lab.value
  const { font, screenReader } = settings.value

  useEffect(() => {
    const made = new TerminalView(place.current as HTMLElement, {
      texts: texts.value,
      fontSize: fontSize(),
      screenReader: settings.value.screenReader === 'on',
      input: (input) => host.value?.input(input),
      onCommand: (line) => (terminals.command.value = line),
      onResult: (output) => {
        terminals.result.value = output
        document.dispatchEvent(new CustomEvent('podtalk:command-ended'))
      },
    })
    view.current = made
    terminals.view = made
    const restyle = (): void => made.update({})
    document.addEventListener('podtalk:settings', restyle)
    return () => {
      document.removeEventListener('podtalk:settings', restyle)
      terminals.view = undefined
      made.dispose()
    }
  }, [])

  useEffect(() => {
    const source = lab?.terminals.get(id)
    if (source) view.current?.bind(source)
  }, [id, lab, host.value?.terminals.value])

  useEffect(() => {
    view.current?.update({ fontSize: fontSize(), screenReader: screenReader === 'on', texts: texts.value })
  }, [font, screenReader, texts.value])

  return <div class="screen" ref={place} />
}

/** The terminal's letters follow the page's size, a little smaller. */
function fontSize(): number {
  const root = Number.parseFloat(getComputedStyle(document.documentElement).fontSize)
  return Math.round(root * (innerWidth < 760 ? 0.78 : 0.86) * 2) / 2
}

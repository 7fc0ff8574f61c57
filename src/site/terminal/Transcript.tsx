import { useEffect, useRef, useState } from 'preact/hooks'
import { host, texts } from '../workspace/store.ts'
import { withoutEscapes } from './escapes.ts'

/** Letters of the transcript that are shown, from its end. */
const LIMIT = 60_000

/** What a terminal has printed, as plain text: to read by ear, to search, to select and copy. */
export function Transcript({ id }: { id: string }) {
  const words = texts.value
  const source = host.value?.lab.value?.terminals.get(id)
  const place = useRef<HTMLPreElement>(null)
  const [text, setText] = useState('')
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!source) return
    let frame = 0
    const look = (): void => {
      frame = 0
      setText(withoutEscapes(source.output.slice(-LIMIT)))
    }
    look()
    const stop = source.onChange(() => {
      frame ||= requestAnimationFrame(look)
    })
    return () => {
      stop()
      cancelAnimationFrame(frame)
    }
  }, [source])
  useEffect(() => {
    if (place.current) place.current.scrollTop = place.current.scrollHeight
    setCopied(false)
  }, [text])
  const copy = (): void => {
    navigator.clipboard.writeText(text).then(
      () => setCopied(true),
      () => getSelection()?.selectAllChildren(place.current as Node),
    )
  }
  return (
    <section class="transcript" aria-label={words.transcript}>
      <header>
        <h3>{words.transcript}</h3>
        <button type="button" class="button small" onClick={copy}>
          {copied ? words.copied : words.copy}
        </button>
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <pre ref={place} tabIndex={0}>
        {text}
      </pre>
    </section>
  )
}

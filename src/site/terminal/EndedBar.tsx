import { useEffect, useState } from 'preact/hooks'
import { activeTerminal, host, texts } from '../workspace/store.ts'
import { terminals } from './terminals.ts'

/** Says that a terminal's shell has ended (`exit`, Ctrl-D, its Pod is gone), and offers another where its machine still is. */
export function EndedBar({ id }: { id: string }) {
  const lab = host.value
  const source = lab?.lab.value?.terminals.get(id)
  const [ended, setEnded] = useState(false)
  useEffect(() => {
    const look = (): void => setEnded(source?.process?.running === false)
    look()
    return source?.onChange(look)
  }, [source])
  if (!ended || !lab || !source) return null
  const again = (): void => {
    activeTerminal.value = lab.openTerminal(source.machineName)
    lab.input({ do: 'close', terminal: id })
    terminals.view?.focus()
  }
  const words = texts.value
  return (
    <div class="terminal-ended" role="status">
      <span>{words.shellEnded}</span>
      {lab.lab.value?.machine(source.machineName) !== undefined && (
        <button type="button" class="button small" onClick={again}>
          {words.shellAgain}
        </button>
      )}
    </div>
  )
}

import '../styles/timeline.css'
import { Component } from 'preact'
import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import type { LabInput } from '../../lab/log.ts'
import { nameOf } from '../editor/files.ts'
import { fill } from '../i18n/fill.ts'
import type { Texts } from '../i18n/index.ts'
import { reasonOf } from '../map/journey.ts'
import { type MapModel, mapModel } from '../map/model.ts'
import { isDeed } from '../workspace/lab-host.ts'
import { machineLabel } from '../workspace/machines.ts'
import { host, texts } from '../workspace/store.ts'
import { clockText } from '../workspace/TimeControls.tsx'
import { drawnNext, type Happening, happenings } from './events.ts'

/** Rows that come or change at a time: all of them at once would hold the page up. */
const PORTION = 16
/** Whoever has scrolled no further up than this is at the end, and stays there as more happens, px. */
const AT_END = 48

/** What happened, with a way back to any point of it. */
export function TimelinePanel() {
  const own = host.value
  const lab = own?.lab.value
  const words = texts.value
  const list = useRef<HTMLOListElement>(null)
  const atEnd = useRef(true)
  const drawn = useRef<readonly Happening[]>([])
  const [, drawMore] = useState(0)
  const undone = own?.undone.value
  const all = useMemo(() => (lab ? happenings(lab, undone) : []), [lab, undone, own?.changes.value, own?.now.value, lab?.inputs.length])
  const rows = drawnNext(drawn.current, all, PORTION)
  const ahead = all.some((each) => each.kind === 'input' && each.ahead)
  useEffect(() => {
    drawn.current = rows
    const element = list.current
    if (element && atEnd.current && !ahead) element.scrollTop = element.scrollHeight
    if (rows.length !== all.length || rows.some((each, index) => each !== all[index])) drawMore((count) => count + 1)
  })
  if (!own || !lab) return null
  const end = undone?.end ?? Math.floor(lab.elapsed)
  let model: MapModel | undefined
  return (
    <div class="timeline">
      <div class="timeline-bar">
        <input
          type="range"
          min={0}
          max={Math.max(1, end)}
          step="any"
          value={Math.min(end, lab.elapsed)}
          aria-label={words.goToMoment}
          aria-valuetext={clockText(lab.elapsed)}
          onChange={(event) => own.goTo(Number(event.currentTarget.value))}
        />
        <button type="button" class="button small" onClick={() => own.playFilm()} disabled={lab.inputs.length < 2 && !undone}>
          ▸ {words.shareFilm}
        </button>
        <button type="button" class="button small" onClick={() => own.reset()}>
          {words.labReset}
        </button>
      </div>
      {rows.length === 0 && <p class="quiet">{words.nothingHappened}</p>}
      <ol
        ref={list}
        onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) =>
          (atEnd.current = scrollHeight - scrollTop - clientHeight < AT_END)
        }
      >
        {rows.map((each) => (
          <Row
            key={each.key}
            happening={each}
            words={words}
            reason={each.kind === 'request' ? reasonOf(each.trace, words, (model ??= mapModel(lab.cluster))) : ''}
            terminal={(id) => machineLabel(lab.terminals.get(id)?.machineName ?? id)}
            goTo={(at) => own.goTo(at)}
          />
        ))}
      </ol>
    </div>
  )
}

interface WhatProps {
  happening: Happening
  words: Texts
  /** of a request: what came of it */
  reason: string
  terminal: (id: string) => string
}

/** What has happened stays as it is told: of hundreds only the new ones are drawn. */
class Row extends Component<WhatProps & { goTo: (at: number) => void }> {
  override shouldComponentUpdate({ happening, words, reason }: Readonly<WhatProps>): boolean {
    const { props } = this
    return props.words !== words || props.reason !== reason || props.happening !== happening
  }

  override render({ happening, words, reason, terminal, goTo }: WhatProps & { goTo: (at: number) => void }) {
    const ahead = happening.kind === 'input' && happening.ahead
    const warning = happening.kind === 'event' && happening.warning
    return (
      <li class={`${happening.kind} ${ahead ? 'ahead' : ''} ${warning ? 'warning' : ''}`}>
        <time>{clockText(happening.at)}</time>
        <span class="what">
          <What happening={happening} words={words} reason={reason} terminal={terminal} />
        </span>
        {happening.kind === 'input' && isDeed(happening.input) && (
          <button type="button" class="link" onClick={() => goTo(ahead ? happening.at + 1 : happening.at - 1)}>
            {ahead ? words.redoToHere : words.backToBefore}
          </button>
        )}
      </li>
    )
  }
}

function What({ happening, words, reason, terminal }: WhatProps) {
  if (happening.kind === 'event') {
    return (
      <>
        <b>{happening.reason}</b> <code>{happening.object}</code> {happening.message}
      </>
    )
  }
  if (happening.kind === 'request') {
    const { trace } = happening
    return (
      <span class={trace.outcome === 'connected' ? '' : 'dead'}>
        <code>
          {trace.from.replace(/^pod\/[^/]+\//, '')} → {trace.target}
        </code>{' '}
        {reason}
      </span>
    )
  }
  return <Deed input={happening.input} words={words} terminal={terminal} />
}

function Deed({ input, words, terminal }: { input: LabInput; words: Texts; terminal: (id: string) => string }) {
  switch (input.do) {
    case 'line':
      return (
        <>
          <span class="where">{terminal(input.terminal)} $</span> <code>{input.text}</code>
        </>
      )
    case 'open':
      return <>{fill(words.didOpen, { machine: machineLabel(input.machine) })}</>
    case 'write':
      return <>{fill(words.didWrite, { path: nameOf(input.path) })}</>
    case 'remove':
      return <>{fill(words.didRemove, { path: nameOf(input.path) })}</>
    case 'rename':
      return <>{fill(words.didRename, { path: nameOf(input.path), to: nameOf(input.to) })}</>
    case 'signal':
      return <>{input.signal === 'SIGINT' ? 'Ctrl-C' : 'Ctrl-\\'}</>
    case 'eof':
      return <>Ctrl-D</>
    case 'node':
      return <>{fill(input.action === 'stop' ? words.didStopNode : words.didStartNode, { node: input.node })}</>
    case 'delete':
      return <>{fill(words.didDelete, { name: `${input.resource}/${input.name}` })}</>
    default:
      return <>{input.do}</>
  }
}

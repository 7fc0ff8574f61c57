import { Component } from 'preact'
import { fill } from '../i18n/fill.ts'
import type { Texts } from '../i18n/index.ts'
import type { Journey } from './journey.ts'
import type { Box, MapLayout } from './layout.ts'
import type { MapPod, MapService } from './model.ts'
import { type Note, placeNotes, widthOf } from './notes.ts'
import { linkTo } from './routes.ts'
import { blocksOf, labelOf, PodBlock } from './Squares.tsx'

/** The text of the map, of all the texts. */
export type DrawingTexts = Pick<
  Texts,
  | 'outsideCluster'
  | 'clusterName'
  | 'nodeStopped'
  | 'nodeCordoned'
  | 'noPodsYet'
  | 'podsInCrowd'
  | 'notReadyCount'
  | 'creating'
  | 'podLeaving'
>

/** Requests of late that are drawn in full strength: one and what it asked in turn. */
const RECENT = 2

interface DrawingProps {
  layout: MapLayout
  texts: DrawingTexts
  journeys: readonly Journey[]
  selected?: string | undefined
  /** packets travel */
  moving: boolean
  /** absent: a still picture in a text */
  select?: (key: string) => void
}

/** The cluster as an SVG: nodes as frames, Pods as boxes, Services as bars above them, packets on their way. */
export function Drawing({ layout, texts, journeys, selected, moving, select }: DrawingProps) {
  const frame = (each: MapLayout['nodes'][number]) => (
    <Item key={each.node.key} id={each.node.key} select={select} selected={selected} label={`${each.node.name} ${each.node.address}`}>
      <rect class={`node ${each.node.ready ? '' : 'down'}`} x={each.x} y={each.y} width={each.w} height={each.h} rx="10" />
    </Item>
  )
  const wires = (within: boolean) =>
    journeys.map((journey, index) =>
      (journey.within === true) === within ? (
        <Wire key={journey.id} journey={journey} moving={moving} old={index < journeys.length - RECENT} />
      ) : null,
    )
  // On a phone packets come in from above, at the left.
  const fromAbove = layout.laptop.y + layout.laptop.h < layout.cluster.y
  return (
    <g class="map-drawing">
      <rect class="cluster" x={layout.cluster.x} y={layout.cluster.y} width={layout.cluster.w} height={layout.cluster.h} rx="14" />
      <text
        class="label"
        x={layout.cluster.x + (fromAbove ? layout.cluster.w - 14 : 14)}
        y={layout.cluster.y + 24}
        text-anchor={fromAbove ? 'end' : 'start'}
      >
        {texts.clusterName}
      </text>
      {layout.nodes.filter((each) => each.around).map(frame)}
      {layout.namespaces.map((region) => (
        <g key={region.name}>
          <rect class="namespace" x={region.x} y={region.y} width={region.w} height={region.h} rx="10" />
          <text class="label namespace-name" x={region.x + 10} y={region.y + 16}>
            namespace {region.name}
          </text>
        </g>
      ))}
      {layout.nodes.filter((each) => !each.around).map(frame)}
      {layout.pods.length + layout.crowds.length === 0 && layout.nodes[0] && (
        <text class="label empty" x={layout.nodes[0].x + layout.nodes[0].w / 2} y={layout.nodes[0].y + layout.nodes[0].h / 2 + 8}>
          {texts.noPodsYet}
        </text>
      )}
      {layout.links.map((link) => {
        const [from, to] = [layout.places.get(link.service), layout.places.get(link.pod)]
        if (!from || !to) return null
        return (
          <path key={`${link.service} ${link.pod}`} class={`link ${link.ready ? '' : 'not-ready'}`} d={linkTo(from, to, layout.pods)} />
        )
      })}
      {/* Under the boxes, so that no line crosses what is written in them. */}
      {wires(false)}
      {layout.nodes.map((each) => (
        <text key={each.node.key} class="label node-name" x={each.x + 12} y={each.y + 19}>
          {each.node.name} · {each.node.address}
          {!each.node.ready && ` · ${texts.nodeStopped}`}
          {!each.node.schedulable && ` · ${texts.nodeCordoned}`}
        </text>
      ))}
      <g class="laptop">
        <rect class="box" x={layout.laptop.x} y={layout.laptop.y} width={layout.laptop.w} height={layout.laptop.h - 12} rx="8" />
        <path class="box" d={`M${layout.laptop.x - 4} ${layout.laptop.y + layout.laptop.h - 6}h${layout.laptop.w + 8}`} />
        <text x={layout.laptop.x + layout.laptop.w / 2} y={layout.laptop.y + 25} text-anchor="middle">
          laptop
        </text>
        <text class="label" x={layout.laptop.x + layout.laptop.w / 2} y={layout.laptop.y + 44} text-anchor="middle">
          {texts.outsideCluster}
        </text>
      </g>
      <g class="dns">
        <rect class="name-server" x={layout.dns.x} y={layout.dns.y} width={layout.dns.w} height={layout.dns.h} rx="15" />
        <text class="label" x={layout.dns.x + layout.dns.w / 2} y={layout.dns.y + 19} text-anchor="middle">
          CoreDNS 10.96.0.10
        </text>
      </g>
      {layout.services.map((each) => (
        <Item
          key={each.service.key}
          id={each.service.key}
          select={select}
          selected={selected}
          label={`Service ${each.service.name} ${each.service.short} ${each.service.door}`.trim()}
        >
          <ServiceBar box={each} service={each.service} />
        </Item>
      ))}
      {layout.pods.map(
        ({ pod, small, containers, ...box }) =>
          !small && (
            <Item key={pod.key} id={pod.key} select={select} selected={selected} label={labelOf(pod)}>
              <PodBox box={box} pod={pod} containers={containers} texts={texts} />
            </Item>
          ),
      )}
      {blocksOf(layout).map((block) => (
        <PodBlock key={block.key} block={block} select={select} selected={selected} />
      ))}
      {layout.crowds.map((crowd) => (
        <g key={crowd.key}>
          <rect class="pod" x={crowd.x} y={crowd.y} width={crowd.w} height={crowd.h} rx="8" />
          <text x={crowd.x + 12} y={crowd.y + 22}>
            {fill(texts.podsInCrowd, { count: crowd.pods })}
          </text>
          <text class="label" x={crowd.x + 12} y={crowd.y + 41}>
            {crowd.tones.ready ?? 0} Ready
            {crowd.pods - (crowd.tones.ready ?? 0) > 0 &&
              ` · ${fill(texts.notReadyCount, { count: crowd.pods - (crowd.tones.ready ?? 0) })}`}
          </text>
        </g>
      ))}
      {/* Upon them what stays within one. */}
      {wires(true)}
      {journeys.map((journey) => (
        <Packet key={journey.id} journey={journey} moving={moving} />
      ))}
      {placeNotes(journeys, layout).map((note) => (
        <Reason key={note.id} note={note} moving={moving} />
      ))}
    </g>
  )
}

interface ItemProps {
  id: string
  label: string
  select: ((key: string) => void) | undefined
  selected: string | undefined
  children: preact.ComponentChildren
}

/** Something on the map that can be looked at closer. The list view is its keyboard's way. */
function Item({ id, label, select, selected, children }: ItemProps) {
  if (!select) return <g>{children}</g>
  return (
    // the list view offers the same by keyboard
    <g class={`item ${selected === id ? 'selected' : ''}`} data-item={id} onClick={() => select(id)}>
      <title>{label}</title>
      {children}
    </g>
  )
}

function ServiceBar({ box, service }: { box: Box; service: MapService }) {
  return (
    <>
      <text class="label dns-name" x={box.x + 2} y={box.y - 6}>
        {service.name}.{service.namespace}.svc
      </text>
      <rect class="service" x={box.x} y={box.y} width={box.w} height={box.h} rx="8" />
      <text x={box.x + 12} y={box.y + 20}>
        {cut(service.name, box.w - 24)}
      </text>
      <text class="label" x={box.x + 12} y={box.y + 37}>
        {service.short}
      </text>
      {service.door && (
        <text class="label" x={box.x + 12} y={box.y + 54}>
          {service.door}
        </text>
      )}
    </>
  )
}

interface PodBoxProps {
  box: Box
  pod: MapPod
  containers: MapLayout['pods'][number]['containers']
  texts: DrawingTexts
}

/** One that looks as before is not drawn again: most changes concern a few. */
class PodBox extends Component<PodBoxProps> {
  override shouldComponentUpdate({ box, pod, texts }: Readonly<PodBoxProps>): boolean {
    const { props } = this
    const sides = ['x', 'y', 'w', 'h'] as const
    return props.pod !== pod || props.texts !== texts || sides.some((side) => props.box[side] !== box[side])
  }

  override render({ box, pod, containers, texts }: PodBoxProps) {
    const state =
      pod.tone === 'ready'
        ? 'Ready'
        : pod.tone === 'leaving'
          ? texts.podLeaving
          : pod.status === 'Pending' || pod.status === 'ContainerCreating'
            ? texts.creating
            : pod.status
    const [ready, total] = pod.ready.split('/')
    const said = total !== '1' && pod.tone === 'waiting' ? `${ready}/${total}` : state
    const restarted = pod.restarts === '0' ? '' : ` ↻${pod.restarts.split(' ')[0]}`
    // What is wrong is worth more than an address, where both have no room.
    const address = pod.tone === 'failing' && widthOf(`${pod.ip} · ${said}${restarted}`) > box.w - 24 ? '' : `${pod.ip || '–'} · `
    return (
      <>
        <rect class={`pod ${pod.tone}`} x={box.x} y={box.y} width={box.w} height={box.h} rx="8" />
        <Mark tone={pod.tone} x={box.x + box.w - 17} y={box.y + 16} />
        <text x={box.x + 12} y={box.y + 22}>
          {cut(pod.name, box.w - 42)}
        </text>
        <text class="label" x={box.x + 12} y={box.y + 41}>
          {address}
          <tspan class={pod.tone}>{said}</tspan>
          {restarted}
        </text>
        {containers.map((each) => (
          <g key={each.name}>
            <rect class={`container ${each.tone}`} x={each.x} y={each.y} width={each.w} height={each.h} rx="4" />
            <text class={`container-name ${each.tone}`} x={each.x + 8} y={each.y + 13.5}>
              {cut(each.name, each.w - 12)}
            </text>
          </g>
        ))}
      </>
    )
  }
}

/** A sign beside the colour. */
function Mark({ tone, x, y }: { tone: MapPod['tone']; x: number; y: number }) {
  const shapes = {
    ready: <circle class="mark ready" cx={x} cy={y} r="4" />,
    waiting: <circle class="mark waiting" cx={x} cy={y} r="3.6" />,
    failing: <path class="mark failing" d={`M${x - 3.5} ${y - 3.5}l7 7m0-7l-7 7`} />,
    done: <path class="mark done" d={`M${x - 4} ${y}l3 3 5-6`} />,
    leaving: <path class="mark leaving" d={`M${x - 4} ${y}h8`} />,
  }
  return shapes[tone]
}

interface JourneyProps {
  journey: Journey
  moving: boolean
}

function Wire({ journey: { alive, path, query }, moving, old }: JourneyProps & { old: boolean }) {
  return (
    <g class={`journey ${alive ? 'alive' : 'dead'} ${moving ? 'moving' : ''} ${old ? 'old' : ''}`}>
      {query && <path class="query" d={query} pathLength={1} />}
      <path class="wire" d={path} pathLength={1} />
    </g>
  )
}

function Packet({ journey: { alive, path, end }, moving }: JourneyProps) {
  return (
    <g class={`journey ${alive ? 'alive' : 'dead'} ${moving ? 'moving' : ''}`}>
      {moving && (
        <circle class="packet" r="6">
          <animateMotion
            {...{ dur: '0.9s', path, fill: 'freeze', calcMode: 'spline', keyTimes: '0;1', keySplines: '0.4 0 0.4 1', begin: 'indefinite' }}
          />
        </circle>
      )}
      {!alive && <path class="cross" d={`M${end.x - 6} ${end.y - 6}l12 12m0-12l-12 12`} />}
    </g>
  )
}

function Reason({ note, moving }: { note: Note; moving: boolean }) {
  return (
    <g class={`journey ${note.alive ? 'alive' : 'dead'} ${moving ? 'moving' : ''}`}>
      <g class="reason">
        <rect x={note.x} y={note.y} width={note.w} height={note.h} rx="6" />
        <text>
          {note.lines.map((words, index) => (
            <tspan key={index} x={note.x + note.w / 2} y={note.y + 16.5 + index * 17} text-anchor="middle">
              {words}
            </tspan>
          ))}
        </text>
      </g>
    </g>
  )
}

/** Cuts a long name in its middle: both ends tell Pods apart. A letter is about 7.3 px wide. */
function cut(name: string, width: number): string {
  const room = Math.floor(width / 7.25)
  if (name.length <= room) return name
  const tail = Math.min(6, Math.floor(room / 2))
  return `${name.slice(0, Math.max(1, room - tail - 1))}…${name.slice(-tail)}`
}

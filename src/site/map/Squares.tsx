import { Component } from 'preact'
import type { MapLayout } from './layout.ts'
import type { MapPod, PodTone } from './model.ts'

type Square = MapLayout['pods'][number]

/** Squares that stand together. */
export interface Block {
  key: string
  x: number
  y: number
  squares: readonly Square[]
}

/** The order in which tones are painted. */
const TONES: readonly PodTone[] = ['ready', 'done', 'waiting', 'leaving', 'failing']
const ROUND = 4
/** Half of what is between two: a finger that meets it means the nearer one. */
const NEAR = 2.5

/** The squares of a map by where they stand. */
export function blocksOf(layout: MapLayout): Block[] {
  const blocks = new Map<string, Block & { squares: Square[] }>()
  for (const each of layout.pods) {
    if (!each.small) continue
    const key = `${each.pod.node}/${each.pod.namespace}/${each.column}`
    const block = blocks.get(key)
    if (block) block.squares.push(each)
    else blocks.set(key, { key, x: each.x, y: each.y, squares: [each] })
  }
  return [...blocks.values()]
}

/** What a pointer reads at a Pod. */
export function labelOf(pod: MapPod): string {
  return ['Pod', pod.name, pod.ip, pod.status].filter(Boolean).join(' ')
}

interface BlockProps {
  block: Block
  select: ((key: string) => void) | undefined
  selected: string | undefined
}

/**
 * Pods as squares: one path for each tone, so that hundreds of them cost no more elements than a
 * few, and one that changes redraws its block and nothing else. A block that only moves is moved whole.
 */
export class PodBlock extends Component<BlockProps, { pointed: string | undefined }> {
  override state = { pointed: undefined as string | undefined }

  override shouldComponentUpdate(next: Readonly<BlockProps>, state: { pointed: string | undefined }): boolean {
    const { block, selected } = this.props
    const within = (key: string | undefined): boolean => next.block.squares.some(({ pod }) => pod.key === key)
    return (
      state.pointed !== this.state.pointed ||
      block.x !== next.block.x ||
      block.y !== next.block.y ||
      !sameSquares(block, next.block) ||
      (selected !== next.selected && (within(selected) || within(next.selected)))
    )
  }

  /** The square under a pointer. */
  #at(event: MouseEvent): Square | undefined {
    const group = event.currentTarget as SVGGElement
    const place = new DOMPoint(event.clientX, event.clientY).matrixTransform(group.getScreenCTM()?.inverse())
    const { x, y, squares } = this.props.block
    return squares.find((each) => {
      const [right, down] = [place.x + x - each.x, place.y + y - each.y]
      return right >= -NEAR && down >= -NEAR && right < each.w + NEAR && down < each.h + NEAR
    })
  }

  override render({ block, select, selected }: BlockProps) {
    const { x, y, squares } = block
    const chosen = squares.find(({ pod }) => pod.key === selected)
    const pointed = squares.find(({ pod }) => pod.key === this.state.pointed)
    return (
      <g
        class={`block ${select ? 'item' : ''}`}
        transform={`translate(${x} ${y})`}
        {...(select && {
          onClick: (event: MouseEvent) => {
            const square = this.#at(event)
            if (square) select(square.pod.key)
          },
          onPointerMove: (event: PointerEvent) => this.setState({ pointed: this.#at(event)?.pod.key }),
          onPointerLeave: () => this.setState({ pointed: undefined }),
        })}
      >
        {pointed && <title>{labelOf(pointed.pod)}</title>}
        {select && <rect class="ground" x={-NEAR} y={-NEAR} width={size(squares, 'x', 'w')} height={size(squares, 'y', 'h')} />}
        {TONES.map((tone) => (
          <path key={tone} class={`pod small ${tone}`} d={outline(block, tone)} />
        ))}
        {pointed && <Ring square={pointed} block={block} kind="pointed" />}
        {chosen && <Ring square={chosen} block={block} kind="selected" />}
      </g>
    )
  }
}

function size(squares: readonly Square[], from: 'x' | 'y', side: 'w' | 'h'): number {
  const first = squares[0]?.[from] ?? 0
  return squares.reduce((most, each) => Math.max(most, each[from] + each[side] - first), 0) + 2 * NEAR
}

function Ring({ square, block, kind }: { square: Square; block: Block; kind: 'pointed' | 'selected' }) {
  return <rect class={`ring ${kind}`} x={square.x - block.x} y={square.y - block.y} width={square.w} height={square.h} rx={ROUND} />
}

function sameSquares({ squares, x, y }: Block, other: Block): boolean {
  return (
    squares.length === other.squares.length &&
    squares.every((each, index) => {
      const that = other.squares[index] as Square
      return each.pod === that.pod && each.x - x === that.x - other.x && each.y - y === that.y - other.y
    })
  )
}

/** The squares of one tone, as a path. */
function outline({ squares, x, y }: Block, tone: PodTone): string {
  let path = ''
  for (const each of squares) {
    if (each.pod.tone !== tone) continue
    const side = each.w - 2 * ROUND
    path += `M${each.x - x + ROUND} ${each.y - y}h${side}a4 4 0 0 1 4 4v${side}a4 4 0 0 1-4 4h-${side}a4 4 0 0 1-4-4v-${side}a4 4 0 0 1 4-4z`
  }
  return path
}

import { effect, signal } from '@preact/signals'
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { Trace } from '../../cluster/network/trace.ts'
import type { Lab } from '../../lab/lab.ts'
import '../styles/map.css'
import { prefersReducedMotion } from '../settings/settings.ts'
import { inOwnTask } from '../workspace/own-task.ts'
import { host, selected, texts } from '../workspace/store.ts'
import { DetailsCard } from './DetailsCard.tsx'
import { Drawing } from './Drawing.tsx'
import { isShown, type Journey, journeyOf } from './journey.ts'
import { fitMap, type MapLayout } from './layout.ts'
import { type MapModel, mapModel } from './model.ts'

/** Attempts drawn at a time, and for how long (ms of wall time). */
const SHOWN = 6
const LINGER = 9_000

/** Attempts that are on the map now, newest last. */
const shown = signal<readonly { trace: Trace; until: number }[]>([])

/** The live map. */
export function MapPanel() {
  const place = useRef<HTMLDivElement>(null)
  const [size, setSize] = useState({ width: 0, height: 0 })
  const lab = host.value?.lab.value
  const moving = !prefersReducedMotion()

  useLayoutEffect(() => {
    const element = place.current as HTMLElement
    const measure = (): void => setSize({ width: element.clientWidth, height: element.clientHeight })
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    measure()
    return () => observer.disconnect()
  }, [])

  useEffect(() => {
    if (!lab) return
    shown.value = []
    let timer: ReturnType<typeof setTimeout> | undefined
    const sweep = (): void => {
      const now = performance.now()
      shown.value = shown.value.filter((each) => each.until > now)
      timer = shown.value.length > 0 ? setTimeout(sweep, 500) : undefined
    }
    const stop = lab.cluster.onTrace((trace) => {
      if (!isShown(trace)) return
      shown.value = [...shown.value, { trace, until: performance.now() + LINGER }].slice(-SHOWN)
      timer ??= setTimeout(sweep, 500)
    })
    return () => {
      stop()
      clearTimeout(timer)
    }
  }, [lab])

  const words = texts.value
  const drawn = useMap(lab, size)
  const journeys = drawn ? shown.value.flatMap(({ trace }) => journeyOf(trace, drawn.layout, drawn.model, words) ?? []) : []
  useStart(place, journeys)

  return (
    <div class="map-panel">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <div class="map-scroll" ref={place} tabIndex={0} role="group" aria-label={words.mapLabel}>
        {drawn && (
          <svg
            width={drawn.layout.width * drawn.scale}
            height={drawn.layout.height * drawn.scale}
            viewBox={`0 0 ${drawn.layout.width} ${drawn.layout.height}`}
            role="img"
            aria-label={words.mapAlternative}
          >
            <Drawing
              layout={drawn.layout}
              texts={words}
              journeys={journeys}
              selected={selected.value}
              moving={moving}
              select={(key) => (selected.value = selected.value === key ? undefined : key)}
            />
          </svg>
        )}
      </div>
      <p class="visually-hidden" role="status">
        {journeys.at(-1)?.reason}
      </p>
      {lab && selected.value && <DetailsCard lab={lab} id={selected.value} />}
    </div>
  )
}

interface Drawn {
  model: MapModel
  layout: MapLayout
  scale: number
}

/** The cluster's model and its layout, made when the cluster has changed; it is drawn in the task after that, so that none is long. */
function useMap(lab: Lab | undefined, { width, height }: { width: number; height: number }): Drawn | undefined {
  const [drawn, setDrawn] = useState<Drawn>()
  useEffect(() => {
    if (!lab || width === 0) return
    let wanted = true
    const stop = effect(() => {
      void host.value?.changes.value
      const model = mapModel(lab.cluster)
      const made = { model, ...fitMap(model, width, height) }
      inOwnTask(() => wanted && setDrawn(made))
    })
    return () => {
      wanted = false
      stop()
    }
  }, [lab, width, height])
  return drawn
}

/** Sends each new packet on its way, once. */
function useStart(place: { current: HTMLElement | null }, journeys: readonly Journey[]): void {
  const newest = journeys.at(-1)?.id
  useEffect(() => {
    for (const motion of place.current?.querySelectorAll<SVGAnimationElement>('animateMotion:not([data-begun])') ?? []) {
      motion.setAttribute('data-begun', '')
      motion.beginElement()
    }
  }, [newest])
}

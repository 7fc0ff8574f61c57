import { signal } from '@preact/signals'
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { Trace } from '../../cluster/network/trace.ts'
import '../styles/map.css'
import { prefersReducedMotion } from '../settings/settings.ts'
import { host, selected, texts } from '../workspace/store.ts'
import { DetailsCard } from './DetailsCard.tsx'
import { Drawing } from './Drawing.tsx'
import { isShown, type Journey, journeyOf } from './journey.ts'
import { fitMap } from './layout.ts'
import { mapModel } from './model.ts'

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
  void host.value?.changes.value

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
  const model = lab && mapModel(lab.cluster)
  const { layout, scale } = model && size.width > 0 ? fitMap(model, size.width, size.height) : { layout: undefined, scale: 1 }
  const journeys = layout && model ? shown.value.flatMap(({ trace }) => journeyOf(trace, layout, model, words) ?? []) : []
  useStart(place, journeys)

  return (
    <div class="map-panel">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <div class="map-scroll" ref={place} tabIndex={0} role="group" aria-label={words.mapLabel}>
        {layout && (
          <svg
            width={layout.width * scale}
            height={layout.height * scale}
            viewBox={`0 0 ${layout.width} ${layout.height}`}
            role="img"
            aria-label={words.mapAlternative}
          >
            <Drawing
              layout={layout}
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

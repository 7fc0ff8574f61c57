import { render } from 'preact-render-to-string'
import type { Trace } from '../../cluster/network/trace.ts'
import { Lab } from '../../lab/lab.ts'
import type { Scenario } from '../../lab/scenario.ts'
import type { Texts } from '../i18n/index.ts'
import { escapeHtml } from '../lesson/inline.ts'
import { machineFor } from '../workspace/machines.ts'
import { Drawing } from './Drawing.tsx'
import { isShown, journeyOf } from './journey.ts'
import { layOutMap } from './layout.ts'
import { mapModel } from './model.ts'

/** A picture, px: for a wide column, and as a phone shows it, where letters keep their size. */
type Sizes = Record<'wide' | 'narrow', { width: number; height: number }>
const IN_A_TEXT: Sizes = { wide: { width: 640, height: 260 }, narrow: { width: 360, height: 300 } }
/** Virtual time that a figure's command may take, ms. */
const LIMIT = 60_000

interface Figure {
  scenario: Scenario
  commands: readonly string[]
  /** where they run */
  on: string
  texts: Texts
  /** the picture in words */
  caption: string
  sizes?: Sizes
}

/** Runs a scenario and draws what is there then, with the requests of the last command: an SVG for each size, as text. For the build. */
export function drawFigure({ scenario, commands, on, texts, caption, sizes = IN_A_TEXT }: Figure): string {
  const lab = Lab.open({ scenario })
  let traces: Trace[] = []
  lab.cluster.onTrace((trace) => traces.push(trace))
  for (const command of commands) {
    const machine = lab.machine(machineFor(lab, on) ?? '')
    if (!machine) throw new Error(`figure of ${scenario.id}: there is no ${on}`)
    traces = []
    lab.script(command, LIMIT, { machine })
    lab.settle(LIMIT)
  }
  const model = mapModel(lab.cluster)
  return Object.entries(sizes)
    .map(([size, { width, height }]) => {
      const layout = layOutMap(model, width, height)
      const journeys = traces.filter(isShown).flatMap((trace) => journeyOf(trace, layout, model, texts) ?? [])
      const drawing = render(<Drawing layout={layout} texts={texts} journeys={journeys} moving={false} />)
      return `<svg class="${size}" viewBox="0 0 ${layout.width} ${layout.height}" role="img" aria-label="${escapeHtml(caption)}">${drawing}</svg>`
    })
    .join('')
}

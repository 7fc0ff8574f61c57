import { type ComponentChildren, Fragment, isValidElement, type VNode } from 'preact'
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

/** A picture in a text: this wide and at least this high, px. */
const WIDTH = 640
const HEIGHT = 260
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
}

/** Runs a scenario and draws what is there then, with the requests of the last command: an SVG as text. For the build. */
export function drawFigure({ scenario, commands, on, texts, caption }: Figure): string {
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
  const layout = layOutMap(model, WIDTH, HEIGHT)
  const journeys = traces.filter(isShown).flatMap((trace) => journeyOf(trace, layout, model, texts) ?? [])
  const drawing = toText(<Drawing layout={layout} texts={texts} journeys={journeys} moving={false} />)
  return `<svg viewBox="0 0 ${layout.width} ${layout.height}" role="img" aria-label="${escapeHtml(caption)}">${drawing}</svg>`
}

/** Elements as text. Enough for components without hooks, which is what the drawing is made of. */
function toText(node: ComponentChildren): string {
  if (node === null || node === undefined || typeof node === 'boolean') return ''
  if (Array.isArray(node)) return node.map(toText).join('')
  if (!isValidElement(node)) return escapeHtml(String(node))
  const { type, props } = node as VNode<any>
  if (type === Fragment) return toText(props.children)
  if (typeof type === 'function') return toText((type as (given: unknown) => ComponentChildren)(props))
  const attributes = Object.entries(props as Record<string, unknown>)
    .filter(
      ([name, value]) => name !== 'children' && name !== 'key' && value !== undefined && value !== false && typeof value !== 'function',
    )
    .map(([name, value]) => ` ${name}="${escapeHtml(String(value))}"`)
  return `<${type}${attributes.join('')}>${toText(props.children)}</${type}>`
}

import { type Extension, StateEffect, StateField } from '@codemirror/state'
import { EditorView, hoverTooltip, keymap, showTooltip, type Tooltip } from '@codemirror/view'
import type { Language } from '../i18n/index.ts'
import { docAt } from './field-doc.ts'
import { noteOn } from './field-notes.ts'
import { fieldAt } from './fields.ts'
import { placeAt } from './path-at.ts'

/** What is known of a field: our note in the reader's language, Kubernetes' own text in English. */
export function fieldCard(
  path: readonly (string | number)[],
  type: string | undefined,
  note: string | undefined,
  text: string | undefined,
): HTMLElement {
  const dom = document.createElement('div')
  dom.className = 'field-card'
  // A long text scrolls, by keys too.
  dom.tabIndex = 0
  const name = document.createElement('code')
  name.textContent = `${path.filter((step) => typeof step === 'string').join('.')}${type ? ` <${type}>` : ''}`
  dom.append(name)
  if (note) {
    const short = document.createElement('p')
    short.textContent = note
    dom.append(short)
  }
  if (text) {
    const own = document.createElement('p')
    own.className = 'kubernetes'
    own.lang = 'en'
    own.textContent = text
    dom.append(own)
  }
  return dom
}

/** The card of the field whose name stands at a place of the text; null where none does, or where nothing is known of it. */
async function tooltipAt(view: EditorView, at: number, language: Language): Promise<Tooltip | null> {
  const place = placeAt(view.state.doc.toString(), at)
  if (!place.key || !place.kind) return null
  const path = [...place.path, place.key]
  const info = fieldAt(place.kind, path)
  const note = noteOn(place.kind, path, language)
  if (!info && !note) return null
  const line = view.state.doc.lineAt(at)
  const start = line.from + line.text.indexOf(place.key)
  if (at < start || at > start + place.key.length) return null
  const text = await docAt(place.kind, path)
  return { pos: start, end: start + place.key.length, above: true, create: () => ({ dom: fieldCard(path, info?.type, note, text) }) }
}

const asked = StateEffect.define<Tooltip | null>()

/** The card that was asked for by a key or a finger, until the text or the cursor moves. */
const askedCard = StateField.define<Tooltip | null>({
  create: () => null,
  update(card, { effects, docChanged, selection }) {
    for (const effect of effects) if (effect.is(asked)) return effect.value
    const moved = selection && card && (selection.main.head < card.pos || selection.main.head > (card.end ?? card.pos))
    return docChanged || moved ? null : card
  },
  provide: (field) => showTooltip.from(field),
})

/** Cards that explain fields: to a pointer that rests, to a finger that taps a name, to F1 at the cursor (Escape closes). */
export function fieldCards(language: Language): Extension {
  const ask = async (view: EditorView): Promise<void> => {
    const { state } = view
    const card = await tooltipAt(view, fieldOfLine(state.doc.lineAt(state.selection.main.head), state.selection.main.head), language)
    if (!card || view.state.doc !== state.doc) return
    view.dispatch({ effects: asked.of(card) })
    // After what is said of the rest of the change.
    view.dispatch({ effects: EditorView.announce.of(textOf(card, view)) })
  }
  return [
    askedCard,
    hoverTooltip((view, at) => tooltipAt(view, at, language)),
    keymap.of([
      { key: 'F1', run: (view) => (void ask(view), true), preventDefault: true },
      {
        key: 'Escape',
        run: (view) => {
          if (!view.state.field(askedCard)) return false
          view.dispatch({ effects: asked.of(null) })
          return true
        },
      },
    ]),
    EditorView.domEventHandlers({
      click: (event, view) => {
        if ((event as PointerEvent).pointerType !== 'touch') return
        // Where the cursor will stand; it may not have come yet.
        const at = view.posAtCoords({ x: event.clientX, y: event.clientY })
        if (at !== null) void tooltipAt(view, at, language).then((card) => card && view.dispatch({ effects: asked.of(card) }))
      },
    }),
  ]
}

/** A cursor anywhere in a line means the field that the line names. */
function fieldOfLine({ from, text }: { from: number; text: string }, head: number): number {
  const [, indent = '', key = ''] = /^(\s*(?:- +)*)([\w./-]*)/.exec(text) ?? []
  return Math.min(Math.max(head, from + indent.length), from + indent.length + key.length)
}

/** What a screen reader is told of a card. */
function textOf(card: Tooltip, view: EditorView): string {
  return [...card.create(view).dom.children].map(({ textContent: text = '' }) => (/[.。]$/.test(text ?? '') ? text : `${text}.`)).join(' ')
}

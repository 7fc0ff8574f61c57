import {
  autocompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
  closeBrackets,
  completionKeymap,
} from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap, indentLess, indentMore } from '@codemirror/commands'
import { yaml } from '@codemirror/lang-yaml'
import { bracketMatching, HighlightStyle, indentOnInput, indentUnit, syntaxHighlighting } from '@codemirror/language'
import { type Diagnostic, linter, lintGutter, lintKeymap } from '@codemirror/lint'
import { highlightSelectionMatches, searchKeymap } from '@codemirror/search'
import { EditorState } from '@codemirror/state'
import { drawSelection, EditorView, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers } from '@codemirror/view'
import { tags } from '@lezer/highlight'
import { parseAllDocuments } from 'yaml'
import type { Language } from '../i18n/index.ts'
import { fieldCard, fieldCards } from './field-card.ts'
import { docAt } from './field-doc.ts'
import { noteOn } from './field-notes.ts'
import { fieldsAt, stubOf, valuesAt } from './fields.ts'
import { placeAt } from './path-at.ts'
import { PHRASES } from './phrases.ts'

/** What the API server says of a manifest, and where. Lines and columns count from 1. */
export interface Refusal {
  message: string
  line: number
  column: number
}

export interface EditorOptions {
  parent: HTMLElement
  text: string
  path: string
  language: Language
  label: string
  onChange(text: string): void
  /** Ctrl-S, Ctrl-Enter */
  onApply(): void
  /** asks the API server; undefined when it cannot be asked */
  refusals(text: string): Promise<readonly Refusal[] | undefined>
}

const style = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--accent)' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--ok)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--warn-ink)' },
  { tag: tags.comment, color: 'var(--ink-3)' },
  { tag: [tags.punctuation, tags.separator, tags.meta], color: 'var(--ink-3)' },
])

/** A CodeMirror editor; for manifests with completion, notes and the API server's verdict. */
export function createEditor(options: EditorOptions): EditorView {
  const isYaml = /\.ya?ml$/.test(options.path)
  return new EditorView({
    parent: options.parent,
    state: EditorState.create({
      doc: options.text,
      extensions: [
        lineNumbers(),
        history(),
        drawSelection(),
        indentOnInput(),
        bracketMatching(),
        closeBrackets(),
        highlightActiveLine(),
        highlightActiveLineGutter(),
        highlightSelectionMatches(),
        indentUnit.of('  '),
        EditorState.tabSize.of(2),
        EditorState.phrases.of(PHRASES[options.language]),
        syntaxHighlighting(style),
        EditorView.contentAttributes.of({ 'aria-label': options.label, tabindex: '0', autocapitalize: 'off', spellcheck: 'false' }),
        keymap.of([
          { key: 'Mod-s', run: () => (options.onApply(), true) },
          { key: 'Mod-Enter', run: () => (options.onApply(), true) },
          // Tab indents only inside a line's text; at other times it leaves the editor, so that nobody is caught in it.
          {
            key: 'Tab',
            run: (view) =>
              view.state.selection.main.empty && view.state.doc.lineAt(view.state.selection.main.head).text.trim() !== ''
                ? false
                : indentMore(view),
          },
          { key: 'Shift-Tab', run: (view) => (view.state.selection.main.empty ? false : indentLess(view)) },
          ...completionKeymap,
          ...defaultKeymap,
          ...historyKeymap,
          ...searchKeymap,
          ...lintKeymap,
        ]),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) options.onChange(update.state.doc.toString())
        }),
        ...(isYaml ? yamlExtensions(options) : []),
      ],
    }),
  })
}

function yamlExtensions(options: EditorOptions) {
  return [
    yaml(),
    lintGutter(),
    linter((view) => diagnose(view.state.doc.toString(), options.refusals), { delay: 600 }),
    autocompletion({ override: [(context) => complete(context, options.language)], icons: false }),
    fieldCards(options.language),
  ]
}

/** First what cannot be read at all, then what the API server would refuse. */
async function diagnose(text: string, refusals: EditorOptions['refusals']): Promise<Diagnostic[]> {
  const errors = parseAllDocuments(text, { prettyErrors: false }).flatMap((document) => document.errors)
  if (errors.length > 0) {
    return errors.map((error) => ({
      // What ends too early is marked at its last letter.
      from: Math.max(0, Math.min(error.pos[0], text.trimEnd().length - 1)),
      to: Math.min(Math.max(error.pos[1], error.pos[0] + 1), text.length),
      severity: 'error',
      message: error.message,
      source: 'YAML',
    }))
  }
  const refused = (await refusals(text)) ?? []
  const lines = text.split('\n')
  return refused.map(({ message, line, column }) => {
    const before = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0)
    const from = Math.min(before + column - 1, text.length)
    return {
      from,
      to: Math.min(Math.max(from + 1, before + (lines[line - 1]?.length ?? 0)), text.length),
      severity: 'error',
      message,
      source: 'kubectl',
    }
  })
}

function complete(context: CompletionContext, language: Language): CompletionResult | null {
  const text = context.state.doc.toString()
  const line = context.state.doc.lineAt(context.pos)
  const before = line.text.slice(0, context.pos - line.from)
  const value = /^(\s*(?:- +)*)([\w./-]+):\s+(["']?[\w./:-]*)$/.exec(before)
  const place = placeAt(text, context.pos)
  if (value) {
    const options = valuesAt(place.kind, [...place.path, value[2] as string]).map((label): Completion => ({ label }))
    return options.length > 0 ? { from: context.pos - (value[3] as string).length, options, validFor: /^[\w./:-]*$/ } : null
  }
  const key = /^(\s*(?:- +)*)([\w-]*)$/.exec(before)
  if (!key || (key[2] === '' && !context.explicit)) return null
  if (!place.kind) {
    if (place.path.length > 0) return null
    return {
      from: context.pos - (key[2] as string).length,
      options: ['apiVersion', 'kind', 'metadata', 'spec'].map((label) => ({ label, apply: `${label}: ` })),
    }
  }
  const indent = ' '.repeat((key[1] as string).length)
  const taken = new Set(place.siblings)
  const options = fieldsAt(place.kind, place.path)
    .filter((field) => !taken.has(field.name) && field.name !== 'status')
    .map(
      (field): Completion => ({
        label: field.name,
        detail: field.type,
        boost: field.required ? 2 : noteOn(place.kind, [...place.path, field.name], 'en') ? 1 : 0,
        apply: field.name + stubOf(field, indent),
        info: async () => {
          const path = [...place.path, field.name]
          const kind = place.kind as string
          return fieldCard(path, field.type, noteOn(kind, path, language), await docAt(kind, path))
        },
      }),
    )
  return options.length > 0 ? { from: context.pos - (key[2] as string).length, options, validFor: /^[\w-]*$/ } : null
}

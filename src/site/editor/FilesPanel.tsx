import '../styles/files.css'
import type { EditorView } from '@codemirror/view'
import { useEffect, useRef, useState } from 'preact/hooks'
import { LAPTOP_DIRECTORY } from '../../lab/scenario.ts'
import { ask } from '../grading/grader-client.ts'
import { fill } from '../i18n/fill.ts'
import { download } from '../page/download.ts'
import { typeCommand } from '../terminal/terminals.ts'
import { host, language, notice, openFile, texts, workTab } from '../workspace/store.ts'
import { createEditor } from './editor.ts'
import { nameOf, pathFrom, treeOf } from './files.ts'
import { inputDialog } from './input-dialog.ts'
import { takeFiles } from './take-files.ts'

/** Edits are put into the lab so long after the last key, ms; a command that is entered puts them in at once. */
const SETTLE = 700

/** The laptop's files beside an editor. */
export function FilesPanel() {
  const words = texts.value
  const lab = host.value
  const editing = lab?.editing.value
  const [, look] = useState(0)
  const fs = lab?.lab.value?.files
  useEffect(() => {
    if (!fs) return
    let pending = 0
    fs.onChange = () => {
      pending ||= requestAnimationFrame(() => {
        pending = 0
        look((count) => count + 1)
      })
    }
    return () => {
      fs.onChange = undefined
      cancelAnimationFrame(pending)
    }
  }, [fs])
  if (!lab || !fs) return null
  const tree = treeOf(fs)
  const path =
    editing?.path ??
    (openFile.value && fs.exists(openFile.value)
      ? openFile.value
      : tree.find((entry) => !entry.folder && entry.path.startsWith(LAPTOP_DIRECTORY))?.path)
  const add = async (): Promise<void> => {
    const name = await inputDialog({
      title: words.newFile,
      label: words.fileName,
      value: 'new.yaml',
      confirm: words.create,
      cancel: words.cancel,
    })
    const target = name === undefined ? undefined : pathFrom(name)
    if (name !== undefined && !target) notice.value = { kind: 'problem', text: words.nameRefused }
    if (!target) return
    if (!fs.exists(target)) lab.input({ do: 'write', path: target, content: '' })
    openFile.value = target
  }
  const rename = async (from: string): Promise<void> => {
    const name = await inputDialog({
      title: words.rename,
      label: words.fileName,
      value: nameOf(from),
      confirm: words.rename,
      cancel: words.cancel,
    })
    const target = name === undefined ? undefined : pathFrom(name)
    if (!target || target === from) return
    lab.input({ do: 'rename', path: from, to: target })
    openFile.value = target
  }
  return (
    <div class="files">
      <nav class="tree" aria-label={words.files}>
        <ul>
          {tree.map((entry) => (
            <li key={entry.path} style={{ paddingInlineStart: `${entry.depth * 12}px` }}>
              {entry.folder ? (
                <span class="folder">{entry.name}/</span>
              ) : (
                <button type="button" aria-current={entry.path === path ? 'true' : undefined} onClick={() => (openFile.value = entry.path)}>
                  {entry.name}
                </button>
              )}
            </li>
          ))}
        </ul>
        <div class="tree-tools">
          <button type="button" class="button small" onClick={add}>
            {words.newFile}
          </button>
          <label class="button small upload">
            {words.upload}
            <input
              type="file"
              class="visually-hidden"
              multiple
              accept=".yaml,.yml,.json,.sh,.txt"
              onChange={(event) => void takeFiles(event.currentTarget.files ?? [])}
            />
          </label>
        </div>
      </nav>
      {path && (
        <FileEditor key={`${lab.key.value} ${language.value} ${path} ${editing?.terminal ?? ''}`} path={path} rename={() => rename(path)} />
      )}
    </div>
  )
}

function FileEditor({ path, rename }: { path: string; rename: () => void }) {
  const words = texts.value
  const lab = host.value as NonNullable<typeof host.value>
  const place = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView | undefined>(undefined)
  const [compared, setCompared] = useState<string>()
  const editing = lab.editing.value
  const isManifest = /\.(?:ya?ml|json)$/.test(path)
  const name = nameOf(path)
  const inLab = (): string => (editing ? editing.text : (lab.lab.value?.files.exists(path) && lab.lab.value.files.readFile(path)) || '')

  /** Puts what is written into the lab's file system. */
  const save = (): void => {
    const text = view.current?.state.doc.toString()
    if (text === undefined || editing || text === inLab()) return
    lab.input({ do: 'write', path, content: text })
  }
  const apply = (): void => {
    if (editing) return
    save()
    typeCommand(`kubectl apply -f ${name}`, 'laptop')
  }
  const compare = async (): Promise<void> => {
    save()
    const answer = await ask({ do: 'diff', log: lab.log(), path })
    setCompared('diff' in answer ? answer.diff || words.noDifference : words.checkFailed)
  }

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const wasThere = lab.lab.value?.files.exists(path) === true
    const made = createEditor({
      parent: place.current as HTMLElement,
      text: inLab(),
      path: editing && !/\.ya?ml$/.test(path) ? `${path}.yaml` : path,
      language: language.value,
      label: fill(words.editorLabel, { name }),
      onChange: () => {
        clearTimeout(timer)
        timer = setTimeout(save, SETTLE)
      },
      onApply: apply,
      refusals: async (text) => {
        if (!isManifest || editing) return undefined
        const answer = await ask({ do: 'refusals', log: lab.log(), text })
        return 'refusals' in answer ? answer.refusals : undefined
      },
    })
    view.current = made
    if (editing) made.focus()
    lab.beforeLine.add(save)
    return () => {
      clearTimeout(timer)
      lab.beforeLine.delete(save)
      // What was deleted or renamed meanwhile does not come back by being left.
      if (!wasThere || lab.lab.value?.files.exists(path)) save()
      made.destroy()
      view.current = undefined
    }
  }, [])

  // A command, an undo or another lab may have changed the file.
  useEffect(() => {
    const now = view.current
    const text = inLab()
    if (now && !editing && text !== now.state.doc.toString() && !now.hasFocus)
      now.dispatch({ changes: { from: 0, to: now.state.doc.length, insert: text } })
  })

  const close = (keep: boolean): void => {
    const text = view.current?.state.doc.toString() ?? ''
    if (editing) lab.input({ do: 'edited', terminal: editing.terminal, ...(keep ? { content: text } : {}) })
    workTab.value = 'terminal'
  }
  const giveOut = (): void => download(name.split('/').at(-1) as string, view.current?.state.doc.toString() ?? '', 'application/yaml')
  return (
    <div class="editor">
      <div class="editor-bar">
        <code>{name}</code>
        {editing ? (
          <>
            <button type="button" class="button small primary" onClick={() => close(true)}>
              {words.saveAndClose}
            </button>
            <button type="button" class="button small" onClick={() => close(false)}>
              {words.cancel}
            </button>
          </>
        ) : (
          <>
            {isManifest && (
              <>
                <button type="button" class="button small primary" onClick={apply} title="Ctrl-S">
                  {words.apply}
                </button>
                <button type="button" class="button small" onClick={compare}>
                  {words.diff}
                </button>
              </>
            )}
            <button type="button" class="button small quiet" onClick={rename}>
              {words.rename}
            </button>
            <button type="button" class="button small quiet" onClick={giveOut}>
              {words.download}
            </button>
            <button
              type="button"
              class="button small quiet"
              onClick={() => {
                lab.input({ do: 'remove', path })
                openFile.value = undefined
              }}
            >
              {words.remove}
            </button>
          </>
        )}
      </div>
      <div class="editor-text" ref={place} />
      {compared !== undefined && (
        <div class="editor-diff">
          <button type="button" class="close" aria-label={words.close} onClick={() => setCompared(undefined)}>
            ×
          </button>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
          <pre tabIndex={0}>
            {compared.split('\n').map((line, index) => (
              <span key={index} class={/^\+(?!\+\+)/.test(line) ? 'added' : /^-(?!--)/.test(line) ? 'removed' : ''}>
                {`${line}\n`}
              </span>
            ))}
          </pre>
        </div>
      )}
    </div>
  )
}

import type { ComponentType } from 'preact'
import { useEffect } from 'preact/hooks'
import { fill } from '../i18n/fill.ts'
import { settings } from '../settings/settings.ts'
import { TerminalPanel } from '../terminal/TerminalPanel.tsx'
import { terminals } from '../terminal/terminals.ts'
import { useLazy } from './lazy.ts'
import { MachinePicker } from './MachinePicker.tsx'
import { isShellMachine, machineLabel } from './machines.ts'
import { activeTerminal, host, texts, type WorkTab, workTab } from './store.ts'
import { Tabs } from './Tabs.tsx'

const PANELS: Readonly<Record<Exclude<WorkTab, 'terminal'>, () => Promise<ComponentType>>> = {
  files: async () => (await import('../editor/FilesPanel.tsx')).FilesPanel,
  checks: async () => (await import('../grading/ChecksPanel.tsx')).ChecksPanel,
}

/** The lower half: terminals, files, checks. */
export function WorkPane() {
  const words = texts.value
  const lab = host.value
  const tab = workTab.value
  const coming = lab?.coming.value
  const ids = coming ? [coming.terminal] : (lab?.terminals.value ?? [])
  const machineOf = (id: string | undefined): string =>
    machineLabel((coming?.terminal === id ? coming?.machine : lab?.terminal(id ?? '')?.machineName) ?? '')
  const active = ids.includes(activeTerminal.value) ? activeTerminal.value : ids[0]
  const panel = tab === 'terminal' ? undefined : tab
  const Panel = useLazy(PANELS, panel)
  const chosen = tab === 'terminal' ? active : tab
  const choose = (id: string): void => {
    if (id === 'files' || id === 'checks') workTab.value = id
    else {
      activeTerminal.value = id
      workTab.value = 'terminal'
    }
  }
  const edited = lab?.editing.value?.path
  // A program of the terminal (`kubectl edit`, `vi`) waits for the editor: it comes to the front.
  useEffect(() => {
    if (edited) workTab.value = 'files'
  }, [edited])
  return (
    <section class="ws-work" aria-label={words.work}>
      <div class="ws-bar">
        <Tabs
          label={words.work}
          tabs={[
            ...ids.map((id) => ({
              id,
              label: machineOf(id),
              ...(ids.length > 1 ? { close: () => lab?.input({ do: 'close', terminal: id }), closeLabel: words.closeTerminal } : {}),
            })),
            { id: 'files' as string, label: words.files },
            { id: 'checks', label: words.checks },
          ]}
          chosen={chosen}
          choose={choose}
          panel={(id) => (id === 'files' || id === 'checks' ? `ws-${id}` : 'ws-terminal')}
        />
        <MachinePicker
          choose={(machine) => {
            if (!lab || !isShellMachine(machine)) return
            activeTerminal.value = lab.openTerminal(machine)
            workTab.value = 'terminal'
          }}
        />
        {tab === 'terminal' && settings.value.screenReader !== 'on' && (
          <button
            type="button"
            class="tab transcript-switch"
            aria-pressed={terminals.transcript.value}
            title={words.transcript}
            aria-label={words.transcript}
            onClick={() => (terminals.transcript.value = !terminals.transcript.value)}
          >
            <svg width="15" height="14" viewBox="0 0 15 14" aria-hidden="true">
              <path d="M2 2.5h11M2 7h11M2 11.5h6" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" />
            </svg>
          </button>
        )}
      </div>
      <div
        class="ws-panel ws-screen"
        id="ws-terminal"
        role="tabpanel"
        aria-label={fill(words.terminalOn, { machine: machineOf(active) })}
        hidden={tab !== 'terminal'}
      >
        {active && <TerminalPanel id={active} />}
        <p class="ws-coming" role="status">
          {coming && words.labComing}
        </p>
      </div>
      {panel && (
        <div class="ws-panel" id={`ws-${panel}`} role="tabpanel" aria-label={words[panel]}>
          {Panel && <Panel />}
        </div>
      )}
    </section>
  )
}

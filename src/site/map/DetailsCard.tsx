import { useEffect, useRef, useState } from 'preact/hooks'
import type { Lab } from '../../lab/lab.ts'
import { onePane, showPane } from '../page/panes.ts'
import { typeCommand } from '../terminal/terminals.ts'
import { activeTerminal, host, selected, texts, workTab } from '../workspace/store.ts'
import { detailsOf } from './details.ts'

/** What is known of the thing that was clicked, and what can be done to it. */
export function DetailsCard({ lab, id }: { lab: Lab; id: string }) {
  const [showYaml, setShowYaml] = useState(false)
  const card = useRef<HTMLElement>(null)
  const words = texts.value
  useEffect(() => card.current?.focus({ preventScroll: true }), [id])
  // What is shown changes with the cluster, though lab and id stay.
  void host.value?.changes.value
  void host.value?.now.value
  const details = detailsOf(lab, id)
  if (!details) return null
  const { kind, namespace, name, facts, yaml, running, schedulable } = details
  const input = host.value
  const openTerminal = (): void => {
    activeTerminal.value = input?.openTerminal(id) ?? ''
    workTab.value = 'terminal'
    if (!onePane()) return
    // On a narrow screen it would lie over the list to which one comes back.
    selected.value = undefined
    showPane('terminal')
  }
  return (
    // Escape closes it from anywhere inside
    <section
      ref={card}
      class="details"
      tabIndex={-1}
      aria-label={`${kind} ${name}`}
      onKeyDown={(event) => event.key === 'Escape' && (selected.value = undefined)}
    >
      <header>
        <h3>
          <small>
            {kind}
            {namespace && namespace !== 'default' ? ` · ${namespace}` : ''}
          </small>
          {name}
        </h3>
        <button type="button" class="close" aria-label={words.close} onClick={() => (selected.value = undefined)}>
          ×
        </button>
      </header>
      <dl>
        {facts.map(([key, value]) => (
          <div key={key}>
            <dt>{key}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <div class="actions">
        {kind === 'Pod' && (
          <>
            <button type="button" class="button small" disabled={!lab.machine(id)} onClick={openTerminal}>
              {words.openTerminalHere}
            </button>
            <button type="button" class="button small" onClick={() => input?.input({ do: 'delete', resource: 'pods', namespace, name })}>
              {words.killPod}
            </button>
          </>
        )}
        {kind === 'Service' && (
          <button type="button" class="button small" onClick={() => input?.input({ do: 'delete', resource: 'services', namespace, name })}>
            {words.deleteService}
          </button>
        )}
        {kind === 'Node' && (
          <>
            <button
              type="button"
              class="button small"
              onClick={() => input?.input({ do: 'node', node: name, action: running ? 'stop' : 'start' })}
            >
              {running ? words.stopNode : words.startNode}
            </button>
            <button
              type="button"
              class="button small"
              onClick={() => {
                typeCommand(schedulable ? `kubectl drain ${name} --ignore-daemonsets --force` : `kubectl uncordon ${name}`, 'laptop')
                if (onePane()) showPane('terminal')
              }}
            >
              {schedulable ? words.drainNode : words.uncordonNode}
            </button>
            <button type="button" class="button small" onClick={openTerminal}>
              {words.openTerminalHere}
            </button>
          </>
        )}
        <button type="button" class="button small" aria-expanded={showYaml} onClick={() => setShowYaml(!showYaml)}>
          {words.showYaml}
        </button>
      </div>
      {showYaml && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        <pre tabIndex={0}>{yaml}</pre>
      )}
    </section>
  )
}

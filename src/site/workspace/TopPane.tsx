import type { ComponentType } from 'preact'
import { useLazy } from './lazy.ts'
import { host, type TopTab, texts, topTab } from './store.ts'
import { Tabs } from './Tabs.tsx'
import { TimeControls } from './TimeControls.tsx'

/** Panels that are loaded after the terminal answers. */
const PANELS: Readonly<Record<TopTab, () => Promise<ComponentType>>> = {
  map: async () => (await import('../map/MapPanel.tsx')).MapPanel,
  list: async () => (await import('../map/ListPanel.tsx')).ListPanel,
  timeline: async () => (await import('../timeline/TimelinePanel.tsx')).TimelinePanel,
}

/** The upper half: the cluster as a map, as a list, and what happened. */
export function TopPane() {
  const words = texts.value
  const tab = topTab.value
  const Panel = useLazy(PANELS, host.value?.lab.value ? tab : undefined)
  return (
    <section class="ws-top" aria-label={words.cluster}>
      <div class="ws-bar">
        <Tabs
          label={words.cluster}
          tabs={[
            { id: 'map', label: words.map },
            { id: 'list', label: words.list },
            { id: 'timeline', label: words.timeline },
          ]}
          chosen={tab}
          choose={(id) => (topTab.value = id)}
          panel={() => 'ws-top-panel'}
        />
        <TimeControls />
      </div>
      <div class="ws-panel ws-map" id="ws-top-panel" role="tabpanel" aria-label={words[tab]}>
        {Panel && <Panel />}
      </div>
    </section>
  )
}

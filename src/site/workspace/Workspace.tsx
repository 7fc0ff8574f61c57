import { useEffect, useRef } from 'preact/hooks'
import { GuestBar } from './GuestBar.tsx'
import { NoticeBar } from './NoticeBar.tsx'
import { makeSplitter } from './splitter.ts'
import { texts } from './store.ts'
import { TopPane } from './TopPane.tsx'
import { WorkPane } from './WorkPane.tsx'

/** The lab: map above, terminal and the rest below. */
export function Workspace() {
  const rule = useRef<HTMLDivElement>(null)
  useEffect(() => makeSplitter(rule.current as HTMLElement), [])
  return (
    <div
      class="ws"
      onDragOver={(event) => carriesFiles(event) && event.preventDefault()}
      onDrop={(event) => carriesFiles(event) && takeDropped(event)}
    >
      <GuestBar />
      <TopPane />
      {/* a separator that is moved cannot be an <hr> */}
      <div
        ref={rule}
        class="ws-rule"
        role="separator"
        aria-orientation="horizontal"
        aria-label={texts.value.resizeMap}
        aria-valuenow={45}
        tabIndex={0}
        data-splitter="map"
      />
      <WorkPane />
      <NoticeBar />
    </div>
  )
}

function carriesFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') === true
}

/** A file that is dropped anywhere upon the lab is taken in; the browser would leave the page for it. */
function takeDropped(event: DragEvent): void {
  event.preventDefault()
  const files = [...(event.dataTransfer?.files ?? [])]
  void import('../editor/take-files.ts').then(({ takeFiles }) => takeFiles(files))
}

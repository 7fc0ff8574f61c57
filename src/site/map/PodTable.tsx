import { Component } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { ListRow, ListTable, NameOf } from './ListTable.tsx'
import type { MapPod } from './model.ts'
import { stepTowards } from './portions.ts'

/** Pods named in the list. */
export const LISTED = 300

const COLUMNS = ['NAME', 'STATUS', 'READY', 'RESTARTS', 'IP', 'NODE']
/** Rows that come or change at a time: hundreds at once would hold the page up. */
const PORTION = 30

/** Its rows are laid out each for itself, so that those scrolled away cost nothing. */
export function PodTable({ pods }: { pods: readonly MapPod[] }) {
  const drawn = useRef<readonly MapPod[]>([])
  const [, drawMore] = useState(0)
  const wanted = pods.slice(0, LISTED)
  const rows = stepTowards(drawn.current, wanted, PORTION)
  useEffect(() => {
    drawn.current = rows
    if (rows.length < wanted.length || rows.some((pod, index) => pod !== wanted[index])) drawMore((count) => count + 1)
  })
  return (
    <ListTable kind="listed-pods" columns={COLUMNS}>
      {rows.map((pod) => (
        <PodRow key={pod.key} pod={pod} />
      ))}
    </ListTable>
  )
}

/** One that says the same as before is not drawn again. */
class PodRow extends Component<{ pod: MapPod }> {
  override shouldComponentUpdate({ pod }: Readonly<{ pod: MapPod }>): boolean {
    return pod !== this.props.pod
  }

  override render({ pod }: { pod: MapPod }) {
    const head = (
      <>
        <NameOf id={pod.key} name={pod.name} />
        {pod.containers && <small>{pod.containers.map((each) => each.name).join(', ')}</small>}
        {pod.namespace !== 'default' && <small>namespace {pod.namespace}</small>}
      </>
    )
    return <ListRow tone={pod.tone} head={head} cells={[pod.status, pod.ready, pod.restarts, pod.ip || '–', pod.node || '–']} />
  }
}

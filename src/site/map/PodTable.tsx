// biome-ignore-all lint/a11y/noRedundantRoles: a table that is laid out as a grid is none any more for some screen readers
import { Component } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { selected } from '../workspace/store.ts'
import type { MapPod } from './model.ts'
import { stepTowards } from './portions.ts'

/** Pods named in the list. */
export const LISTED = 300

/** The name of something; it opens its details. */
export function NameOf({ id, name }: { id: string; name: string }) {
  return (
    <button type="button" class="link" onClick={() => (selected.value = id)}>
      {name}
    </button>
  )
}

const COLUMNS = ['NAME', 'STATUS', 'READY', 'RESTARTS', 'IP', 'NODE']
/** Rows that come or change at a time: hundreds at once would hold the page up. */
const PORTION = 30

/** Its rows are laid out each for itself, so that those scrolled away cost nothing; the roles say what it is all the same. */
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
    <table class="listed-pods" role="table">
      <thead role="rowgroup">
        <tr role="row">
          {COLUMNS.map((name) => (
            <th key={name} scope="col" role="columnheader">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map((pod) => (
          <PodRow key={pod.key} pod={pod} />
        ))}
      </tbody>
    </table>
  )
}

/** One that says the same as before is not drawn again. */
class PodRow extends Component<{ pod: MapPod }> {
  override shouldComponentUpdate({ pod }: Readonly<{ pod: MapPod }>): boolean {
    return pod !== this.props.pod
  }

  override render({ pod }: { pod: MapPod }) {
    return (
      <tr class={pod.tone} role="row">
        <th scope="row" role="rowheader">
          <NameOf id={pod.key} name={pod.name} />
          {pod.containers && <small>{pod.containers.map((each) => each.name).join(', ')}</small>}
          {pod.namespace !== 'default' && <small>namespace {pod.namespace}</small>}
        </th>
        <td class="status" role="cell">
          {pod.status}
        </td>
        <td role="cell">{pod.ready}</td>
        <td role="cell">{pod.restarts}</td>
        <td role="cell">{pod.ip || '–'}</td>
        <td role="cell">{pod.node || '–'}</td>
      </tr>
    )
  }
}

// biome-ignore-all lint/a11y/noRedundantRoles: a table that is laid out as a grid is none any more for some screen readers
import type { ComponentChildren } from 'preact'
import { selected } from '../workspace/store.ts'

/** A table of the list, `kind` its class; its rows may be laid out as grids: the roles say what it is all the same. */
export function ListTable({ kind, columns, children }: { kind: string; columns: readonly string[]; children: ComponentChildren }) {
  return (
    <table class={kind} role="table">
      <thead role="rowgroup">
        <tr role="row">
          {columns.map((name) => (
            <th key={name} scope="col" role="columnheader">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">{children}</tbody>
    </table>
  )
}

/** A row of such a table: its head, then its cells. `tone`: its class. */
export function ListRow({ tone, head, cells }: { tone?: string; head: ComponentChildren; cells: readonly ComponentChildren[] }) {
  return (
    <tr class={tone} role="row">
      <th scope="row" role="rowheader">
        {head}
      </th>
      {cells.map((cell, index) => (
        <td key={index} role="cell">
          {cell}
        </td>
      ))}
    </tr>
  )
}

/** The name of something; it opens its details. */
export function NameOf({ id, name }: { id: string; name: string }) {
  return (
    <button type="button" class="link" onClick={() => (selected.value = id)}>
      {name}
    </button>
  )
}

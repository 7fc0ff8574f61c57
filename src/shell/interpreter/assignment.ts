import type { Assignment } from 'unbash'
import type { Task } from '../../sim/task.ts'
import { expandText, expandWords } from './expansion.ts'
import type { Shell } from './shell.ts'

export function* assignedText(shell: Shell, assignment: Assignment): Task<string> {
  const { value } = assignment
  if (value.type === 'ArrayValue') return ''
  const text = yield* expandText(shell, value, true)
  const old = assignment.append ? shell.variables.get(assignment.name) : undefined
  if (!assignment.append) return text
  if (shell.variables.lookup(assignment.name)?.integer) return String(BigInt(old || '0') + (yield* shell.arithmetic(text)))
  return (old ?? '') + text
}

/** Carries out `name=value`, `name[i]=value`, `name=(…)` in the shell itself. */
export function* assign(shell: Shell, assignment: Assignment): Task {
  const { name, value, index } = assignment
  if (value.type === 'ArrayValue') {
    const associative = shell.variables.lookup(name)?.associative
    const old = shell.variables.lookup(name)
    const elements = new Map<string, string>(
      assignment.append ? (old?.elements ?? (old?.value === undefined ? [] : [['0', old.value]])) : [],
    )
    let next = assignment.append && !associative ? Math.max(-1, ...[...elements.keys()].map(Number)) + 1 : 0
    for (const element of value.elements) {
      const keyed = /^\[([^\]]*)\]=/.exec(element.text)
      if (keyed) {
        const inner = keyed[1] as string
        const key = associative ? inner.replace(/^(['"])(.*)\1$/, '$2') : String(yield* shell.arithmetic(inner))
        const key2 = associative && inner.includes('$') ? ((yield* expandText(shell, element)).slice(1).split(']=')[0] as string) : key
        const text = yield* expandText(shell, element)
        elements.set(key2, text.slice(text.indexOf(']=') + 2))
        next = Number(key) + 1
      } else for (const text of yield* expandWords(shell, [element])) elements.set(String(next++), text)
    }
    shell.variables.setArray(name, elements)
    return
  }
  if (index) {
    const key = yield* shell.elementKey(name, index)
    const text = yield* expandText(shell, value, true)
    shell.assign(name, key, assignment.append ? (shell.element(name, key) ?? '') + text : text)
    return
  }
  shell.assign(name, undefined, yield* assignedText(shell, assignment))
}

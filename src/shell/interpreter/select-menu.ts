import type { Task } from '../../sim/task.ts'
import { BUILTINS, type Builtin } from './builtins/registry.ts'
import { expandTemplate } from './expansion.ts'
import type { Shell } from './shell.ts'

const TAB = 8

/** The numbered list that `select` shows: in columns, filled from the top, where one column would not do on `columns` letters. */
export function selectMenu(words: readonly string[], columns: number): string {
  const digits = String(words.length).length
  const cell = Math.max(0, ...words.map((word) => word.length)) + digits + 4
  const fitting = Math.max(1, Math.floor(columns / cell))
  let rows = Math.ceil(words.length / fitting)
  if (rows === 1) rows = words.length
  let out = ''
  for (let row = 0; row < rows; row++) {
    for (let at = row, left = 0; at < words.length; at += rows, left += cell) {
      const text = `${String(at + 1).padStart(left === 0 ? String(rows).length : digits)}) ${words[at]}`
      out += text
      if (at + rows < words.length) out += indent(left + text.length, left + cell)
    }
    out += '\n'
  }
  return out
}

/** From one column to another with as many tabs as fit. */
function indent(from: number, to: number): string {
  let out = ''
  let at = from
  while (at < to) {
    const tabbed = Math.floor(to / TAB) > Math.floor(at / TAB)
    out += tabbed ? '\t' : ' '
    at += tabbed ? TAB - (at % TAB) : 1
  }
  return out
}

/** Asks until there is an answer, and gives it to the variable; false at the end of the input. */
export function* chooseWord(shell: Shell, name: string, words: readonly string[], asked: { menu: boolean }): Task<boolean> {
  for (;;) {
    if (asked.menu) yield* shell.stderr.write(selectMenu(words, Number(shell.variables.get('COLUMNS')) || 80))
    yield* shell.stderr.write(yield* expandTemplate(shell, shell.variables.get('PS3') ?? '#? '))
    const status = yield* (BUILTINS.get('read') as Builtin)(shell, ['read'], false)
    const answer = shell.variables.get('REPLY') ?? ''
    if (status !== 0) {
      yield* shell.out('\n')
      return false
    }
    asked.menu = answer === ''
    if (asked.menu) continue
    const number = /^\s*\d+\s*$/.test(answer) ? Number(answer) : 0
    shell.assign(name, undefined, words[number - 1] ?? '')
    return true
  }
}

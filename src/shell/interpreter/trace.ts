import type { Assignment } from 'unbash'
import type { Task } from '../../sim/task.ts'
import { expandTemplate, quoteForReuse } from './expansion.ts'
import type { Shell } from './shell.ts'

/** A word as `set -x` shows it: quoted only where it must be. */
export function traced(text: string): string {
  if (text === '') return "''"
  if (/[\n\t]/.test(text))
    return `$'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n').replaceAll('\t', '\\t')}'`
  return /^[\w@%+=:,./-]+$/.test(text) ? text : quoteForReuse(text)
}

/** `set -x`: writes the command that is about to run. */
export function* trace(shell: Shell, argv: readonly string[], assignments: readonly Assignment[]): Task {
  const prompt = yield* expandTemplate(shell, shell.variables.get('PS4') ?? '+ ')
  if (argv.length === 0) {
    for (const { name, append, value } of assignments) {
      const shown =
        value.type === 'ArrayValue'
          ? `(${value.elements.map((word) => word.text).join(' ')})`
          : traced(append ? value.value : (shell.variables.get(name) ?? '')).replace(/^''$/, '')
      yield* shell.stderr.write(`${prompt}${name}${append ? '+' : ''}=${shown}\n`)
    }
    return
  }
  const words = argv.map((word) => (shell.dialect.name === 'dash' ? word : traced(word)))
  const before = assignments.map(({ name, value }) => `${name}=${value.type === 'Word' ? traced(value.value) : ''}`)
  if (shell.dialect.name === 'bash') for (const text of before) yield* shell.stderr.write(`${prompt}${text}\n`)
  yield* shell.stderr.write(`${prompt}${(shell.dialect.name === 'bash' ? words : [...before, ...words]).join(' ')}\n`)
}

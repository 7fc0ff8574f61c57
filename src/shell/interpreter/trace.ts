import type { Assignment } from 'unbash'
import type { Task } from '../../sim/task.ts'
import { expandTemplate } from './expansion.ts'
import { ansiQuoted, quoteForReuse } from './quoting.ts'
import type { Shell } from './shell.ts'

/** A word as `set -x` shows it: quoted only where it must be. */
export function traced(text: string, ash = false): string {
  if (text === '') return "''"
  if (/[\n\t]/.test(text)) return ansiQuoted(text)
  return (ash ? /^(?:[\w@%+:,./-]+|\])$/ : /^[\w@%+=:,./-]+$/).test(text) ? text : quoteForReuse(text)
}

/** What stands before each traced line: bash repeats its first letter for each `$(…)` it is in. */
function* tracePrompt(shell: Shell): Task<string> {
  const prompt = yield* expandTemplate(shell, shell.variables.get('PS4') ?? '+ ')
  return shell.dialect.name === 'bash' ? prompt.slice(0, 1).repeat(shell.substitutions) + prompt : prompt
}

/** `set -x`: writes the head of a construct as it stands. */
export function* traceText(shell: Shell, text: string): Task {
  yield* shell.stderr.write(`${yield* tracePrompt(shell)}${text}\n`)
}

/** `set -x`: writes the command that is about to run. */
export function* trace(shell: Shell, argv: readonly string[], assignments: readonly Assignment[]): Task {
  const prompt = yield* tracePrompt(shell)
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
  const words = argv.map((word) => (shell.dialect.name === 'dash' ? word : traced(word, shell.dialect.name === 'ash')))
  const before = assignments.map(({ name, value }) => `${name}=${value.type === 'Word' ? traced(value.value) : ''}`)
  if (shell.dialect.name === 'bash') for (const text of before) yield* shell.stderr.write(`${prompt}${text}\n`)
  yield* shell.stderr.write(`${prompt}${(shell.dialect.name === 'bash' ? words : [...before, ...words]).join(' ')}\n`)
}

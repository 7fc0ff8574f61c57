import type { ParsedScript, ProcessSubstitutionPart, Word } from 'unbash'
import { FileError } from '../../cluster/machine/filesystem.ts'
import { readAll, sink, spendOutput, textReader } from '../../sim/pipe.ts'
import type { Task } from '../../sim/task.ts'
import { openReader } from '../files.ts'
import { Abandoned } from './control.ts'
import { LANGUAGE } from './language.ts'
import { OpenFile, SharedReader } from './open-file.ts'
import type { Shell } from './shell.ts'

/** What a script prints, without line ends at its end: `$(…)`. */
export function* capture(shell: Shell, script: ParsedScript): Task<string> {
  const only = script.commands[0]?.command
  if (
    shell.dialect.name === 'bash' &&
    script.commands.length === 1 &&
    only?.type === 'Command' &&
    !only.name &&
    only.prefix.length + only.suffix.length === 1
  ) {
    const redirect = only.redirects[0]
    if (redirect?.type === 'Redirect' && redirect.operator === '<' && redirect.descriptor === undefined)
      return yield* fileText(shell, redirect.target)
  }
  if (!(yield* shell.mayFork())) throw new Abandoned(254)
  const pieces: string[] = []
  const fds = [...shell.fds]
  fds[1] = new OpenFile({ writer: sink((text) => void pieces.push(text)) })
  const source = script.source === undefined ? shell.source : { text: script.source, line: shell.line - 1 }
  const child = shell.startSubshell(fds, (sub) => {
    sub.substitutions++
    return LANGUAGE.value.executeScript(sub, script, source, true)
  })
  shell.substitutionStatus = yield* shell.waitFor([child])
  return pieces.join('').replaceAll('\0', '').replace(/\n+$/, '')
}

/** `<(…)` and `>(…)` as a path: what the command inside prints is there already; what it is to read it gets afterwards. */
export function* processSubstitution(shell: Shell, part: ProcessSubstitutionPart): Task<string> {
  const { fs } = shell.process.machine
  const path = `/dev/fd/${63 - shell.afterCommand.length}`
  const script = part.script as ParsedScript | undefined
  const pieces: string[] = []
  if (part.operator === '<' && script) {
    const fds = [...shell.fds]
    fds[1] = new OpenFile({ writer: sink((text) => void pieces.push(text)) })
    yield* shell.waitFor([shell.startSubshell(fds, (sub) => LANGUAGE.value.executeScript(sub, script, shell.source, true))])
  }
  fs.place(path, { type: 'file', content: pieces.join(''), mode: 0o600, modified: shell.process.machine.clock.now })
  shell.afterCommand.push(() => endSubstitution(shell, part, path))
  return path
}

/** Takes the file of `<(…)` or `>(…)` away; the command of the latter now reads what was written there. */
function* endSubstitution(shell: Shell, part: ProcessSubstitutionPart, path: string): Task {
  const { fs } = shell.process.machine
  const script = part.script as ParsedScript | undefined
  const text = fs.exists(path) ? fs.readFile(path) : ''
  if (fs.exists(path)) fs.remove(path)
  if (part.operator === '<' || !script) return
  const fds = [...shell.fds]
  fds[0] = new OpenFile({ reader: new SharedReader(textReader(text)) })
  yield* shell.waitFor([shell.startSubshell(fds, (sub) => LANGUAGE.value.executeScript(sub, script, shell.source, true))])
}

/** `$(< file)` */
function* fileText(shell: Shell, word: Word | undefined): Task<string> {
  const path = yield* LANGUAGE.value.expandText(shell, word)
  try {
    const text = yield* readAll(openReader(shell.process, path))
    yield* spendOutput(text.length)
    shell.substitutionStatus = 0
    return text.replace(/\n+$/, '')
  } catch (error) {
    if (!(error instanceof FileError)) throw error
    yield* shell.complain(shell.dialect.cannotOpen(path, error.message))
    shell.substitutionStatus = 1
    return ''
  }
}

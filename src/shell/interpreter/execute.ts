import type {
  AndOr,
  Case,
  CompoundList,
  For,
  If,
  ParsedScript,
  Redirection,
  Script,
  Select,
  Statement,
  SyntaxNode,
  While,
  Word,
} from 'unbash'
import { type Task, tick } from '../../sim/task.ts'
import { matchesGlob } from '../regex/glob.ts'
import { Abandoned, ExpansionError, LoopBreak, LoopContinue, ShellExit } from './control.ts'
import { expandPattern, expandText, expandWords } from './expansion.ts'
import { background, pipeline } from './pipeline.ts'
import { redirect } from './redirection.ts'
import { chooseWord } from './select-menu.ts'
import type { Shell, ShellFunction, Source } from './shell.ts'
import { simpleCommand } from './simple-command.ts'
import { foreignSyntax, openHeredocs, parseScript, patternInParentheses, syntaxErrorText } from './syntax.ts'
import { evaluateTest } from './test-command.ts'
import { traceText } from './trace.ts'

/** Parses and runs a text in this shell. A syntax error is told, after what stands on lines before it has run. */
export function* executeText(
  shell: Shell,
  text: string,
  options: { last?: boolean; line?: number; name?: string; builtin?: string } = {},
): Task<number> {
  const line = options.line ?? 0
  const { script, error } = parseScript(text)
  const problem =
    error ?? foreignSyntax(shell.dialect, script, text) ?? (shell.shopts.has('extglob') ? undefined : patternInParentheses(text, script))
  const source: Source = { text, line }
  shell.syntaxFailed = false
  if (!problem) {
    if (text.includes('<<') && shell.dialect.name === 'bash') yield* warnOpenHeredocs(shell, script, text, line)
    return yield* executeScript(shell, script, source, options.last ?? false)
  }
  const before = text.lastIndexOf('\n', problem.position - 1) + 1
  const commands =
    problem.closing === '"' || problem.closing === "'" || !problem.incomplete
      ? script.commands.filter((statement) => statement.pos < before && statement.end <= before)
      : script.commands.slice(0, -1)
  yield* executeScript(shell, { ...script, commands }, source, false)
  yield* shell.stderr.write(
    syntaxErrorText(shell.dialect, problem, text, {
      name: options.name ?? shell.name,
      builtin: options.builtin,
      line,
      interactive: shell.interactive,
      command: shell.options.has('commandString') && options.name === undefined,
    }),
  )
  shell.status = options.builtin === undefined ? 2 : 1
  shell.syntaxFailed = true
  return shell.status
}

function* warnOpenHeredocs(shell: Shell, script: ParsedScript, text: string, line: number): Task {
  for (const open of openHeredocs(script)) {
    const at = line + text.slice(0, open.position).split('\n').length
    const end = line + text.split('\n').length
    yield* shell.stderr.write(
      `${shell.name}: ${shell.interactive ? '' : `line ${end}: `}warning: here-document at line ${at} delimited by end-of-file (wanted \`${open.delimiter}')\n`,
    )
  }
}

/** Runs a parsed script; `last`: nothing comes after it, its last program may take the shell's place. */
export function* executeScript(shell: Shell, script: Script, source: Source, last: boolean): Task<number> {
  const outer = shell.source
  shell.source = source
  const status = shell.interactive
    ? yield* statements(shell, script.commands, last)
    : yield* byLines(shell, script.commands, source.text, last)
  shell.source = outer
  return status
}

/** A mistake that abandons a line lets the lines after it run. */
function* byLines(shell: Shell, list: readonly Statement[], text: string, last: boolean): Task<number> {
  let rest = list
  for (;;) {
    try {
      return yield* statements(shell, rest, last)
    } catch (error) {
      const unwind = error instanceof ExpansionError ? yield* shell.fail(error) : error
      if (!(unwind instanceof Abandoned)) throw unwind
      shell.status = unwind.status
      const failed = rest.findLast((statement) => statement.pos <= shell.position) ?? rest[0]
      const end = text.indexOf('\n', failed ? failed.end : 0)
      const next = end < 0 ? -1 : rest.findIndex((statement) => statement.pos > end)
      if (next < 0) return shell.status
      rest = rest.slice(next)
    }
  }
}

function* statements(shell: Shell, list: readonly Statement[], last: boolean): Task<number> {
  const end = list.length - 1
  for (let index = 0; index <= end && !(shell.options.has('noexec') && !shell.interactive); index++) {
    const statement = list[index] as Statement
    yield* tick()
    if (shell.pendingTraps.length > 0) yield* shell.runPendingTraps()
    if (statement.background) yield* background(shell, statement)
    else shell.status = yield* execute(shell, statement.command, last && index === end)
  }
  if (shell.pendingTraps.length > 0) yield* shell.runPendingTraps()
  return shell.status
}

function* list(shell: Shell, node: CompoundList, last = false): Task<number> {
  if (node.commands.length === 0) return (shell.status = 0)
  return yield* statements(shell, node.commands, last)
}

/** What a failure means under `set -e` and for the ERR trap. */
export function* settle(shell: Shell, status: number, ofStages: number[] = [status]): Task<number> {
  shell.status = status
  shell.pipeStatus = ofStages
  if (status !== 0 && shell.tested === 0) {
    if (shell.traps.has('ERR')) yield* shell.runTrap('ERR')
    if (shell.options.has('errexit')) throw new ShellExit(status)
  }
  return status
}

/** Runs one node of the tree and returns its status. */
export function* execute(shell: Shell, node: SyntaxNode, last = false): Task<number> {
  switch (node.type) {
    case 'Command':
      return yield* settle(shell, yield* simpleCommand(shell, node.name, node.prefix, node.suffix, node, last))
    case 'Pipeline':
      return yield* pipeline(shell, node)
    case 'AndOr':
      return yield* andOr(shell, node, last)
    case 'If':
      return yield* branch(shell, node)
    case 'While':
      return yield* whileLoop(shell, node)
    case 'For':
      return yield* forLoop(shell, node)
    case 'ArithmeticFor': {
      yield* arithmeticPart(shell, node.initialize)
      const step = () => arithmeticPart(shell, node.update)
      return yield* loop(shell, () => arithmeticHolds(shell, node.test), node.body, step)
    }
    case 'Select':
      return yield* selectLoop(shell, node)
    case 'Case':
      return yield* caseOf(shell, node)
    case 'BraceGroup':
      return yield* list(shell, node.body, last)
    case 'CompoundList':
      return yield* list(shell, node)
    case 'Subshell': {
      if (!(yield* shell.mayFork())) return 254
      const child = shell.startSubshell(shell.fds, (sub) => list(sub, node.body, true))
      return yield* settle(shell, yield* shell.waitFor([child]))
    }
    case 'Redirected':
      return yield* withRedirects(shell, node.redirects, () => execute(shell, node.command))
    case 'Function': {
      const fn: ShellFunction = { body: node.body, source: shell.source.text, text: shell.source.text.slice(node.body.pos, node.body.end) }
      shell.functions.set(node.name.value, fn)
      return (shell.status = 0)
    }
    case 'TestCommand': {
      shell.position = node.pos
      if (shell.dialect.lacks.has('[[')) return yield* simpleCommand(shell, { ...EMPTY_WORD, text: '[[', value: '[[' }, [], [], node, false)
      return yield* settle(shell, (yield* evaluateTest(shell, node.expression)) ? 0 : 1)
    }
    case 'ArithmeticCommand': {
      shell.position = node.pos
      // Two subshells, one in the other, where `((` means nothing.
      if (shell.dialect.lacks.has('(('))
        return yield* executeText(shell, `( ( ${node.body} ) )`, { line: shell.line - 1, name: shell.name })
      try {
        return yield* settle(shell, (yield* shell.arithmetic(node.body)) === 0n ? 1 : 0)
      } catch (error) {
        if (!(error instanceof ExpansionError)) throw error
        yield* shell.complain(`((: ${error.message}`)
        return yield* settle(shell, 1)
      }
    }
    case 'Statement':
      return yield* execute(shell, node.command, last)
    case 'Coproc':
      yield* shell.complain('podtalk does not simulate coproc')
      return 1
    default:
      return 0
  }
}

const EMPTY_WORD: Word = { type: 'Word', text: '', value: '', pos: 0, end: 0, parts: undefined }

function* withRedirects(shell: Shell, redirects: readonly Redirection[], body: () => Task<number>): Task<number> {
  const redirected = yield* redirect(shell, redirects)
  if (!redirected) return yield* settle(shell, shell.dialect.name === 'bash' ? 1 : 2)
  try {
    return yield* body()
  } finally {
    redirected.restore()
  }
}

// ── lists, pipelines, jobs ──

function* andOr(shell: Shell, node: AndOr, last: boolean): Task<number> {
  const end = node.commands.length - 1
  for (const [index, command] of node.commands.entries()) {
    if (index > 0 && (node.operators[index - 1] === '&&') !== (shell.status === 0)) continue
    if (index < end) shell.tested++
    try {
      shell.status = yield* execute(shell, command, last && index === end)
    } finally {
      if (index < end) shell.tested--
    }
  }
  return shell.status
}

// ── compound commands ──

function* condition(shell: Shell, node: CompoundList): Task<boolean> {
  shell.tested++
  try {
    return (yield* list(shell, node)) === 0
  } finally {
    shell.tested--
  }
}

function* branch(shell: Shell, node: If): Task<number> {
  if (yield* condition(shell, node.clause)) return yield* list(shell, node.then)
  for (const elif of node.elif) if (yield* condition(shell, elif.clause)) return yield* list(shell, elif.then)
  return node.else ? yield* list(shell, node.else) : (shell.status = 0)
}

function* whileLoop(shell: Shell, node: While): Task<number> {
  return yield* loop(shell, () => goesOn(shell, node), node.body)
}

function* goesOn(shell: Shell, { clause, kind }: While): Task<boolean> {
  return (yield* condition(shell, clause)) === (kind === 'while')
}

type Part = { pos: number; end: number } | undefined

function* arithmeticPart(shell: Shell, part: Part): Task<bigint> {
  return part ? yield* shell.arithmetic(shell.source.text.slice(part.pos, part.end)) : 1n
}

function* arithmeticHolds(shell: Shell, part: Part): Task<boolean> {
  return (yield* arithmeticPart(shell, part)) !== 0n
}

function* forLoop(shell: Shell, node: For): Task<number> {
  shell.position = node.pos
  const words = node.wordlist ? yield* expandWords(shell, node.wordlist) : [...shell.positional]
  const name = node.name.value
  if (!/^[A-Za-z_]\w*$/.test(name)) {
    if (shell.dialect.name !== 'bash') {
      yield* shell.complain(`${shell.dialect.name === 'dash' ? 'Syntax error: Bad' : 'syntax error: bad'} for loop variable`)
      throw new ShellExit(2)
    }
    yield* shell.complain(`\`${name}': not a valid identifier`)
    return yield* settle(shell, 1)
  }
  const left = words.values()
  const shown = node.wordlist ? ` in ${node.wordlist.map(({ text }) => text).join(' ')}` : ' in "$@"'
  return yield* loop(shell, () => takeWord(shell, name, left, shown), node.body)
}

/** `select`: ends with the input, as a failure, or by `break`. */
function* selectLoop(shell: Shell, node: Select): Task<number> {
  shell.position = node.pos
  const words = node.wordlist ? yield* expandWords(shell, node.wordlist) : [...shell.positional]
  if (words.length === 0) return yield* settle(shell, 0)
  const asked = { menu: true }
  let ended = false
  const next = function* (): Task<boolean> {
    ended = !(yield* chooseWord(shell, node.name.value, words, asked))
    return !ended
  }
  const status = yield* loop(shell, next, node.body)
  return ended ? yield* settle(shell, 1) : status
}

/** Gives the variable the next word; false when there is none. */
function* takeWord(shell: Shell, name: string, left: Iterator<string>, shown: string): Task<boolean> {
  const next = left.next()
  if (next.done) return false
  if (shell.options.has('xtrace') && shell.dialect.name === 'bash') yield* traceText(shell, `for ${name}${shown}`)
  shell.assign(name, undefined, next.value)
  return true
}

/** The common part of all loops; `break` and `continue` end here. */
function* loop(shell: Shell, next: () => Task<boolean>, body: CompoundList, step?: () => Task<unknown>): Task<number> {
  let status = 0
  shell.loops++
  try {
    while (yield* next()) {
      yield* tick()
      try {
        status = yield* list(shell, body)
      } catch (error) {
        if (error instanceof LoopBreak) {
          if (--error.levels > 0) throw error
          return (shell.status = 0)
        }
        if (!(error instanceof LoopContinue)) throw error
        if (--error.levels > 0) throw error
        status = 0
      }
      if (step) yield* step()
    }
  } finally {
    shell.loops--
  }
  return (shell.status = status)
}

function* caseOf(shell: Shell, node: Case): Task<number> {
  shell.position = node.pos
  if (shell.options.has('xtrace') && shell.dialect.name === 'bash') yield* traceText(shell, `case ${node.word.text} in`)
  const text = yield* expandText(shell, node.word)
  let falling = false
  let status = 0
  for (const item of node.items) {
    let matches = falling
    for (const pattern of falling ? [] : item.pattern) {
      if (matchesGlob(yield* expandPattern(shell, pattern), text)) {
        matches = true
        break
      }
    }
    if (!matches) continue
    status = yield* list(shell, item.body)
    if (item.terminator === ';&') falling = true
    else if (item.terminator === ';;&') falling = false
    else return status
  }
  return (shell.status = status)
}

import type {
  AndOr,
  Assignment,
  Case,
  CompoundList,
  For,
  If,
  ParsedScript,
  Pipeline,
  Redirection,
  Script,
  Select,
  Statement,
  SyntaxNode,
  While,
  Word,
} from 'unbash'
import type { Process } from '../../cluster/machine/machine.ts'
import { Pipe } from '../../sim/pipe.ts'
import { sleep, type Task, tick } from '../../sim/task.ts'
import { matchesGlob } from '../regex/glob.ts'
import { BUILTINS, DECLARATIONS, SPECIAL } from './builtins/registry.ts'
import { Abandoned, ExpansionError, FunctionReturn, LoopBreak, LoopContinue, ShellExit } from './control.ts'
import { asWord, expandPattern, expandText, expandWords } from './expansion.ts'
import { type Descriptors, EMPTY_READER, OpenFile, SharedReader } from './open-file.ts'
import { redirect } from './redirection.ts'
import { afterCommand, runProgram } from './run-program.ts'
import { chooseWord } from './select-menu.ts'
import type { Shell, ShellFunction, Source } from './shell.ts'
import { foreignSyntax, openHeredocs, parseScript, patternInParentheses, syntaxErrorText } from './syntax.ts'
import { evaluateTest } from './test-command.ts'
import { trace, traceText } from './trace.ts'

/** Calls of shell functions inside each other; real shells go on until their stack is full. */
const MAX_CALLS = 250
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
function* settle(shell: Shell, status: number, ofStages: number[] = [status]): Task<number> {
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

function* pipeline(shell: Shell, node: Pipeline): Task<number> {
  const negated = node.prefixes.filter((prefix) => prefix.type === 'Negation').length % 2 === 1
  const timed = node.prefixes.find((prefix) => prefix.type === 'Time')
  const begun = shell.process.machine.clock.now
  if (negated) shell.tested++
  let status: number
  try {
    if (node.commands.length === 0) status = 0
    else if (node.commands.length === 1) status = yield* execute(shell, node.commands[0] as SyntaxNode)
    else status = yield* pipe(shell, node)
  } finally {
    if (negated) shell.tested--
  }
  if (timed) yield* reportTime(shell, shell.process.machine.clock.now - begun, timed.type === 'Time' && timed.posix !== undefined)
  if (negated) return (shell.status = status === 0 ? 1 : 0)
  return node.commands.length > 1 ? yield* settle(shell, status, shell.pipeStatus) : status
}

function* reportTime(shell: Shell, ms: number, posix: boolean): Task {
  const seconds = ms / 1000
  if (posix) {
    yield* shell.stderr.write(`real ${seconds.toFixed(2)}\nuser 0.00\nsys 0.00\n`)
    return
  }
  if (shell.dialect.name === 'ash') {
    yield* shell.stderr.write(`real\t${Math.floor(seconds / 60)}m ${(seconds % 60).toFixed(2)}s\nuser\t0m 0.00s\nsys\t0m 0.00s\n`)
    return
  }
  const clock = (value: number) => `${Math.floor(value / 60)}m${(value % 60).toFixed(3)}s`
  yield* shell.stderr.write(`\nreal\t${clock(seconds)}\nuser\t0m0.000s\nsys\t0m0.000s\n`)
}

function* pipe(shell: Shell, node: Pipeline): Task<number> {
  const processes = yield* startStages(shell, node, shell.fds, false)
  if (!processes) return 254
  yield* shell.waitFor(processes)
  shell.pipeStatus = processes.map((process) => process.exitCode ?? 0)
  if (shell.options.has('pipefail')) return shell.pipeStatus.findLast((status) => status !== 0) ?? 0
  return shell.pipeStatus.at(-1) as number
}

/** Starts all stages of a pipeline at once, each in a process of its own. */
function* startStages(shell: Shell, node: Pipeline, fds: Descriptors, inBackground: boolean): Task<Process[] | undefined> {
  const processes: Process[] = []
  let input = fds[0]
  for (const [index, command] of node.commands.entries()) {
    if (!(yield* shell.mayFork())) return undefined
    const own = [...fds]
    own[0] = input
    const opened: OpenFile[] = index > 0 && input ? [input] : []
    if (index < node.commands.length - 1) {
      const pipe = new Pipe()
      const output = new OpenFile({ writer: pipe }, () => pipe.close())
      opened.push(output)
      own[1] = output
      if (node.operators[index] === '|&') own[2] = output
      input = new OpenFile({ reader: new SharedReader(pipe.reader) }, () => pipe.reader.close())
    }
    processes.push(shell.startSubshell(own, (sub) => executeStage(sub, command), inBackground ? { budget: shell.interactive } : {}))
    // the subshell holds its ends now
    for (const file of opened) file.release()
  }
  return processes
}

function* executeStage(sub: Shell, command: SyntaxNode): Task<number> {
  sub.tested = 0
  return yield* execute(sub, command, true)
}

function* background(shell: Shell, statement: Statement): Task {
  const { command } = statement
  const fds = [...shell.fds]
  if (!shell.interactive) fds[0] = new OpenFile({ reader: new SharedReader(EMPTY_READER) })
  let processes: Process[] | undefined
  if (command.type === 'Pipeline' && command.prefixes.length === 0 && command.commands.length > 1) {
    processes = yield* startStages(shell, command, fds, true)
  } else if (yield* shell.mayFork()) {
    processes = [shell.startSubshell(fds, (sub) => execute(sub, command, true), { budget: shell.interactive })]
  }
  if (!processes) {
    shell.status = 254
    return
  }
  const text = shell.source.text.slice(command.pos, command.end)
  const job = shell.jobs.add(processes, text)
  shell.lastBackground = (processes.at(-1) as Process).pid
  shell.status = 0
  if (shell.interactive) yield* shell.stderr.write(`[${job.number}] ${shell.lastBackground}\n`)
  // the job gets its turn, as on a real machine
  yield* sleep(0)
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

// ── simple commands ──

function* simpleCommand(
  shell: Shell,
  name: Word | undefined,
  prefix: readonly (Assignment | Redirection)[],
  suffix: readonly (Word | Assignment | Redirection)[],
  place: { pos: number; end: number },
  last: boolean,
): Task<number> {
  shell.position = place.pos
  shell.commandEnd = place.end
  shell.substitutionStatus = undefined
  const assignments: Assignment[] = []
  const redirects: Redirection[] = []
  const words: Word[] = name ? [name] : []
  let declared: Assignment[] | undefined
  for (const item of prefix) {
    if (item.type === 'Assignment') assignments.push(item)
    else redirects.push(item)
  }
  const declares = name !== undefined && DECLARATIONS.has(name.value)
  for (const item of suffix) {
    if (item.type === 'Word') words.push(item)
    else if (item.type !== 'Assignment') redirects.push(item)
    else if (declares) (declared ??= []).push(item)
    else words.push(asWord(item.text))
  }
  const argv = yield* expandWords(shell, words)
  const ampersand = shell.dialect.lacks.has('&>')
    ? redirects.find((item) => item.type === 'Redirect' && item.operator.startsWith('&>'))
    : undefined
  if (ampersand) return yield* dashAmpersand(shell, argv, ampersand)
  if (shell.options.has('xtrace') && argv.length > 0)
    yield* trace(shell, declared ? [...argv, ...declared.map((item) => item.text)] : argv, assignments)
  if (redirects.length === 0) return yield* runWords(shell, argv, assignments, declared, last)
  const redirected = yield* redirect(shell, redirects)
  if (!redirected) return shell.dialect.name === 'bash' ? 1 : failedRedirect(shell, argv)
  if (argv[0] === 'exec' && argv.length === 1) return 0
  try {
    return yield* runWords(shell, argv, assignments, declared, last)
  } finally {
    redirected.restore()
  }
}

/** In POSIX shells a failed redirection of a special builtin ends the shell. */
function failedRedirect(shell: Shell, argv: readonly string[]): number {
  if (argv[0] !== undefined && SPECIAL.has(argv[0]) && !shell.interactive) throw new ShellExit(2)
  return shell.dialect.name === 'dash' ? 2 : 1
}

/** dash knows no `&>`: it reads `a &> f` as `a & > f`. */
function* dashAmpersand(shell: Shell, argv: string[], redirection: Redirection): Task<number> {
  const child = shell.startSubshell(shell.fds, (sub) => runWords(sub, argv, [], undefined, true))
  shell.lastBackground = child.pid
  shell.jobs.add([child], argv.join(' '))
  const opened = yield* redirect(shell, [{ ...redirection, operator: '>' } as Redirection])
  opened?.restore()
  return opened ? 0 : 2
}

function* runWords(
  shell: Shell,
  argv: string[],
  assignments: readonly Assignment[],
  declared: readonly Assignment[] | undefined,
  last: boolean,
): Task<number> {
  const foreign = shell.dialect.name === 'dash' ? assignments.find((assignment) => assignment.append) : undefined
  if (foreign) return yield* runProgram(shell, [foreign.text, ...argv], shell.variables.environment(), last)
  if (argv.length === 0) {
    for (const assignment of assignments) yield* assign(shell, assignment)
    if (shell.options.has('xtrace')) yield* trace(shell, [], assignments)
    return shell.substitutionStatus ?? 0
  }
  const name = argv[0] as string
  const fn = shell.functions.get(name)
  if (!fn && assignments.length === 0 && !BUILTINS.has(name)) return yield* runProgram(shell, argv, shell.variables.environment(), last)
  const values: [string, string][] = []
  for (const assignment of assignments) values.push([assignment.name, yield* assignedText(shell, assignment)])
  if (fn || BUILTINS.has(name)) {
    const builtin = fn ? undefined : BUILTINS.get(name)
    if (builtin && !fn && shell.dialect.lacks.has(name)) return yield* runProgram(shell, argv, shell.variables.environment(), last)
    // Before `exec program` they are for the program that takes the shell's place.
    const passing = shell.dialect.name === 'bash' || !SPECIAL.has(name) || (name === 'exec' && argv.length > 1)
    const restore = values.length > 0 && passing ? shell.variables.during(values) : undefined
    if (!restore) for (const [variable, value] of values) shell.assign(variable, undefined, value)
    try {
      if (fn) return yield* callFunction(shell, fn, argv)
      if (declared && DECLARATIONS.has(name))
        return yield* (DECLARATIONS.get(name) as NonNullable<ReturnType<typeof DECLARATIONS.get>>)(shell, argv, declared)
      return yield* (builtin as NonNullable<typeof builtin>)(shell, argv, last)
    } finally {
      restore?.()
      if (shell.afterCommand.length > 0) yield* afterCommand(shell)
    }
  }
  const environment = new Map(shell.variables.environment())
  for (const [variable, value] of values) environment.set(variable, value)
  return yield* runProgram(shell, argv, environment, last)
}

function* assignedText(shell: Shell, assignment: Assignment): Task<string> {
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

/** Calls a shell function. */
export function* callFunction(shell: Shell, fn: ShellFunction, argv: readonly string[]): Task<number> {
  const name = argv[0] as string
  if (shell.calls.length >= MAX_CALLS) {
    yield* shell.complain(`${name}: maximum function nesting level exceeded (${MAX_CALLS})`)
    throw new ShellExit(1)
  }
  const { positional, source, loops } = shell
  shell.positional = argv.slice(1)
  shell.source = { text: fn.source, line: 0 }
  shell.loops = 0
  shell.calls.push(name)
  shell.variables.enterScope()
  try {
    return yield* execute(shell, fn.body)
  } catch (error) {
    if (error instanceof FunctionReturn) return error.status
    throw error
  } finally {
    shell.variables.leaveScope()
    shell.calls.pop()
    shell.positional = positional
    shell.source = source
    shell.loops = loops
  }
}

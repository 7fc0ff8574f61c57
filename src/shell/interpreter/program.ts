import { FileError } from '../../cluster/machine/filesystem.ts'
import type { Process, Program } from '../../cluster/machine/machine.ts'
import { readAll } from '../../sim/pipe.ts'
import type { Task } from '../../sim/task.ts'
import { openReader } from '../files.ts'
import { DIALECTS } from './dialect.ts'
import { interact } from './interactive.ts'
import { LANGUAGE, spoken } from './language.ts'
import { Shell } from './shell.ts'

const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/** The shell as a program: `sh -c …`, `sh script`, `sh` at a terminal or with a script on its standard input. */
export function shellProgram(dialectName: keyof typeof DIALECTS): Program {
  return function* (process: Process): Task<number> {
    // One that was only started at a terminal asks for a line first.
    if (process.argv.length > 1 || !process.tty?.readLine) yield* spoken(process.machine)
    const dialect = DIALECTS[dialectName]
    const name = (process.argv[0] as string).replace(/^-/, '')
    const shell = new Shell(process, dialect, name)
    let args = process.argv.slice(1)
    let command = false
    let fromInput = false
    let forced = false
    while (args[0]?.startsWith('--') && args[0] !== '--') {
      if (args[0] === '--version' && dialectName === 'bash') {
        yield* process.stdout.write('GNU bash, version 5.2.15(1)-release (x86_64-pc-linux-gnu)\n')
        return 0
      }
      args = args.slice(1)
    }
    const known = (letter: string): boolean => {
      if (letter === 'c') command = true
      else if (letter === 's') fromInput = true
      else if (letter === 'i') forced = true
      else if (letter !== 'l') return false
      return true
    }
    const read = args.length === 0 ? { used: 0 } : LANGUAGE.value.setOptions(shell, args, known)
    if ('bad' in read) {
      yield* process.stderr.write(
        dialectName === 'bash'
          ? `${name}: ${read.bad}: invalid option\n`
          : dialectName === 'dash'
            ? `${name}: 0: Illegal option ${read.bad}\n`
            : `${name}: illegal option ${read.bad}\n`,
      )
      return 2
    }
    args = args.slice(read.used)
    if (args[0] === '--') args = args.slice(1)
    setEnvironment(shell)
    if (command) {
      const text = args[0]
      if (text === undefined) {
        yield* process.stderr.write(
          dialectName === 'bash'
            ? `${name}: -c: option requires an argument\n`
            : dialectName === 'dash'
              ? `${name}: 0: -c requires an argument\n`
              : `${name}: -c requires an argument\n`,
        )
        return 2
      }
      if (args[1] !== undefined) shell.name = args[1]
      shell.positional = args.slice(2)
      shell.options.add('commandString')
      return yield* shell.toEnd(LANGUAGE.value.executeText(shell, text, { last: true }))
    }
    if (args[0] !== undefined && !fromInput) return yield* runFile(shell, args[0], args.slice(1))
    shell.positional = args
    const { tty } = process
    if (tty?.readLine && (forced || !fromInput)) return yield* shell.toEnd(interact(shell, tty))
    return yield* shell.toEnd(fromStandardInput(shell))
  }
}

function setEnvironment(shell: Shell): void {
  const { variables, process } = shell
  const { cwd } = process
  if (variables.get('PATH') === undefined) variables.set('PATH', DEFAULT_PATH)
  const shown = variables.lookup('PWD')
  variables.put('PWD', { value: cwd, exported: shown?.exported ?? shell.dialect.name !== 'dash' })
  variables.set('IFS', ' \t\n')
  variables.set('OPTIND', '1')
  variables.set('PS4', '+ ')
  if (shell.dialect.name !== 'bash' || shell.interactive) variables.set('PS2', '> ')
  if (shell.dialect.name === 'dash') {
    variables.put('PWD', { value: cwd, exported: true })
    return
  }
  const level = Number(variables.get('SHLVL') ?? 0)
  variables.put('SHLVL', { value: String((Number.isInteger(level) ? level : 0) + 1), exported: true })
  if (shell.dialect.name !== 'bash') return
  for (const option of ['braceexpand', 'hashall', 'interactive-comments']) shell.options.add(option)
  variables.set('BASH_VERSION', '5.2.15(1)-release')
  variables.set('BASH', '/bin/bash')
  variables.set('OSTYPE', 'linux-gnu')
  variables.set('HOSTTYPE', 'x86_64')
  variables.put('_', { value: '/bin/bash', exported: true })
}

function* runFile(shell: Shell, path: string, args: string[]): Task<number> {
  let text: string
  try {
    text = yield* readAll(openReader(shell.process, path))
  } catch (error) {
    if (!(error instanceof FileError)) throw error
    const { name, dialect } = shell
    const missing = error.errno === 'ENOENT'
    const said =
      dialect.name === 'bash'
        ? error.errno === 'EISDIR'
          ? `${name}: ${path}: Is a directory`
          : `${name}: ${path}: ${error.message}`
        : dialect.name === 'dash'
          ? `${name}: 0: cannot open ${path}: ${missing ? 'No such file' : error.message}`
          : `${name}: can't open '${path}': ${error.message}`
    yield* shell.process.stderr.write(`${said}\n`)
    return dialect.name === 'bash' ? (missing ? 127 : 126) : dialect.name === 'dash' ? (missing ? 2 : 126) : 2
  }
  shell.name = path
  shell.script = true
  shell.positional = args
  return yield* shell.toEnd(LANGUAGE.value.executeText(shell, text, { last: true }))
}

/** Runs commands as they come; what they do not read of the input is the script's next line. */
function* fromStandardInput(shell: Shell): Task<number> {
  const { executeText, isComplete } = LANGUAGE.value
  let text = ''
  let lines = 0
  for (;;) {
    const line = yield* shell.stdin.until('\n')
    text += line ?? ''
    if (line !== undefined && !isComplete(text.replace(/\n$/, ''))) continue
    if (text !== '') yield* executeText(shell, text, { line: lines })
    if (line === undefined) return shell.status
    lines += text.split('\n').length - 1
    text = ''
  }
}

import { Lab } from '../../src/lab/lab.ts'
import type { LabLog } from '../../src/lab/log.ts'
import { LAPTOP_DIRECTORY, type Scenario } from '../../src/lab/scenario.ts'
import { fillPlaceholders } from '../../src/site/lesson/placeholders.ts'
import { type Condition, holding } from '../../src/site/progress/ticks.ts'
import { machineFor } from '../../src/site/workspace/machines.ts'
import { all, type LessonText, type Part } from './lesson.ts'

/** Seed of the labs that learners get. */
const SEED = '1'
/** A learner's pace: ms of virtual time to read before the next command, and while a step is waited for. */
const READING = 5_000
const WAITING = 60_000
/** What a command may take, ms of virtual time. */
const PATIENCE = 180_000

/** What came of one command of a lesson. */
export interface RanCommand {
  part: Part
  command: string
  printed: string
  /** undefined: it runs on (a watch, a server) and was interrupted */
  exit: number | undefined
  /** the text that the lesson shows, placeholders filled in */
  shown: string | undefined
  fault: string | undefined
}

/** A condition of the lesson that did not hold where its line stands. */
export interface MissedTick {
  part: Part
  id: string
}

/**
 * Goes through a lesson as a learner would who clicks every chip and puts every file into the lab,
 * in the order of the text, at a steady pace.
 */
export function runLesson(lesson: LessonText, scenario: Scenario): { commands: RanCommand[]; missed: MissedTick[] } {
  const lab = Lab.open({ scenario, seed: SEED })
  const commands: RanCommand[] = []
  const missed: MissedTick[] = []
  const done = new Set<string>()
  const ticks = Object.entries(lesson.front.ticks ?? {}) as [string, Condition][]
  for (const part of all(lesson.parts, 'Run', 'File', 'Tick', 'Output')) {
    if (part.name === 'Run') commands.push(runCommand(lab, part))
    else if (part.name === 'Output') compareWithLast(lab, commands, part)
    else if (part.name === 'File') {
      const path = String(part.props['path'])
      lab.input({ do: 'write', path: path.startsWith('/') ? path : `${LAPTOP_DIRECTORY}/${path}`, content: `${fenced(part)}\n` })
      lab.clock.advance(READING)
    } else {
      const id = String(part.props['id'])
      const look = (): void => {
        const open = ticks.filter(([each]) => !done.has(each))
        for (const held of holding(logOf(lab), open)) done.add(held)
      }
      look()
      if (!done.has(id)) {
        lab.clock.advance(WAITING)
        look()
      }
      if (!done.has(id)) missed.push({ part, id })
    }
  }
  return { commands, missed }
}

function logOf(lab: Lab): LabLog {
  return { version: 1, scenario: lab.scenario, seed: lab.seed, inputs: [...lab.inputs], end: Math.floor(lab.elapsed) }
}

function fenced(part: Part): string {
  return /```[^\n]*\n([\s\S]*?)\n\s*```/.exec(part.source)?.[1] ?? part.text
}

/** The command of a chip, as it is written. */
export function commandOf(part: Part): string {
  return typeof part.props['command'] === 'string' ? part.props['command'] : part.text
}

function runCommand(lab: Lab, part: Part): RanCommand {
  const written = commandOf(part)
  const output = part.props['output']
  const result: RanCommand = { part, command: written, printed: '', exit: undefined, shown: undefined, fault: undefined }
  const fault = (message: string): RanCommand => ({ ...result, fault: message })
  const command = fillPlaceholders(written, lab.cluster.informers)
  if (command === undefined) return fault('a placeholder stands for nothing here')
  const machine = machineFor(lab, String(part.props['on'] ?? 'laptop'))
  if (machine === undefined || !lab.machine(machine)) return fault(`there is no machine ${part.props['on']} here`)
  const open = [...lab.terminals.values()].find((each) => each.machineName === machine && each.process?.running)
  const id = open?.id ?? `t${lab.terminals.size + 1}`
  if (!open) {
    lab.input({ do: 'open', terminal: id, machine })
    lab.clock.advance(READING)
    typeLine(lab, id, 'podtalk_exit() { echo "podtalk-exit=$1"; return $1; }')
  }
  const typed = typeLine(lab, id, command)
  result.printed = typed.printed
  if (typeof output === 'string') result.shown = fillPlaceholders(output, lab.cluster.informers) ?? output
  if (typed.ended) {
    // The shell's own `$?` stays what it was for a lesson that asks for it.
    const asked = typeLine(lab, id, 'podtalk_exit $?').printed
    const exit = /([\s\S]*)podtalk-exit=(\d+)\n$/.exec(asked)
    if (exit) {
      result.exit = Number(exit[2])
      result.printed += exit[1]
    }
  }
  lab.clock.advance(READING)
  return { ...result, fault: faultOf(result) }
}

/** Enters a line and lets time pass until the prompt is back; what runs on is interrupted. */
function typeLine(lab: Lab, id: string, text: string): { printed: string; ended: boolean } {
  const terminal = lab.terminals.get(id)
  if (!terminal) return { printed: '', ended: false }
  const before = terminal.printed
  lab.input({ do: 'line', terminal: id, text })
  lab.clock.advance(2)
  const back = (): boolean => terminal.reading !== undefined || terminal.process?.running === false
  const ended = lab.clock.runUntil(back, PATIENCE)
  if (!ended) {
    lab.input({ do: 'signal', terminal: id, signal: 'SIGINT' })
    lab.clock.advance(READING)
  }
  const printed = terminal.output.slice(terminal.output.length - (terminal.printed - before))
  // The first line is the prompt with what was typed.
  return { printed: printed.slice(printed.indexOf(`${text}\n`) + text.length + 1), ended }
}

function compareWithLast(lab: Lab, commands: RanCommand[], part: Part): void {
  const last = commands.at(-1)
  if (!last) return
  const text = fenced(part)
  last.shown = fillPlaceholders(text, lab.cluster.informers) ?? text
  last.fault = faultOf(last)
}

function faultOf({ printed, exit, shown }: RanCommand): string | undefined {
  if (/podtalk: |podtalk does not simulate/.test(printed)) return `not simulated: ${printed.trim()}`
  if (shown !== undefined && !sameText(shown, printed))
    return `it prints something else than the lesson shows:\n--- shown\n${outer(shown)}\n--- printed\n${outer(printed)}`
  if (shown === undefined && exit !== undefined && exit !== 0)
    return `it fails with exit code ${exit}, and the lesson does not show what it prints:\n${outer(printed)}`
  return undefined
}

/** The same text? A shown line of nothing but `…` stands for any number of lines; spaces and the carriage returns of HTTP headers at a line's end do not count. */
export function sameText(shown: string, printed: string): boolean {
  const blocks = outer(shown)
    .split('\n')
    .map((line) => (line.trim() === '…' ? '[\\s\\S]*?' : `${escape(line.trimEnd())}[ \\t\\r]*\\n`))
  return new RegExp(`^${blocks.join('')}$`).test(`${outer(printed)}\n`)
}

/** Text without the blank lines around it and without the indentation that all its lines share (MDX takes some of it away). */
function outer(text: string): string {
  const lines = text
    .replace(/^(?:[ \t]*\n)+/, '')
    .trimEnd()
    .split('\n')
  const indents = lines.filter((line) => line.trim() !== '').map((line) => line.length - line.trimStart().length)
  return lines.map((line) => line.slice(Math.min(...indents))).join('\n')
}

const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

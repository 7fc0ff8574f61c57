import type { Scenario } from './scenario.ts'

/** The version of the log's shape. */
export const LOG_VERSION = 1

/**
 * What may come into a lab from outside. `at`: ms of virtual time since the lab opened; inputs
 * are in order, each later than the one before.
 */
export type LabInput = { at: number } & (
  | { do: 'open'; terminal: string; machine: string }
  | { do: 'close'; terminal: string }
  /** a line (or several) entered at the terminal's prompt, or read by its foreground program */
  | { do: 'line'; terminal: string; text: string }
  /** Ctrl-C, Ctrl-\ */
  | { do: 'signal'; terminal: string; signal: 'SIGINT' | 'SIGQUIT' }
  /** Ctrl-D */
  | { do: 'eof'; terminal: string }
  | { do: 'resize'; terminal: string; columns: number; rows: number }
  /** files of the laptop, absolute paths */
  | { do: 'write'; path: string; content: string }
  | { do: 'remove'; path: string }
  | { do: 'rename'; path: string; to: string }
  | { do: 'mkdir'; path: string }
  /** a node is switched off or on, from the map */
  | { do: 'node'; node: string; action: 'stop' | 'start' }
  /** a Pod is killed from the map, as `kubectl delete pod` without waiting */
  | { do: 'delete'; resource: string; namespace: string; name: string }
  /** the editor is closed: with the text saved, or without */
  | { do: 'edited'; terminal: string; content?: string }
)

/** A lab, whole: where it started and what came in. Replayed, it gives the same lab again. */
export interface LabLog {
  version: typeof LOG_VERSION
  scenario: Scenario
  seed: string
  inputs: LabInput[]
  /** ms of virtual time that had passed */
  end: number
  /** fingerprint of the state at `end`; a replay that does not reach it says so */
  digest?: string
}

/** Why a log cannot be replayed. */
export type LogFault = 'notJson' | 'notALab' | 'version' | 'incomplete' | 'inputs' | 'duration' | 'unknownInput' | 'times' | 'scenario'

/** A log that cannot be replayed; the message says why. */
export class LogError extends Error {
  readonly fault: LogFault
  constructor(fault: LogFault, message: string) {
    super(message)
    this.fault = fault
  }
}

/** Bounds on logs from strangers. */
const MAX_INPUTS = 20_000
const MAX_VIRTUAL_MS = 90 * 24 * 3600 * 1000
/** What else an input may hold, and how it must look. */
const VALID: { readonly [D in LabInput['do']]?: (input: any) => boolean } = {
  signal: ({ signal }) => signal === 'SIGINT' || signal === 'SIGQUIT',
  resize: ({ columns, rows }) => isExtent(columns) && isExtent(rows),
  node: ({ action }) => action === 'stop' || action === 'start',
  edited: ({ content }) => content === undefined || typeof content === 'string',
}

/** Columns or rows of a terminal. */
function isExtent(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 10_000
}

const STRINGS_OF: Record<LabInput['do'], readonly string[]> = {
  open: ['terminal', 'machine'],
  close: ['terminal'],
  line: ['terminal', 'text'],
  signal: ['terminal', 'signal'],
  eof: ['terminal'],
  resize: ['terminal'],
  write: ['path', 'content'],
  remove: ['path'],
  rename: ['path', 'to'],
  mkdir: ['path'],
  node: ['node', 'action'],
  delete: ['resource', 'namespace', 'name'],
  edited: ['terminal'],
}

/** Reads a log that came from outside (a link, a file). Throws LogError. */
export function parseLog(text: string): LabLog {
  let value: any
  try {
    value = JSON.parse(text)
  } catch {
    throw new LogError('notJson', 'this is not a Podtalk lab: it is not JSON')
  }
  if (typeof value !== 'object' || value === null || typeof value.version !== 'number')
    throw new LogError('notALab', 'this is not a Podtalk lab')
  if (value.version !== LOG_VERSION)
    throw new LogError('version', `this lab has log version ${value.version}; this Podtalk replays version ${LOG_VERSION}`)
  if (typeof value.seed !== 'string' || !Array.isArray(value.inputs)) throw new LogError('incomplete', 'this lab is incomplete')
  if (value.inputs.length > MAX_INPUTS) throw new LogError('inputs', `this lab has more than ${MAX_INPUTS} inputs`)
  if (!(value.end >= 0 && value.end <= MAX_VIRTUAL_MS)) throw new LogError('duration', 'this lab has an impossible duration')
  checkScenario(value.scenario)
  let before = -1
  for (const input of value.inputs) {
    const strings =
      typeof input === 'object' && input !== null && Object.hasOwn(STRINGS_OF, input.do)
        ? STRINGS_OF[input.do as LabInput['do']]
        : undefined
    const valid = strings?.every((key) => typeof input[key] === 'string') && (VALID[input.do as LabInput['do']]?.(input) ?? true)
    if (!valid) throw new LogError('unknownInput', 'this lab has an input that Podtalk does not know')
    // A lab stamps its inputs with whole milliseconds, each later than the one before.
    if (!(Number.isInteger(input.at) && input.at > before && input.at <= value.end))
      throw new LogError('times', 'this lab has inputs at impossible times')
    before = input.at
  }
  return {
    version: LOG_VERSION,
    scenario: value.scenario,
    seed: value.seed,
    inputs: value.inputs,
    end: value.end,
    ...(typeof value.digest === 'string' ? { digest: value.digest } : {}),
  }
}

function checkScenario(value: any): asserts value is Scenario {
  const strings = (list: unknown): boolean => Array.isArray(list) && list.every((item) => typeof item === 'string')
  const fine =
    typeof value === 'object' &&
    value !== null &&
    typeof value.id === 'string' &&
    typeof value.prompt === 'string' &&
    Array.isArray(value.nodes) &&
    value.nodes.length > 0 &&
    value.nodes.length <= 50 &&
    value.nodes.every(
      (node: any) => typeof node?.name === 'string' && typeof node.address === 'string' && typeof node.podCIDR === 'string',
    ) &&
    typeof value.files === 'object' &&
    value.files !== null &&
    strings(Object.values(value.files)) &&
    strings(value.manifests) &&
    strings(value.setup)
  if (!fine) throw new LogError('scenario', 'this lab has a scenario that Podtalk cannot read')
}

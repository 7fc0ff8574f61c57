import { type LabLog, LogError, parseLog } from '../../../lab/log.ts'

/** A lab that a learner's page sent: its log, and what was typed in it. Undefined when it cannot be read. */
export function parseLogText(text: string): { log: LabLog; lines: string[] } | undefined {
  try {
    const log = parseLog(text)
    return { log, lines: log.inputs.flatMap((input) => (input.do === 'line' ? [`$ ${input.text}`] : [])) }
  } catch (error) {
    if (error instanceof LogError) return undefined
    throw error
  }
}

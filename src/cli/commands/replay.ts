import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { replayTranscript, type Transcript } from '../../lab/transcript.ts'
import { parseOptions, UsageError } from '../usage.ts'

/** `podtalk replay`: exit 0 when every file was read and replayed, 3 when one could not be. */
export async function replay(argv: string[]): Promise<number> {
  const { values, positionals } = parseOptions({ args: argv, allowPositionals: true, options: { out: { type: 'string' } } })
  if (positionals.length === 0) throw new UsageError('no transcript given')
  if (values.out) mkdirSync(values.out, { recursive: true })
  let failed = false
  for (const file of positionals) {
    const transcript = readTranscript(file)
    if (!transcript) {
      failed = true
      continue
    }
    const result = replayTranscript(transcript)
    if (values.out) writeFileSync(join(values.out, `${result.id}.json`), `${JSON.stringify(result, null, 1)}\n`)
    else process.stdout.write(`${JSON.stringify(result)}\n`)
  }
  return failed ? 3 : 0
}

function readTranscript(file: string): Transcript | undefined {
  try {
    const value = JSON.parse(readFileSync(file, 'utf8'))
    if (typeof value?.id === 'string' && /^[\w.~-]+$/.test(value.id) && Array.isArray(value.steps)) return value
    process.stderr.write(`podtalk replay: ${file} is not a transcript: it needs an id and steps\n`)
  } catch (error) {
    process.stderr.write(`podtalk replay: ${file}: ${(error as Error).message}\n`)
  }
  return undefined
}

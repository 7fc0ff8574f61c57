// Replays the project's copy of the recorded transcripts and prints what passed, by group.
//   node scripts/transcripts/run.ts [--failed] [--raise] [GROUP|ID …]
// --failed shows the differences of each failed step; --raise writes the floor that the tests hold.
import { writeFileSync } from 'node:fs'
import { type Replayed, readTranscripts, replayed } from './transcripts.ts'

const flags = process.argv.slice(2).filter((word) => word.startsWith('--'))
const wanted = process.argv.slice(2).filter((word) => !word.startsWith('--'))
const chosen = readTranscripts().filter(
  ({ group, id }) => wanted.length === 0 || wanted.some((word) => word === group || id.includes(word)),
)

const groups = new Map<string, { steps: number; stepsPassed: number; transcripts: number; transcriptsPassed: number }>()
const floor: Record<string, number> = {}
for (const transcript of chosen) {
  const result: Replayed = replayed(transcript)
  const sum = groups.get(transcript.group) ?? { steps: 0, stepsPassed: 0, transcripts: 0, transcriptsPassed: 0 }
  groups.set(transcript.group, sum)
  sum.steps += result.steps.length
  sum.stepsPassed += result.passed
  sum.transcripts++
  if (result.passed === result.steps.length) sum.transcriptsPassed++
  floor[transcript.id] = result.passed
  if (flags.includes('--failed') && result.passed < result.steps.length) {
    console.log(`\n## ${transcript.group}/${transcript.id}: ${result.passed}/${result.steps.length}`)
    result.steps.forEach((step, index) => {
      if (!step.pass) console.log(`  ${index + 1} $ ${transcript.steps[index]?.run}\n${step.diff.replace(/^/gm, '      ')}`)
    })
  }
}
console.log('group          steps            transcripts')
const total = { steps: 0, stepsPassed: 0, transcripts: 0, transcriptsPassed: 0 }
const row = (name: string, sum: typeof total): void => {
  const percent = ((100 * sum.stepsPassed) / sum.steps).toFixed(1)
  console.log(
    `${name.padEnd(12)} ${`${sum.stepsPassed}/${sum.steps}`.padStart(9)} ${percent.padStart(5)} %  ${`${sum.transcriptsPassed}/${sum.transcripts}`.padStart(8)}`,
  )
}
for (const [name, sum] of groups) {
  row(name, sum)
  for (const key of Object.keys(total) as (keyof typeof total)[]) total[key] += sum[key]
}
row('all', total)
if (flags.includes('--raise')) {
  const lines = Object.entries(floor).map(([id, passed]) => `  ${JSON.stringify(id)}: ${passed}`)
  writeFileSync(new URL('../../data/transcripts/floor.json', import.meta.url), `{\n${lines.join(',\n')}\n}\n`)
}

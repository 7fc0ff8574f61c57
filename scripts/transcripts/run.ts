// Replays the project's copy of the recorded transcripts and prints what passed, by group.
//   node scripts/transcripts/run.ts [--failed] [--raise] [GROUP|ID …]
// --failed shows the differences of each failed step; --raise writes the floor that the tests hold.
import { readFileSync, writeFileSync } from 'node:fs'
import { type Replayed, readTranscripts, replayed } from './transcripts.ts'

const flags = process.argv.slice(2).filter((word) => word.startsWith('--'))
const wanted = process.argv.slice(2).filter((word) => !word.startsWith('--'))
const chosen = readTranscripts().filter(
  ({ group, id }) => wanted.length === 0 || wanted.some((word) => word === group || id.includes(word)),
)
if (chosen.length === 0) {
  console.error(`no transcript is called ${wanted.join(' or ')}`)
  process.exit(2)
}

const empty = { steps: 0, stepsPassed: 0, transcripts: 0, transcriptsPassed: 0 }
const groups = new Map<string, typeof empty>()
/** kubectl's transcripts that need the API server alone */
const apiOnly = { ...empty }
const floor: Record<string, number> = {}
for (const transcript of chosen) {
  const result: Replayed = replayed(transcript)
  const sum = groups.get(transcript.group) ?? { ...empty }
  groups.set(transcript.group, sum)
  for (const counted of transcript.group === 'kubectl' && transcript.needs === 'api' ? [sum, apiOnly] : [sum]) {
    counted.steps += result.steps.length
    counted.stepsPassed += result.passed
    counted.transcripts++
    if (result.passed === result.steps.length) counted.transcriptsPassed++
  }
  floor[transcript.id] = result.passed
  if (flags.includes('--failed') && result.passed < result.steps.length) {
    console.log(`\n## ${transcript.group}/${transcript.id}: ${result.passed}/${result.steps.length}`)
    result.steps.forEach((step, index) => {
      if (!step.pass) console.log(`  ${index + 1} $ ${transcript.steps[index]?.run}\n${step.diff.replace(/^/gm, '      ')}`)
    })
  }
}
console.log('group          steps            transcripts')
const total = { ...empty }
const row = (name: string, sum: typeof empty): void => {
  const percent = ((100 * sum.stepsPassed) / sum.steps).toFixed(1)
  console.log(
    `${name.padEnd(12)} ${`${sum.stepsPassed}/${sum.steps}`.padStart(9)} ${percent.padStart(5)} %  ${`${sum.transcriptsPassed}/${sum.transcripts}`.padStart(8)}`,
  )
}
for (const [name, sum] of groups) {
  row(name, sum)
  if (name === 'kubectl' && apiOnly.steps > 0) row('  needs: api', apiOnly)
  for (const key of Object.keys(total) as (keyof typeof total)[]) total[key] += sum[key]
}
row('all', total)
if (flags.includes('--raise')) {
  const file = new URL('../../data/transcripts/floor.json', import.meta.url)
  // of a choice the other floors stay; of all, a transcript that is gone goes
  const others: Record<string, number> = wanted.length > 0 ? JSON.parse(readFileSync(file, 'utf8')) : {}
  const lines = Object.entries({ ...others, ...floor }).map(([id, passed]) => `  ${JSON.stringify(id)}: ${passed}`)
  writeFileSync(file, `{\n${lines.join(',\n')}\n}\n`)
}

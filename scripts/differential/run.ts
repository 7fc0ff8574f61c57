// Runs commands by the real kubectl v1.35 and by ours, and prints where they differ.
//   node scripts/differential/run.ts [ROUND …]

import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { realKubectl } from '../../src/cli/serve/real-kubectl.ts'
import { differences } from './differential.ts'
import { ROUNDS } from './rounds.ts'

const kubectl = realKubectl()
if (!kubectl) throw new Error('the real kubectl is not there')
const folder = mkdtempSync(join(tmpdir(), 'podtalk-diff-'))
const show = (text: string, name: string): string => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}
let [compared, differing] = [0, 0]
for (const round of ROUNDS) {
  if (process.argv.length > 2 && !process.argv.slice(2).includes(round.name)) continue
  const result = await differences(kubectl, round)
  compared += result.compared
  differing += result.differences.length
  for (const { command, real, ours } of result.differences) {
    console.log(`## ${round.name} $ ${command}`)
    if (real.exit !== ours.exit) console.log(`exit ${real.exit} | ${ours.exit}`)
    for (const stream of ['stdout', 'stderr'] as const) {
      if (real[stream] === ours[stream]) continue
      try {
        execFileSync('diff', ['-U1', show(real[stream], 'real'), show(ours[stream], 'ours')])
      } catch (error) {
        console.log(
          `${stream}:\n${String((error as { stdout: Buffer }).stdout)
            .split('\n')
            .slice(2)
            .join('\n')}`,
        )
      }
    }
  }
}
console.log(`${compared} compared, ${differing} differ`)
rmSync(folder, { recursive: true })

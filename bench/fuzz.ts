// Tries hostile objects and patches on the API server: node bench/fuzz.ts [CASES, default 100000].
import fc from 'fast-check'
import { HOSTILE_PROPERTIES } from '../src/cluster/apiserver/hostile-properties.ts'
import { loadAllCode } from '../src/sim/code.ts'

await loadAllCode()

const cases = Number(process.argv[2] ?? 100_000)
for (const { name, property } of HOSTILE_PROPERTIES) {
  const start = performance.now()
  const numRuns = Math.ceil(cases / HOSTILE_PROPERTIES.length)
  fc.assert(property, { numRuns })
  console.log(`${numRuns} cases in ${((performance.now() - start) / 1_000).toFixed(1)} s: ${name}`)
}

// npm run bench: figures as a table, and as JSON in .cache/bench.json.
import { mkdirSync, writeFileSync } from 'node:fs'
import { loadAllCode } from '../src/sim/code.ts'
import { apiserverFigures } from './apiserver.ts'
import { byteFigures } from './bytes.ts'
import { engineFigures } from './engine.ts'
import { kubectlFigures } from './kubectl.ts'
import { pageFigures } from './page.ts'
import { scaleFigures } from './scale.ts'

await loadAllCode()
const figures = [
  ...(await pageFigures()),
  ...(await byteFigures()),
  ...engineFigures(),
  ...scaleFigures(),
  ...kubectlFigures(),
  ...apiserverFigures(),
]
for (const { name, value, unit, bound, better } of figures) {
  const shown = value >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(1)
  const held =
    bound === undefined
      ? ''
      : `${(better === 'higher' ? value >= bound : value <= bound) ? 'holds' : 'MISSES'} ${better === 'higher' ? '≥' : '≤'} ${bound}`
  console.log(`${name.padEnd(40)} ${shown.padStart(9)} ${unit.padEnd(4)} ${held}`)
}
mkdirSync('.cache', { recursive: true })
writeFileSync('.cache/bench.json', `${JSON.stringify({ node: process.version, figures }, null, 2)}\n`)

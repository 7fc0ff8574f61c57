// Writes docs/coverage.md: what podtalk's kubectl covers and what it leaves out.
import { writeFileSync } from 'node:fs'
import { ROOT } from '../src/kubectl/commands/index.ts'
import { coverage } from '../src/kubectl/coverage.ts'
import { loadAllCode } from '../src/sim/code.ts'

await loadAllCode()
writeFileSync(new URL('../docs/coverage.md', import.meta.url), coverage(ROOT))

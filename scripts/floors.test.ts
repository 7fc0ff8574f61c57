import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'

const src = resolve(import.meta.dirname, '../src')

/** The folders of `src`, by floor: a file may import from its own folder and from lower floors. */
const FLOORS: Record<string, number> = {
  sim: 1,
  cluster: 2,
  kubectl: 3,
  shell: 3,
  lab: 4,
  grader: 5,
  site: 6,
  pages: 7,
  classroom: 5.5,
  grading: 6,
  workshop: 6.2,
  cli: 6.5,
}

/** What floors 1 to 5 must not touch: the wall clock, timers, chance, the network and the disk of the real machine. */
const OUTSIDE =
  /\bMath\.random\b|\bDate\.now\b|\bnew Date\(\)|\bDate\(\)|\bset(?:Timeout|Interval|Immediate)\b|\bperformance\.|\bcrypto\.|\bglobalThis\.|\bawait fetch\(|\bXMLHttpRequest\b|\bWebSocket\b|\blocalStorage\b|\bprocess\.(?:hrtime|nextTick|platform|exit)\b|from 'node:|queueMicrotask|requestAnimationFrame/

const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(ts|tsx|astro)$/.test(name))
  .map((name) => name.replaceAll('\\', '/'))
const floorOf = (name: string): number => FLOORS[name.split('/')[0] as string] ?? 7

/** The files of `src` that a file imports, relative to `src`. */
function importsOf(name: string, text: string): string[] {
  const out: string[] = []
  for (const match of text.matchAll(/(?:from|import)\s*\(?\s*['"](\.[^'"]+)['"]/g)) {
    const target = relative(src, resolve(dirname(join(src, name)), match[1] as string)).replaceAll('\\', '/')
    if (!target.startsWith('..')) out.push(target)
  }
  return out
}

/** Comments and the text of strings may speak of anything. */
const code = (text: string): string =>
  text
    .replace(/\/\*[\s\S]*?\*\/|(?<![:'"])\/\/.*$/gm, '')
    .replace(/'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`/g, (quoted) => (/^'node:/.test(quoted) ? quoted : "''"))

describe('the house', () => {
  test('floors look down only', () => {
    const faults = files.flatMap((name) =>
      importsOf(name, readFileSync(join(src, name), 'utf8'))
        .filter((target) => {
          const [own, other] = [name.split('/')[0], target.split('/')[0]]
          if (own === other || floorOf(name) === 7) return false
          if (/\.test\.ts$|\/testing\//.test(name)) return false
          return floorOf(target) >= floorOf(name)
        })
        .map((target) => `${name} imports ${target}`),
    )
    expect(faults).toEqual([])
  })

  test('floors 1 to 5 know no time, chance, network or disk but the simulated', () => {
    const faults = files
      .filter((name) => floorOf(name) < 6 && !/\.test\.ts$|\/testing\//.test(name))
      .flatMap((name) => {
        const found = OUTSIDE.exec(code(readFileSync(join(src, name), 'utf8')))
        return found ? [`${name}: ${found[0]}`] : []
      })
    expect(faults).toEqual([])
  })
})

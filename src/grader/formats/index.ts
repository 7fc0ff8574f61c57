import { classroom50 } from './classroom50.ts'
import { csv } from './csv.ts'
import type { GradingRun, Surroundings, Writer } from './format.ts'
import { github } from './github.ts'
import { gradescope } from './gradescope.ts'
import { html } from './html.ts'
import { json } from './json.ts'
import { junit } from './junit.ts'
import { pretty } from './pretty.ts'
import { sarif } from './sarif.ts'
import { tap } from './tap.ts'

/** The forms in which a grading run can be written. */
export const FORMATS = { pretty, json, junit, tap, csv, sarif, github, gradescope, classroom50, html } as const satisfies Record<
  string,
  (run: GradingRun, surroundings: Surroundings) => Writer
>

export type FormatName = keyof typeof FORMATS

/** Forms that hold one submission only. */
export const SINGLE: readonly FormatName[] = ['gradescope', 'classroom50']

import { exerciseIds, readAnswers } from '../src/cli/course.ts'
import type { AnsweredExercise } from '../src/grader/answers.ts'
import { mutantsOf } from '../src/grader/mutants.ts'
import { Random } from '../src/sim/random.ts'

type Files = Readonly<Record<string, string>>

/** What strangers might hand in, by what it tries. */
const HOSTILE: Readonly<Record<string, Files>> = {
  replicas: {
    'a.yaml':
      'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: bomb}\nspec: {replicas: 1000000, selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: {containers: [{name: a, image: "hello-backend:1.0"}]}}}\n',
  },
  aliases: {
    'a.yaml': `a: &a [x,x,x,x,x,x,x,x,x]\n${[...'bcdefghi'].map((key, i) => `${key}: &${key} [${Array(9).fill(`*${'abcdefgh'[i]}`).join(',')}]`).join('\n')}\n`,
  },
  deep: { 'a.yaml': `${'['.repeat(20_000)}${']'.repeat(20_000)}\n`, 'answers.yaml': `${'{a: '.repeat(5_000)}\n` },
  prototype: {
    'a.json': '{"apiVersion":"v1","kind":"Pod","__proto__":{"x":1},"metadata":{"name":"__proto__"},"spec":{"containers":[]}}',
    'answers.yaml': '__proto__: a\nconstructor: b\n',
  },
  loop: { 'fix.sh': 'while true; do :; done\n', 'a.sh': 'yes | head -c 100000000\n' },
  fork: { 'fix.sh': 'f() { f | f & }; f; wait\n' },
  crash: {
    'a.yaml':
      'apiVersion: v1\nkind: Pod\nmetadata: {name: spin, labels: {app: backend}}\nspec: {containers: [{name: a, image: "busybox:1.36", command: [sh, -c, "while true; do echo x; done"]}]}\n',
  },
  binary: { 'a.yaml': '\u0000\u0001\ufffd\ud800 \u202e: ]['.repeat(500), 'answers.yaml': '\u0000' },
  huge: { 'a.yaml': `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: big}\ndata: {x: "${'x'.repeat(900_000)}"}\n` },
  many: { 'a.yaml': Array.from({ length: 600 }, (_, i) => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c${i}}\n`).join('---\n') },
}

/** One generated submission. */
export interface Generated {
  exercise: string
  kind: 'right' | 'wrong' | 'mutant' | 'hostile'
  files: Files
}

/** Right, known-wrong, mutated and hostile work for every exercise; the same for the same seed. */
export function generate(count: number, seed: string): Generated[] {
  const random = new Random(seed)
  const pick = <T>(list: readonly T[]): T => list[random.below(list.length)] as T
  const answers = exerciseIds().map((id) => readAnswers(id) as AnsweredExercise)
  const mutants = new Map(
    answers.map((each) => [each.exercise.id, Object.values(each.solutions).flatMap((files) => mutantsOf(each.exercise, files))]),
  )
  return Array.from({ length: count }, (_, index): Generated => {
    const each = answers[index % answers.length] as AnsweredExercise
    const exercise = each.exercise.id
    const chance = random.below(100)
    if (chance < 40) return { exercise, kind: 'right', files: pick(Object.values(each.solutions)) }
    if (chance < 70) return { exercise, kind: 'wrong', files: pick(Object.values(each.wrongAnswers)) }
    if (chance < 95) return { exercise, kind: 'mutant', files: pick(mutants.get(exercise) ?? []).files }
    return { exercise, kind: 'hostile', files: pick(Object.values(HOSTILE)) }
  })
}

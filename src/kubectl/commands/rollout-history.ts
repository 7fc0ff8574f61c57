import type { Task } from '../../sim/task.ts'
import type { Command } from '../command.ts'
import { FILE_FLAGS, SELECTOR_FLAG } from '../common-flags.ts'
import { Description } from '../describe/description.ts'
import { describePodTemplate } from '../describe/pod-template.ts'
import { kindPrefix } from '../discovery.ts'
import { CommandError, raise, StatusError } from '../errors.ts'
import type { Invocation } from '../invocation.ts'
import { type ObjectPrinter, PRINT_FLAGS } from '../printers/object-printer.ts'
import { type Info, select, selectionOf } from '../resource-builder.ts'
import { type Revision, revisionsOf } from '../revisions.ts'
import { typedOperationPrinter } from '../typed.ts'

export const rolloutHistory: Command = {
  name: 'history',
  use: 'history (TYPE NAME | TYPE/NAME) [flags]',
  short: 'View rollout history',
  long: 'View previous rollout revisions and configurations.',
  examples: `# All revisions of a Deployment
kubectl rollout history deployment/backend

# One of them
kubectl rollout history deployment/backend --revision=2`,
  flags: `${PRINT_FLAGS}${FILE_FLAGS}${SELECTOR_FLAG}
--revision int64  Show this revision in full.
`,
  run: runHistory,
}

function* runHistory(k: Invocation): Task<void> {
  if (k.args.length === 0 && k.list('filename').length === 0 && !k.str('kustomize'))
    throw new CommandError('required resource not specified')
  if (k.int('revision') < 0) throw new CommandError(`revision must be a positive integer: ${k.int('revision')}`)
  const print = k.str('output') ? typedOperationPrinter(k, '') : undefined
  const { infos, errors } = yield* select(k, selectionOf(k, { args: k.args, allowBareType: true, latest: true, continueOnError: true }))
  const problems = [...errors]
  for (const info of infos) {
    try {
      show(k, info, print)
    } catch (error) {
      if (!(error instanceof CommandError || error instanceof StatusError)) throw error
      problems.push(error)
    }
  }
  raise(problems)
}

function show(k: Invocation, info: Info, print: ObjectPrinter | undefined): void {
  const wanted = k.int('revision')
  const revisions = revisionsOf(k, info)
  if (print) {
    const chosen = wanted > 0 ? find(revisions, wanted) : undefined
    for (const { keeper } of chosen ? [chosen] : revisions) print(keeper)
    return
  }
  k.out(
    `${kindPrefix(info.mapping)}/${info.name} ${wanted > 0 ? `with revision #${wanted}\n${oneRevision(find(revisions, wanted))}` : `\n${allRevisions(revisions)}`}\n`,
  )
}

function find(revisions: readonly Revision[], number: number): Revision {
  const found = revisions.find((one) => one.number === number)
  if (!found) throw new CommandError('unable to find the specified revision')
  return found
}

function allRevisions(revisions: readonly Revision[]): string {
  const text = new Description()
  text.line(0, 'REVISION\tCHANGE-CAUSE')
  for (const { number, cause } of revisions) text.line(0, `${number}\t${cause || '<none>'}`)
  return text.toString()
}

/** The template as describe shows it, its tabs left as they are. */
export function oneRevision({ template, cause }: Revision): string {
  const text = new Description()
  const { metadata } = template
  const annotations = { ...metadata?.annotations, 'kubernetes.io/change-cause': cause }
  describePodTemplate(cause ? { ...template, metadata: { ...metadata, annotations } } : template, text)
  return text.raw()
}

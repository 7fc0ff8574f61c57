import { Lab } from '../../lab/lab.ts'
import { LAPTOP_DIRECTORY } from '../../lab/scenario.ts'
import { podtalk } from '../../shell/commands/podtalk/podtalk.ts'
import { sink, textReader } from '../../sim/pipe.ts'
import { startFrom } from '../course.ts'
import { readFiles } from '../files.ts'
import { parseOptions, UsageError } from '../usage.ts'

/** Virtual time that the manifests may take to settle, and the request to end, ms. */
const SETTLE_LIMIT = 120_000
const TRACE_LIMIT = 600_000

/** `podtalk trace`: the way of one request in a fresh lab. 0 it arrived, 1 it did not, 2 usage, 3 the manifests were refused. */
export async function trace(argv: string[]): Promise<number> {
  const { values, positionals } = parseOptions({
    args: argv,
    allowPositionals: true,
    options: {
      filename: { type: 'string', short: 'f', multiple: true, default: [] },
      from: { type: 'string', default: 'laptop' },
      output: { type: 'string', short: 'o' },
      scenario: { type: 'string' },
      seed: { type: 'string', default: '1' },
    },
  })
  const [target] = positionals
  if (target === undefined || positionals.length > 1) throw new UsageError('one URL is needed')
  if (values.output !== undefined && values.output !== 'json') throw new UsageError(`there is no format "${values.output}"`)
  const lab = Lab.open({ scenario: startFrom(values.scenario), seed: values.seed })
  for (const path of values.filename) {
    let files: Record<string, string>
    try {
      files = readFiles(path)
    } catch (error) {
      throw new UsageError((error as Error).message)
    }
    for (const [name, text] of Object.entries(files)) {
      if (!/\.(ya?ml|json)$/.test(name)) continue
      const at = `${LAPTOP_DIRECTORY}/${name}`
      lab.files.mkdir(at.slice(0, at.lastIndexOf('/')), { parents: true })
      lab.files.writeFile(at, text)
      const applied = lab.script(`kubectl apply -f '${name.replaceAll("'", "'\\''")}'`, SETTLE_LIMIT, { machine: lab.laptop })
      if (applied.exit !== 0) {
        process.stderr.write(`podtalk trace: ${name}: ${applied.stderr}`)
        return 3
      }
    }
  }
  lab.settle(SETTLE_LIMIT)
  const machine = lab.machine(values.from)
  if (!machine) throw new UsageError(`nothing runs at "${values.from}"; --from takes laptop, node/NAME or pod/NAMESPACE/NAME`)
  const tracing = machine.spawn({
    argv: ['podtalk', 'trace', ...(values.output === 'json' ? ['-o', 'json'] : []), target],
    program: podtalk,
    stdin: textReader(''),
    stdout: sink((text) => void process.stdout.write(text)),
    stderr: sink((text) => void process.stderr.write(text)),
  })
  lab.clock.runUntil(() => tracing?.running === false, TRACE_LIMIT)
  return tracing?.exitCode ?? 1
}

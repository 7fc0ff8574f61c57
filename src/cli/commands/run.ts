import { readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { Lab } from '../../lab/lab.ts'
import { LAPTOP_DIRECTORY } from '../../lab/scenario.ts'
import { startFrom } from '../course.ts'
import { readSurroundings } from '../surroundings.ts'
import { numberOf, parseOptions, UsageError } from '../usage.ts'

/** `podtalk run`: the script's own exit code. */
export async function run(argv: string[]): Promise<number> {
  const { values, positionals } = parseOptions({
    args: argv,
    allowPositionals: true,
    options: { scenario: { type: 'string' }, seed: { type: 'string', default: '1' }, timeout: { type: 'string', default: '3600' } },
  })
  const [file] = positionals
  if (file === undefined || positionals.length > 1) throw new UsageError('one script is needed')
  const timeout = numberOf('--timeout', values.timeout, 0.001)
  let script: string
  try {
    script = readFileSync(file, 'utf8')
  } catch (error) {
    throw new UsageError((error as Error).message)
  }
  const lab = Lab.open({ scenario: startFrom(values.scenario), seed: values.seed })
  const { files, complete } = readSurroundings(dirname(file))
  if (!complete) process.stderr.write('podtalk run: not all manifests around the script are taken along, there are too many\n')
  for (const [name, text] of Object.entries(files)) {
    const path = `${LAPTOP_DIRECTORY}/${name}`
    lab.files.mkdir(path.slice(0, path.lastIndexOf('/')), { parents: true })
    lab.files.writeFile(path, text)
  }
  const result = lab.script(script, timeout * 1000, {
    onStdout: (text) => process.stdout.write(text),
    onStderr: (text) => process.stderr.write(text),
  })
  return result.exit
}

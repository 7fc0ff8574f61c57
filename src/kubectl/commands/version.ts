import type { JsonObject } from '../../cluster/api/object.ts'
import type { Task } from '../../sim/task.ts'
import type { Command } from '../command.ts'
import { CommandError } from '../errors.ts'
import type { Invocation } from '../invocation.ts'
import { goJsonIndent } from '../printers/go-json.ts'
import { encodeYaml } from '../yaml/encode.ts'

/** What this kubectl says of itself. */
const CLIENT = {
  major: '1',
  minor: '36',
  gitVersion: 'v1.36.2',
  gitCommit: '98b35193b2ac7a23a673325f5e9b830ecd5ba406',
  gitTreeState: 'clean',
  buildDate: '2026-06-18T12:00:00Z',
  goVersion: 'go1.26.10',
  compiler: 'gc',
  platform: 'linux/amd64',
}
const KUSTOMIZE = 'v5.8.1'

export const version: Command = {
  name: 'version',
  use: 'version',
  short: 'Print the client and server version information',
  group: 'Other Commands',
  long: 'Print the client and server version information for the current context.',
  examples: `# Both versions
kubectl version`,
  flags: `
--client bool  The client's version only; no server is asked.
-o, --output string  One of 'yaml' or 'json'.
`,
  run: printVersion,
}

function* printVersion(k: Invocation): Task<void> {
  if (k.args.length > 0) throw new CommandError(`extra arguments: [${k.args.join(' ')}]`)
  const format = k.str('output')
  if (format !== '' && format !== 'yaml' && format !== 'json') throw new CommandError("--output must be 'yaml' or 'json'")
  const both: JsonObject = { clientVersion: CLIENT, kustomizeVersion: KUSTOMIZE }
  let problem: unknown
  if (!k.bool('client')) {
    try {
      both['serverVersion'] = (yield* k.connect()).request('GET', '/version')
    } catch (error) {
      problem = error
    }
  }
  if (format === 'json') k.out(`${goJsonIndent(both, '  ', false)}\n`)
  else if (format === 'yaml') k.out(encodeYaml(both as never))
  else {
    k.out(`Client Version: ${CLIENT.gitVersion}\nKustomize Version: ${KUSTOMIZE}\n`)
    if (both['serverVersion']) k.out(`Server Version: ${both['serverVersion'].gitVersion}\n`)
  }
  if (problem !== undefined) throw problem
}

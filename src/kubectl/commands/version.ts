import type { JsonObject } from '../../cluster/api/object.ts'
import type { Task } from '../../sim/task.ts'
import type { Command } from '../command.ts'
import { CommandError } from '../errors.ts'
import type { Invocation } from '../invocation.ts'
import { goJsonIndent } from '../printers/go-json.ts'
import { encodeYaml } from '../yaml/encode.ts'

/** The kubectl that is played here. */
export const CLIENT_VERSION: JsonObject = {
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
const KUSTOMIZE_VERSION = 'v5.8.1'

export const version: Command = {
  name: 'version',
  use: 'version [flags]',
  short: 'Print the client and server version information',
  group: 'Other Commands',
  long: 'Print the client and server version information for the current context.',
  flags: `
--client bool  Only the client's version.
-o, --output string  yaml or json.
`,
  run: runVersion,
}

function* runVersion(k: Invocation): Task<void> {
  if (k.args.length > 0) throw new CommandError(`extra arguments: [${k.args.join(' ')}]`)
  const format = k.str('output')
  if (format !== '' && format !== 'yaml' && format !== 'json') throw new CommandError("--output must be 'yaml' or 'json'")
  let server: JsonObject | undefined
  let problem: unknown
  if (!k.bool('client')) {
    try {
      server = (yield* k.connect()).request('GET', '/version')
    } catch (error) {
      problem = error
    }
  }
  const all = { clientVersion: CLIENT_VERSION, kustomizeVersion: KUSTOMIZE_VERSION, ...(server ? { serverVersion: server } : {}) }
  if (format === 'json') k.out(`${goJsonIndent(all, '  ', false)}\n`)
  else if (format === 'yaml') k.out(encodeYaml(all))
  else {
    k.out(`Client Version: ${CLIENT_VERSION['gitVersion']}\nKustomize Version: ${KUSTOMIZE_VERSION}\n`)
    if (server) k.out(`Server Version: ${server['gitVersion']}\n`)
  }
  if (problem) throw problem
}

import { apiVersionOf } from '../../cluster/api/object.ts'
import { arrived } from '../../sim/code.ts'
import type { Task } from '../../sim/task.ts'
import type { Command } from '../command.ts'
import type { Mapping } from '../discovery.ts'
import { BareError, CommandError, notSimulated } from '../errors.ts'
import { fieldDocs, typeNameOf } from '../explain/field-docs.ts'
import { follow, plainText } from '../explain/plaintext.ts'
import { plainTextV2 } from '../explain/plaintext-v2.ts'
import type { Invocation } from '../invocation.ts'

export const explain: Command = {
  name: 'explain',
  use: 'explain TYPE [--recursive=FALSE|TRUE] [--api-version=api-version-group] [-o|--output=plaintext|plaintext-openapiv2]',
  short: 'Get documentation for a resource',
  group: 'Basic Commands (Intermediate)',
  long: `Describe fields and structure of various resources.

 A path of field names leads to one field and what is in it: TYPE.FIELD.FIELD.

Use "kubectl api-resources" for a complete list of supported resources.`,
  examples: `# What a Service is made of
kubectl explain service

# One field
kubectl explain service.spec.ports.targetPort

# All names, without texts
kubectl explain deployment.spec --recursive`,
  flags: `
--api-version string  Group and version to look in: apps/v1.
-o, --output string=plaintext  Form of the answer: plaintext or plaintext-openapiv2.
--recursive bool  Show the names of all fields below, too.
`,
  run: runExplain,
}

function* runExplain(k: Invocation): Task<void> {
  const [word] = k.args
  if (word === undefined)
    throw new CommandError(
      'You must specify the type of resource to explain. Use "kubectl api-resources" for a complete list of supported resources.\n',
    )
  if (k.args.length > 1) throw new CommandError('We accept only this format: explain RESOURCE\n')
  yield* k.connect()
  const { mapping, path } = split(k, word)
  const docs = yield* arrived(fieldDocs)
  const format = k.str('output')
  if (format !== 'plaintext' && format !== 'plaintext-openapiv2') throw new CommandError(`unrecognized format: ${format}`)
  const root = typeNameOf(mapping)
  if (!Object.hasOwn(docs, root)) throw notSimulated(`kubectl explain for ${mapping.kind}`)
  const found = follow(docs, root, path)
  const old = format === 'plaintext-openapiv2'
  if (!found && old) throw new CommandError(`field ${JSON.stringify(path.at(-1))} does not exist`)
  k.out(old ? `KIND:     ${mapping.kind}\nVERSION:  ${apiVersionOf(mapping)}\n\n` : heading(mapping))
  if (!found) throw new CommandError(`field ${JSON.stringify(path.at(-1))} does not exist`)
  k.out((old ? plainTextV2 : plainText)(docs, found, k.bool('recursive')))
}

function heading({ group, kind, version }: Mapping): string {
  return `${group ? `GROUP:      ${group}\n` : ''}KIND:       ${kind}\nVERSION:    ${version}\n\n`
}

/** TYPE or TYPE.GROUP, and the field names after it. */
function split(k: Invocation, word: string): { mapping: Mapping; path: string[] } {
  if (word === '') throw new CommandError('a resource must be present, got: /, Resource=')
  const parts = word.replace(/\.$/, '').split('.')
  const version = k.str('api-version')
  if (version.split('/').length > 2) throw new CommandError(`unexpected GroupVersion string: ${version}`)
  for (let length = parts.length; length > 0; length--) {
    const name = parts.slice(0, length).join('.')
    const mapping = k.mapper.find(name)
    if (!mapping || (length > 1 && mapping.group !== parts.slice(1, length).join('.'))) continue
    if (!version) return { mapping, path: parts.slice(length) }
    const other = k.mapper.kindFor(version, mapping.kind)
    if (!other) {
      const [group, number] = version.includes('/') ? version.split('/') : ['', version]
      const wanted = `${group}/${number}, Resource=${mapping.resource}`
      const known = k.mapper.groupVersions.includes(version)
      throw new CommandError(known ? `GVR (${wanted}) not found in OpenAPI schema` : `couldn't find resource for "${wanted}"`)
    }
    return { mapping: other, path: parts.slice(length) }
  }
  throw new BareError(`the server doesn't have a resource type ${JSON.stringify(parts[0])}`)
}

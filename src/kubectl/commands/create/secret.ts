import type { JsonObject } from '../../../cluster/api/object.ts'
import { textToBase64 } from '../../../sim/base64.ts'
import type { Command } from '../../command.ts'
import { CommandError } from '../../errors.ts'
import type { Invocation } from '../../invocation.ts'
import { goJson } from '../../printers/go-json.ts'
import { DATA_FLAGS, dataOf, type Wording } from './data-sources.ts'
import { generatorCommand } from './generator.ts'

const WORDING: Wording = {
  badKey: (key, why) => `${JSON.stringify(key)} is not valid key name for a Secret ${why}`,
  taken: (key) => `cannot add key ${key}, another key by that name already exists`,
}
const DOCKER_KEY = '.dockerconfigjson'
const FAILURE = 'failed to create secret '

function secret(name: string, data: Record<string, string>, type: string): JsonObject {
  const encoded = Object.fromEntries(Object.entries(data).map(([key, value]) => [key, textToBase64(value)]))
  return {
    kind: 'Secret',
    apiVersion: 'v1',
    metadata: { name },
    ...(Object.keys(data).length > 0 ? { data: encoded } : {}),
    ...(type ? { type } : {}),
  }
}

const generic = generatorCommand({
  name: 'generic',
  use: 'generic NAME [--type=string] [--from-file=[key=]source] [--from-literal=key1=value1] [--dry-run=server|client|none]',
  short: 'Create a secret from a local file, directory, or literal value',
  examples: '# From values\nkubectl create secret generic login --from-literal=user=admin --from-literal=password=secret',
  failure: FAILURE,
  flags: `${DATA_FLAGS}--type string  The type of the Secret.\n`,
  build: (k, name) => secret(name, dataOf(k, name, WORDING), k.str('type')),
})

const dockerRegistry = generatorCommand({
  name: 'docker-registry',
  use: 'docker-registry NAME --docker-username=user --docker-password=password --docker-email=email [--docker-server=string] [--from-file=[key=]source] [--dry-run=server|client|none]',
  short: 'Create a secret for use with a Docker registry',
  failure: FAILURE,
  flags: `
--append-hash bool  Put a hash of the data behind the name.
--docker-email string  Email for the registry.
--docker-password string  Password for the registry.
--docker-server string=https://index.docker.io/v1/  The registry.
--docker-username string  User name for the registry.
--from-file stringSlice  [KEY=]FILE, or a directory whose files become keys.
`,
  build: (k, name) =>
    secret(name, k.list('from-file').length > 0 ? dataOf(k, name, WORDING, DOCKER_KEY) : dockerConfig(k), 'kubernetes.io/dockerconfigjson'),
})

function dockerConfig(k: Invocation): Record<string, string> {
  const [username, password, email, server] = ['username', 'password', 'email', 'server'].map((part) => k.str(`docker-${part}`)) as [
    string,
    string,
    string,
    string,
  ]
  if (!username || !password || !server)
    throw new CommandError('either --from-file or the combination of --docker-username, --docker-password and --docker-server is required')
  const entry = { username, password, ...(email ? { email } : {}), auth: textToBase64(`${username}:${password}`) }
  return { [DOCKER_KEY]: goJson({ auths: { [server]: entry } }, false) }
}

const tls = generatorCommand({
  name: 'tls',
  use: 'tls NAME --cert=path/to/cert/file --key=path/to/key/file [--dry-run=server|client|none]',
  short: 'Create a TLS secret',
  failure: FAILURE,
  flags: `
--append-hash bool  Put a hash of the data behind the name.
--cert string  File with the certificate (PEM).
--key string  File with its private key (PEM).
`,
  build: (k, name) => {
    if (!k.str('key') || !k.str('cert')) throw new CommandError('key and cert must be specified')
    const read = (path: string): string => {
      try {
        return k.readFile(path)
      } catch (error) {
        throw new CommandError(`Cannot read file ${path}, ${(error as Error).message}`)
      }
    }
    const data = { 'tls.crt': read(k.str('cert')), 'tls.key': read(k.str('key')) }
    if (!/-----BEGIN CERTIFICATE-----/.test(data['tls.crt']))
      throw new CommandError('tls: failed to find any PEM data in certificate input')
    if (!/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(data['tls.key'])) throw new CommandError('tls: failed to find any PEM data in key input')
    return secret(name, data, 'kubernetes.io/tls')
  },
})

export const createSecret: Command = {
  name: 'secret',
  use: 'secret (docker-registry | generic | tls)',
  short: 'Create a secret using a specified subcommand',
  long: `Create a secret with specified type.

 A docker-registry type secret is for accessing a container registry.

 A generic type secret indicate an Opaque secret type.

 A tls type secret holds TLS certificate and its associated key.`,
  run: 'stderr',
  commands: [dockerRegistry, generic, tls],
}

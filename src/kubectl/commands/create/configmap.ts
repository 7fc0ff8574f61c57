import { DATA_FLAGS, dataOf, type Wording } from './data-sources.ts'
import { generatorCommand } from './generator.ts'

const WORDING: Wording = {
  badKey: (key, why) => `${JSON.stringify(key)} is not a valid key name for a ConfigMap: ${why}`,
  taken: (key, name) =>
    `cannot add key ${JSON.stringify(key)}, another key by that name already exists in Data for ConfigMap ${JSON.stringify(name)}`,
}

export const createConfigMap = generatorCommand({
  name: 'configmap',
  aliases: ['cm'],
  use: 'configmap NAME [--from-file=[key=]source] [--from-literal=key1=value1] [--dry-run=server|client|none]',
  short: 'Create a config map from a local file, directory or literal value',
  examples: `# From values
kubectl create configmap settings --from-literal=color=blue

# From a file
kubectl create configmap settings --from-file=app.properties`,
  failure: 'failed to create configmap: ',
  flags: DATA_FLAGS,
  build: (k, name) => {
    const data = dataOf(k, name, WORDING)
    return { kind: 'ConfigMap', apiVersion: 'v1', metadata: { name }, ...(Object.keys(data).length > 0 ? { data } : {}) }
  },
})

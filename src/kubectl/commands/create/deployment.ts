import type { JsonObject } from '../../../cluster/api/object.ts'
import { CommandError } from '../../errors.ts'
import type { Invocation } from '../../invocation.ts'
import { commandOf, generatorCommand } from './generator.ts'

export const createDeployment = generatorCommand({
  name: 'deployment',
  aliases: ['deploy'],
  use: 'deployment NAME --image=image -- [COMMAND] [args...]',
  short: 'Create a deployment with the specified name',
  examples: `# Three Pods of an image
kubectl create deployment web --image=nginx:1.27 --replicas=3

# Its manifest, to start from
kubectl create deployment web --image=nginx:1.27 --dry-run=client -o yaml`,
  failure: 'failed to create deployment: ',
  required: ['image'],
  flags: `
--image stringSlice  Image of the container; several make several containers.
--port int32=-1  Port that the container listens on.
-r, --replicas int32=1  Number of Pods.
`,
  build: (k, name) => {
    const command = commandOf(k)
    const images = k.list('image')
    if (images.length > 1 && command.length > 0) throw new CommandError('cannot specify multiple --image options and command')
    const labels = { app: name }
    return {
      kind: 'Deployment',
      apiVersion: 'apps/v1',
      metadata: { name, labels },
      spec: {
        replicas: k.int('replicas'),
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers: containers(k, images, command) } },
        strategy: {},
      },
      status: {},
    }
  },
})

function containers(k: Invocation, images: readonly string[], command: readonly string[]): JsonObject[] {
  return images.map((image, index) => ({
    name: containerName(k, image),
    image,
    ...(command.length > 0 ? { command } : {}),
    ...(index === 0 && k.int('port') >= 0 ? { ports: [{ containerPort: k.int('port') }] } : {}),
    resources: {},
  }))
}

/** An image's last part as a name; one that had to be changed gets a random end. */
function containerName(k: Invocation, image: string): string {
  const name = (image.split('/').at(-1) as string).split(/[:@]/)[0] as string
  const clean = name.replaceAll(/[._]/g, '-')
  return clean === name ? name : `${clean}-${k.process.machine.random.nameSuffix()}`
}

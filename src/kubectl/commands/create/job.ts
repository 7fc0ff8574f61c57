import type { JsonObject } from '../../../cluster/api/object.ts'
import type { Task } from '../../../sim/task.ts'
import { kindPrefix } from '../../discovery.ts'
import { CommandError } from '../../errors.ts'
import type { Invocation } from '../../invocation.ts'
import { select } from '../../resource-builder.ts'
import { commandOf, generatorCommand } from './generator.ts'

function podTemplate(k: Invocation, name: string, restartPolicy: string): JsonObject {
  const command = commandOf(k)
  const container = { name, image: k.str('image'), ...(command.length > 0 ? { command } : {}), resources: {} }
  return { metadata: {}, spec: { containers: [container], restartPolicy } }
}

export const createJob = generatorCommand({
  name: 'job',
  use: 'job NAME --image=image [--from=cronjob/name] -- [COMMAND] [args...]',
  short: 'Create a job with the specified name',
  examples: `# A command that runs once
kubectl create job hello --image=busybox:1.36 -- echo hello

# A CronJob's work, now
kubectl create job once --from=cronjob/nightly`,
  failure: 'failed to create job: ',
  flags: `
--from string  The CronJob whose work to do: cronjob/NAME.
--image string  The image to run.
`,
  build: (k, name) => {
    const from = k.str('from')
    if ((k.str('image') === '') === (from === '')) throw new CommandError('either --image or --from must be specified')
    if (from && commandOf(k).length > 0) throw new CommandError('cannot specify --from and command')
    if (from) return jobFrom(k, name, from)
    return { kind: 'Job', apiVersion: 'batch/v1', metadata: { name }, spec: { template: podTemplate(k, name, 'Never') }, status: {} }
  },
})

function* jobFrom(k: Invocation, name: string, from: string): Task<JsonObject> {
  const { infos } = yield* select(k, { args: [from] })
  const [info] = infos
  if (!info) throw new CommandError('from must be an existing cronjob')
  if (kindPrefix(info.mapping) !== 'cronjob.batch') throw new CommandError('from must be an existing cronjob')
  const { metadata = {}, spec } = info.object['spec'].jobTemplate
  return {
    kind: 'Job',
    apiVersion: 'batch/v1',
    metadata: {
      name,
      ...(metadata.labels ? { labels: metadata.labels } : {}),
      annotations: { ...metadata.annotations, 'cronjob.kubernetes.io/instantiate': 'manual' },
      ownerReferences: [{ apiVersion: 'batch/v1', kind: 'CronJob', name: info.name, uid: info.object['metadata'].uid, controller: true }],
    },
    spec,
    status: {},
  }
}

export const createCronJob = generatorCommand({
  name: 'cronjob',
  aliases: ['cj'],
  use: "cronjob NAME --image=image --schedule='0/5 * * * ?' -- [COMMAND] [args...] [flags]",
  short: 'Create a cron job with the specified name',
  failure: 'failed to create cronjob: ',
  required: ['image', 'schedule'],
  flags: `
--image string  The image to run.
--restart string  The Pods' restartPolicy: OnFailure or Never.
--schedule string  When to run, in cron's five fields.
`,
  build: (k, name) => ({
    kind: 'CronJob',
    apiVersion: 'batch/v1',
    metadata: { name },
    spec: {
      schedule: k.str('schedule'),
      jobTemplate: { metadata: { name }, spec: { template: podTemplate(k, name, k.str('restart') || 'OnFailure') } },
    },
    status: {},
  }),
})

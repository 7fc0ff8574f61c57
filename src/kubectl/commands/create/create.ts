import { sleep, type Task } from '../../../sim/task.ts'
import { withLastApplied } from '../../apply/last-applied.ts'
import type { Command } from '../../command.ts'
import { DRY_RUN_FLAG, FILE_FLAGS, fieldManager, SELECTOR_FLAG, VALIDATE_FLAG } from '../../common-flags.ts'
import { editObjects, OBJECT_HEADER } from '../../editing.ts'
import { CommandError, raise, StatusError } from '../../errors.ts'
import type { Invocation } from '../../invocation.ts'
import { operationPrinter, PRINT_FLAGS } from '../../printers/object-printer.ts'
import { sendRaw } from '../../raw.ts'
import { infoOf, select, selectionOf } from '../../resource-builder.ts'
import { ROUND_TRIP } from '../../rest.ts'
import { createObject, dryRunOf, dryRunSuffix, saying, validationOf, writeQuery } from '../../writing.ts'
import { createConfigMap } from './configmap.ts'
import { createDeployment } from './deployment.ts'
import { createIngress } from './ingress.ts'
import { createCronJob, createJob } from './job.ts'
import { createClusterRole, createClusterRoleBinding, createRole, createRoleBinding } from './rbac.ts'
import { createSecret } from './secret.ts'
import { createService } from './service.ts'
import { createNamespace, createPodDisruptionBudget, createPriorityClass, createQuota, createServiceAccount } from './simple.ts'
import { createToken } from './token.ts'

export const create: Command = {
  name: 'create',
  use: 'create -f FILENAME',
  short: 'Create a resource from a file or from stdin',
  group: 'Basic Commands (Beginner)',
  long: 'Create a resource from a file or from stdin. JSON and YAML formats are accepted.',
  examples: `# What a manifest describes
kubectl create -f pod.yaml

# A Deployment without a manifest
kubectl create deployment web --image=nginx:1.27`,
  flags: `${PRINT_FLAGS}${FILE_FLAGS}${SELECTOR_FLAG}${DRY_RUN_FLAG}${VALIDATE_FLAG}${fieldManager('kubectl-create')}
--edit bool  Edit before creating.
--raw string  POST to this path of the server.
--save-config bool  Keep the configuration in an annotation, for a later apply.
--windows-line-endings bool  Use Windows line ends with --edit.
`,
  run: runCreate,
  commands: [
    createClusterRole,
    createClusterRoleBinding,
    createConfigMap,
    createCronJob,
    createDeployment,
    createIngress,
    createJob,
    createNamespace,
    createPodDisruptionBudget,
    createPriorityClass,
    createQuota,
    createRole,
    createRoleBinding,
    createSecret,
    createService,
    createServiceAccount,
    createToken,
  ],
}

function* runCreate(k: Invocation): Task<void> {
  if (k.list('filename').length === 0 && !k.str('kustomize')) {
    if (k.args.length > 0) throw k.usageError(`Unexpected args: [${k.args.join(' ')}]`)
    throw new CommandError('must specify one of -f and -k')
  }
  if (k.args.length > 0) throw k.usageError(`Unexpected args: [${k.args.join(' ')}]`)
  if (k.str('raw')) {
    if (k.bool('edit')) throw new CommandError('--raw and --edit are mutually exclusive')
    return yield* sendRaw(k, 'POST')
  }
  const dryRun = dryRunOf(k)
  const validation = validationOf(k)
  const print = operationPrinter(k, `created${dryRunSuffix(dryRun)}`)
  const { infos, errors } = yield* select(k, selectionOf(k, { continueOnError: true, validate: validation !== 'Ignore' }))
  if (k.bool('edit')) {
    for (const info of infos)
      yield* editObjects(k, [info], {
        header: OBJECT_HEADER,
        save: (edited) => print(createObject(k, info, edited.object, writeQuery(k, dryRun, validation))),
      })
    return raise(errors)
  }
  const problems: unknown[] = []
  for (const info of infos) {
    try {
      if (k.bool('save-config')) info.object = withLastApplied(info.object)
      if (dryRun !== 'client') {
        yield* sleep(ROUND_TRIP)
        const made = saying('creating', info.source, () => createObject(k, info, info.object, writeQuery(k, dryRun, validation)))
        Object.assign(info, infoOf(info.mapping, made, info.source))
      }
      print(info.object)
    } catch (error) {
      if (!(error instanceof StatusError || error instanceof CommandError)) throw error
      problems.push(error)
    }
  }
  if (infos.length === 0 && errors.length === 0) throw new CommandError('no objects passed to create')
  // what a stream itself has wrong is told when it has been read to its end
  raise([...problems, ...errors])
}

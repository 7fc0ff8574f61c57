import type { Command } from '../command.ts'
import { apiResources, apiVersions } from './api-resources.ts'
import { apply } from './apply.ts'
import { auth } from './auth.ts'
import { clusterInfo } from './cluster-info.ts'
import { config } from './config.ts'
import { cordon, uncordon } from './cordon.ts'
import { create } from './create/create.ts'
import { deleteCommand } from './delete.ts'
import { describe } from './describe.ts'
import { events } from './events.ts'
import { exec } from './exec.ts'
import { get } from './get.ts'
import { logs } from './logs.ts'
import { rollout } from './rollout.ts'
import { top } from './top.ts'
import { version } from './version.ts'
import { wait } from './wait.ts'

/** kubectl itself: all subcommands in the order of its help. */
export const ROOT: Command = {
  name: 'kubectl',
  use: 'kubectl [flags]',
  short: 'kubectl controls the Kubernetes cluster manager',
  long: 'kubectl controls the Kubernetes cluster manager.\n\n Find more information at: https://kubernetes.io/docs/reference/kubectl/',
  commands: [
    create,
    get,
    deleteCommand,
    rollout,
    describe,
    logs,
    exec,
    apply,
    wait,
    clusterInfo,
    top,
    cordon,
    uncordon,
    apiResources,
    apiVersions,
    version,
    events,
    auth,
    config,
  ],
}

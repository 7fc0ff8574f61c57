import type { Command } from '../command.ts'
import { apiResources, apiVersions } from './api-resources.ts'
import { apply } from './apply.ts'
import { attach } from './attach.ts'
import { auth } from './auth/auth.ts'
import { autoscale } from './autoscale.ts'
import { clusterInfo } from './cluster-info.ts'
import { config } from './config/config.ts'
import { cp } from './cp.ts'
import { create } from './create/create.ts'
import { deleteCommand } from './delete.ts'
import { describe } from './describe.ts'
import { events } from './events.ts'
import { exec } from './exec.ts'
import { expose } from './expose.ts'
import { get } from './get.ts'
import { annotate, label } from './label.ts'
import { logs } from './logs.ts'
import { cordon, uncordon } from './node/cordon.ts'
import { drain } from './node/drain.ts'
import { taint } from './node/taint.ts'
import { options } from './options.ts'
import { patch } from './patch.ts'
import { plugin } from './plugin.ts'
import { portForward } from './port-forward.ts'
import { replace } from './replace.ts'
import { rollout } from './rollout.ts'
import { run } from './run.ts'
import { scale } from './scale.ts'
import { set } from './set/set.ts'
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
    expose,
    run,
    set,
    get,
    deleteCommand,
    rollout,
    scale,
    autoscale,
    clusterInfo,
    top,
    cordon,
    uncordon,
    drain,
    taint,
    describe,
    logs,
    attach,
    exec,
    portForward,
    cp,
    auth,
    events,
    apply,
    patch,
    replace,
    wait,
    label,
    annotate,
    apiResources,
    apiVersions,
    config,
    plugin,
    version,
    options,
  ],
}

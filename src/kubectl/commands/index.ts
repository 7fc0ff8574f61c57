import type { Command } from '../command.ts'
import { apply } from './apply.ts'
import { create } from './create/create.ts'
import { deleteCommand } from './delete.ts'
import { describe } from './describe.ts'
import { exec } from './exec.ts'
import { expose } from './expose.ts'
import { get } from './get.ts'
import { annotate, label } from './label.ts'
import { logs } from './logs.ts'
import { patch } from './patch.ts'
import { replace } from './replace.ts'
import { rollout } from './rollout.ts'
import { run } from './run.ts'
import { scale } from './scale.ts'
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
    get,
    deleteCommand,
    rollout,
    scale,
    describe,
    logs,
    exec,
    apply,
    patch,
    replace,
    wait,
    label,
    annotate,
  ],
}

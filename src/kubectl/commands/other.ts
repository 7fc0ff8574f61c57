import type { Command } from '../command.ts'
import { notSimulated } from '../errors.ts'

const SHELLS = ['bash', 'fish', 'powershell', 'zsh']

export const completion: Command = {
  name: 'completion',
  use: 'completion SHELL',
  short: 'Output shell completion code for the specified shell (bash, zsh, fish, or powershell)',
  group: 'Settings Commands',
  long: `Output shell completion code for the specified shell (bash, zsh, fish, or powershell).

 In podtalk's own shell Tab completes kubectl's command lines from the start.`,
  complete: SHELLS,
  run(k) {
    const [shell, more] = k.args
    if (shell === undefined) throw k.usageError('Shell not specified.')
    if (more !== undefined) throw k.usageError('Too many arguments. Expected only the shell type.')
    if (!SHELLS.includes(shell)) throw k.usageError(`Unsupported shell type ${JSON.stringify(shell)}.`)
    k.out(`# podtalk's shell completes kubectl without this: there is nothing to set up for ${shell}.\n:\n`)
  },
}

const subcommand = (name: string, short: string, use = `${name} (-f FILENAME | NAME)`): Command => ({
  name,
  use,
  short,
  flags: '-f, --filename stringSlice  Manifest file, directory or URL; - is stdin.\n--force bool  Change it again where it was decided.\n',
  run(k) {
    throw notSimulated(`${k.path}`)
  },
})

export const certificate: Command = {
  name: 'certificate',
  use: 'certificate SUBCOMMAND',
  short: 'Modify certificate resources',
  group: 'Cluster Management Commands',
  long: 'Modify certificate resources.',
  commands: [subcommand('approve', 'Approve a certificate signing request'), subcommand('deny', 'Deny a certificate signing request')],
}

export const proxy: Command = {
  name: 'proxy',
  use: 'proxy [--port=PORT] [--www=static-dir] [--www-prefix=prefix] [--api-prefix=prefix]',
  short: 'Run a proxy to the Kubernetes API server',
  group: 'Troubleshooting and Debugging Commands',
  flags: '-p, --port int=8001  Port to listen on.\n--address string=127.0.0.1  Address to listen on.\n',
  run() {
    throw notSimulated('kubectl proxy; kubectl get --raw PATH reads what it would serve')
  },
}

export const alpha: Command = {
  name: 'alpha',
  use: 'alpha',
  short: 'Commands for features in alpha',
  group: 'Other Commands',
  long: 'These commands correspond to alpha features that are not enabled in Kubernetes clusters by default.',
  commands: [{ ...subcommand('kuberc', 'Manage kuberc configuration files', 'kuberc'), flags: '' }],
}

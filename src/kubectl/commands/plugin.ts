import type { Command } from '../command.ts'
import { CommandError } from '../errors.ts'

const list: Command = {
  name: 'list',
  use: 'list [flags]',
  short: "List all visible plugin executables on a user's PATH",
  flags: '--name-only bool  Names only, without their directories.\n',
  run() {
    throw new CommandError('unable to find any kubectl plugins in your PATH')
  },
}

export const plugin: Command = {
  name: 'plugin',
  use: 'plugin [flags]',
  short: 'Provides utilities for interacting with plugins',
  group: 'Other Commands',
  long: `Provides utilities for interacting with plugins.

 Plugins provide extended functionality that is not part of the major command-line distribution. Please refer to the documentation and examples for more information about how write your own plugins.

 The easiest way to discover and install plugins is via the kubernetes sub-project krew: [krew.sigs.k8s.io]. To install krew, visit https://krew.sigs.k8s.io/docs/user-guide/setup/install`,
  examples: '# List all available plugins\nkubectl plugin list',
  run: 'stderr',
  commands: [list],
}

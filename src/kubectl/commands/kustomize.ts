import type { Command } from '../command.ts'
import { CommandError } from '../errors.ts'
import { build } from '../kustomize/build.ts'

export const kustomize: Command = {
  name: 'kustomize',
  use: 'kustomize DIR',
  short: 'Build a kustomization target from a directory or URL',
  group: 'Advanced Commands',
  long: `Build a set of KRM resources using a 'kustomization.yaml' file. The DIR argument must be a path to a directory containing 'kustomization.yaml'; without it the current directory is taken.`,
  examples: '# What a kustomization makes\nkubectl kustomize overlays/test',
  flags: '-o, --output string  File to write to.\n',
  run(k) {
    if (k.args.length > 1) throw new CommandError('specify one path to kustomization.yaml')
    const text = build(k, k.args[0] ?? '.')
    if (k.str('output')) k.process.machine.fs.writeFile(k.resolve(k.str('output')), text)
    else k.out(text)
  },
}

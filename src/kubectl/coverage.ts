import { type Command, wholeOf } from './command.ts'
import { flagsOf } from './flags.ts'
import { LEFT_OUT, SUPPORTED } from './kustomize/kustomization.ts'

/** What kubectl 1.36 has and podtalk's kubectl refuses with `podtalk does not simulate …`, and what to do instead. */
const REFUSED: readonly [what: string, instead: string][] = [
  ['kubectl alpha kuberc', 'nothing: preferences of the real kubectl’s own'],
  ['kubectl apply --prune, kubectl diff --prune', 'kubectl delete -f'],
  ['kubectl auth reconcile', 'kubectl apply -f'],
  ['kubectl certificate approve, deny', 'nothing: the cluster signs no certificates'],
  ['kubectl cluster-info dump', 'kubectl get and kubectl describe'],
  ['kubectl config set-credentials with credential plugins', 'a token'],
  ['kubectl create --append-hash', 'a generator in a kustomization'],
  ['kubectl debug --custom', 'flags of kubectl debug, or kubectl edit of the copy'],
  ['kubectl explain of kinds without documentation', 'kubectl explain of the kinds in kubectl api-resources that a manifest can have'],
  ['kubectl proxy', 'kubectl get --raw PATH'],
  ['kubectl run --override-type=json', 'kubectl run --overrides with a merge'],
  ['remote resources and generator behavior in a kustomization', 'files of the same directory'],
]

/** The text of docs/coverage.md. */
export function coverage(root: Command): string {
  const commands = (root.commands ?? []).map(wholeOf).flatMap((command) => rowsOf(command, 'kubectl'))
  return `# What podtalk's kubectl covers

Made from the declarations in \`src/kubectl/commands\` by \`node scripts/coverage.ts\`; a test keeps it current.

## Left out

Whatever is refused says \`podtalk does not simulate …\` and names this list.

| kubectl | instead |
| --- | --- |
${REFUSED.map(([what, instead]) => `| ${what} | ${instead} |`).join('\n')}

In a \`kustomization.yaml\` podtalk builds ${list(SUPPORTED)}, and refuses ${list(LEFT_OUT)}.

Accepted and without effect, because there is nothing behind them here: flags for TLS and logs (\`--certificate-authority\`, \`--client-certificate\`, \`--client-key\`, \`--insecure-skip-tls-verify\`, \`--tls-server-name\`, \`-v\`, \`--vmodule\`, \`--log-flush-frequency\`), for profiling (\`--profile\`, \`--profile-output\`) and for caches (\`--cache-dir\`, \`--disable-compression\`). \`--help\` is in podtalk's own words. \`kubectl completion\` prints a note: podtalk's shell completes from the start.

## Subcommands and their flags

| command | flags |
| --- | --- |
${commands.join('\n')}
`
}

const list = (words: readonly string[]): string => words.map((word) => `\`${word}\``).join(', ')

function rowsOf(command: Command, parent: string): string[] {
  const path = `${parent} ${command.name}`
  const flags = flagsOf(command.flags)
    .map(({ name, short }) => `\`${short ? `-${short} ` : ''}--${name}\``)
    .sort()
  const own = typeof command.run === 'function' ? [`| \`${path}\` | ${flags.join(' ')} |`] : []
  return [...own, ...(command.commands ?? []).map(wholeOf).flatMap((one) => rowsOf(one, path))]
}

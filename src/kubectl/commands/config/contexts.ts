import type { Command } from '../../command.ts'
import { CommandError, raise } from '../../errors.ts'
import { helpText } from '../../help.ts'
import type { Invocation } from '../../invocation.ts'
import { alignRows } from '../../printers/tabwriter.ts'
import { fileFor, type Section } from './config-file.ts'

const PARENTS = [{ name: 'kubectl' }, { name: 'config' }] as Command[]

/** Shows the command's help and complains about the arguments, as the config commands do. */
export function wrongArguments(k: Invocation, word = 'Unexpected'): CommandError {
  k.out(helpText(k.command, PARENTS))
  return new CommandError(`${word} args: [${k.args.join(' ')}]`)
}

/** Completes names of a section. */
export const currentContext: Command = {
  name: 'current-context',
  use: 'current-context [flags]',
  short: 'Display the current-context',
  examples: '# Display the current-context\nkubectl config current-context',
  run(k) {
    if (!k.config.currentContext) throw new CommandError('current-context is not set')
    k.out(`${k.config.currentContext}\n`)
  },
}

export const useContext: Command = {
  name: 'use-context',
  aliases: ['use'],
  use: 'use-context CONTEXT_NAME',
  short: 'Set the current-context in a kubeconfig file',
  examples: '# Use the context for the minikube cluster\nkubectl config use-context minikube',
  run(k) {
    if (k.args.length !== 1) throw wrongArguments(k)
    const name = k.args[0] as string
    if (name === '') throw new CommandError('empty context names are not allowed')
    if (!k.config.contexts.has(name)) throw new CommandError(`no context exists with the name: ${JSON.stringify(name)}`)
    const file = fileFor(k, 'current-context')
    file.content['current-context'] = name
    file.save()
    k.out(`Switched to context ${JSON.stringify(name)}.\n`)
  },
  complete: 'contexts',
}

export const getContexts: Command = {
  name: 'get-contexts',
  use: 'get-contexts [(-o|--output=)name)]',
  short: 'Describe one or many contexts',
  long: 'Display one or many contexts from the kubeconfig file.',
  examples:
    '# List all the contexts in your kubeconfig file\nkubectl config get-contexts\n\n# Describe one context in your kubeconfig file\nkubectl config get-contexts my-context',
  flags: `
--no-headers bool  When using the default or custom-column output format, don't print headers (default print headers).
-o, --output string  Output format. One of: (name).
`,
  run(k) {
    const format = k.str('output')
    if (format !== '' && format !== 'name')
      throw new CommandError(`--output ${format} is not available in kubectl config get-contexts; resetting to default output format`)
    const { contexts } = k.config
    const current = k.global('context') || k.config.currentContext
    const wanted = k.args.length > 0 ? k.args : [...contexts.keys()].sort()
    const missing = wanted.filter((name) => !contexts.has(name)).map((name) => new CommandError(`context ${name} not found`))
    const found = wanted.filter((name) => contexts.has(name)).sort()
    if (format === 'name') for (const name of found) k.out(`${name}\n`)
    else {
      const rows = found.map((name) => {
        const { cluster = '', user = '', namespace = '' } = contexts.get(name) ?? {}
        return [name === current ? '*' : '', name, cluster, user, namespace]
      })
      if (!k.bool('no-headers')) rows.unshift(['CURRENT', 'NAME', 'CLUSTER', 'AUTHINFO', 'NAMESPACE'])
      if (rows.length > 0) k.out(alignRows(rows))
    }
    raise(missing)
  },
}

function lister(section: Section, name: string, what: string): Command {
  return {
    name,
    use: `${name} [flags]`,
    short: `Display ${what} defined in the kubeconfig`,
    long: `Display ${what} defined in the kubeconfig.`,
    examples: `# List the ${what} that kubectl knows about\nkubectl config ${name}`,
    run(k) {
      k.out('NAME\n')
      for (const key of [...k.config[section].keys()].sort()) k.out(`${key}\n`)
    },
  }
}
export const getClusters = lister('clusters', 'get-clusters', 'clusters')
export const getUsers = lister('users', 'get-users', 'users')

function remover(section: Section, noun: string): Command {
  return {
    name: `delete-${noun}`,
    use: `delete-${noun} NAME`,
    short: `Delete the specified ${noun} from the kubeconfig`,
    long: `Delete the specified ${noun} from the kubeconfig.`,
    examples: `# Delete the minikube ${noun}\nkubectl config delete-${noun} minikube`,
    run(k) {
      if (k.args.length !== 1) {
        if (section === 'users') throw k.usageError('user to delete is required')
        k.out(helpText(k.command, PARENTS))
        return
      }
      const name = k.args[0] as string
      const file = fileFor(k, section, name)
      if (!file.remove(section, name)) throw new CommandError(`cannot delete ${noun} ${name}, not in ${file.path}`)
      if (section === 'contexts' && k.config.currentContext === name)
        k.err('warning: this removed your active context, use "kubectl config use-context" to select a different one\n')
      file.save()
      k.out(`deleted ${noun} ${name} from ${file.path}\n`)
    },
    complete: section,
  }
}
export const deleteCluster = remover('clusters', 'cluster')
export const deleteContext = remover('contexts', 'context')
export const deleteUser = remover('users', 'user')

export const renameContext: Command = {
  name: 'rename-context',
  use: 'rename-context CONTEXT_NAME NEW_NAME',
  short: 'Rename a context from the kubeconfig file',
  long: `Renames a context from the kubeconfig file.

 CONTEXT_NAME is the context name that you want to change.

 NEW_NAME is the new name you want to set.

 Note: If the context being renamed is the 'current-context', this field will also be updated.`,
  examples: "# Rename the context 'old-name' to 'new-name' in your kubeconfig file\nkubectl config rename-context old-name new-name",
  run(k) {
    if (k.args.length !== 2) throw wrongArguments(k)
    const [from = '', to = ''] = k.args
    const file = fileFor(k, 'contexts', from)
    const entry = file.entry('contexts', from)
    if (!entry) throw new CommandError(`cannot rename the context ${JSON.stringify(from)}, it's not in ${file.path}`)
    if (k.config.contexts.has(to))
      throw new CommandError(
        `cannot rename the context ${JSON.stringify(from)}, the context ${JSON.stringify(to)} already exists in ${file.path}`,
      )
    file.remove('contexts', from)
    file.put('contexts', to, entry)
    if (file.content['current-context'] === from) file.content['current-context'] = to
    file.save()
    k.out(`Context ${JSON.stringify(from)} renamed to ${JSON.stringify(to)}.\n`)
  },
  complete: 'contexts',
}

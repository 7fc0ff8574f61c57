import type { Command } from '../../command.ts'
import { CommandError } from '../../errors.ts'
import type { Invocation } from '../../invocation.ts'
import { formatPrinter, PRINT_FLAGS, unknownFormat } from '../../printers/object-printer.ts'
import { FIELD, type Section } from './config-file.ts'

type Json = Record<string, any>

export const view: Command = {
  name: 'view',
  use: 'view [flags]',
  short: 'Display merged kubeconfig settings or a specified kubeconfig file',
  long: 'Display merged kubeconfig settings or a specified kubeconfig file.\n\n You can use --output jsonpath={...} to extract specific values using a jsonpath expression.',
  examples:
    "# Show merged kubeconfig settings\nkubectl config view\n\n# Show only the settings of the current context\nkubectl config view --minify\n\n# Its namespace\nkubectl config view --minify -o jsonpath='{..namespace}'",
  flags: `${PRINT_FLAGS.replace('--output string', '--output string=yaml')}
--flatten bool  Put the contents of files in, for a config that stands alone.
--merge bool=true  Show all kubeconfig files as one.
--minify bool  Only what the current context uses.
--raw bool  Show secrets as they are.
`,
  run: runView,
}

/** Order of Go's types: `-o json` keeps it. */
const ORDER: Record<Section, readonly string[]> = {
  clusters: ['server', 'tls-server-name', 'insecure-skip-tls-verify', 'certificate-authority', 'certificate-authority-data', 'proxy-url'],
  users: ['client-certificate', 'client-certificate-data', 'client-key', 'client-key-data', 'token', 'tokenFile', 'username', 'password'],
  contexts: ['cluster', 'user', 'namespace'],
}
const HIDDEN: Record<string, string> = {
  token: 'REDACTED',
  password: 'REDACTED',
  'client-certificate-data': 'DATA+OMITTED',
  'client-key-data': 'DATA+OMITTED',
  'certificate-authority-data': 'DATA+OMITTED',
}

function runView(k: Invocation): void {
  if (k.args.length > 0) throw k.usageError(`unexpected arguments: [${k.args.join(' ')}]`)
  const { config } = k
  const current = k.global('context') || config.currentContext
  let chosen: ((section: Section, name: string) => boolean) | undefined
  if (k.bool('minify')) {
    if (!current) throw new CommandError('current-context must exist in order to minify')
    const context = config.contexts.get(current)
    if (!context) throw new CommandError(`cannot locate context ${current}`)
    const kept: Record<Section, string> = { contexts: current, clusters: context['cluster'], users: context['user'] }
    chosen = (section, name) => kept[section] === name
  }
  const section = (name: Section): Json[] | null => {
    const list = [...config[name]].filter(([key]) => chosen?.(name, key) ?? true).sort(([a], [b]) => (a < b ? -1 : 1))
    return list.length > 0 ? list.map(([key, value]) => ({ name: key, [FIELD[name]]: shown(k, name, value) })) : null
  }
  const object: Json = {
    kind: 'Config',
    apiVersion: 'v1',
    ...(Object.keys(config.preferences).length > 0 ? { preferences: config.preferences } : {}),
    clusters: section('clusters'),
    users: section('users'),
    contexts: section('contexts'),
    'current-context': current,
  }
  const print = formatPrinter(k, k.str('output') || 'yaml', { sorted: false })
  if (!print)
    throw unknownFormat(k.str('output'), [
      'go-template',
      'go-template-file',
      'json',
      'jsonpath',
      'jsonpath-as-json',
      'jsonpath-file',
      'kyaml',
      'name',
      'template',
      'templatefile',
      'yaml',
    ])
  print(object)
}

function shown(k: Invocation, section: Section, value: Json): Json {
  const out: Json = section === 'users' ? {} : section === 'contexts' ? { cluster: '', user: '' } : { server: '' }
  const known = ORDER[section].filter((key) => value[key] !== undefined && value[key] !== '')
  const others = Object.keys(value).filter((key) => !ORDER[section].includes(key))
  for (const key of [...known, ...others]) out[key] = !k.bool('raw') && HIDDEN[key] ? HIDDEN[key] : value[key]
  return out
}

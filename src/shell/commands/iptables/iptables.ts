import { type IptablesTable, iptablesTable } from '../../../cluster/kube-proxy/iptables.ts'
import { ServiceRules } from '../../../cluster/kube-proxy/service-rules.ts'
import type { Process, Program } from '../../../cluster/machine/machine.ts'
import { HostPorts } from '../../../cluster/network/host-ports.ts'
import { nodeBehind } from '../../../cluster/network/stack.ts'
import { listText, ruleText, saveText } from './format.ts'

const TABLES = ['mangle', 'nat', 'filter'] as const

/** A table of this machine: on a node with kube-proxy's rules, elsewhere empty. */
function tableOf(process: Process, name: IptablesTable['name']): IptablesTable {
  const node = nodeBehind(process.machine.net)
  if (!node)
    return {
      ...iptablesTable(name, [], undefined),
      rules: [],
      chains: iptablesTable(name, [], undefined).chains.filter((chain) => !chain.startsWith('KUBE-')),
    }
  const services = node.rules.find((rules) => rules instanceof ServiceRules)?.list() ?? []
  return iptablesTable(
    name,
    services,
    node.rules.find((rules) => rules instanceof HostPorts),
  )
}

/** `Mon May  4 01:00:00 2026` */
function stamp(now: number): string {
  const [day, date, month, year, time] = new Date(now).toUTCString().replace(',', '').split(' ')
  return `${day} ${month} ${String(Number(date)).padStart(2)} ${time} ${year}`
}

/** iptables-save: the rules as they are. */
export const iptablesSave: Program = function* (process) {
  const args = process.argv.slice(1)
  const at = args.findIndex((arg) => /^(-t|--table)/.test(arg))
  const name = at < 0 ? undefined : (/^-t(.+)$/.exec(args[at] as string)?.[1] ?? /=(.+)$/.exec(args[at] as string)?.[1] ?? args[at + 1])
  if (name !== undefined && !['nat', 'filter', 'mangle', 'raw'].includes(name)) {
    yield* process.stderr.write(`iptables-save: Table \`${name}' does not exist\n`)
    return 1
  }
  for (const table of name === undefined ? TABLES : [name as IptablesTable['name']])
    yield* process.stdout.write(saveText(tableOf(process, table), stamp(process.machine.clock.now)))
  return 0
}

/** iptables -L and -S. */
export const iptables: Program = function* (process) {
  const args = process.argv
    .slice(1)
    .flatMap((arg) => (/^-[nvx]{2,}$|^-[nvxLS]{2,}$/.test(arg) ? [...arg.slice(1)].map((letter) => `-${letter}`) : [arg]))
  let name: IptablesTable['name'] = 'filter'
  let command: 'L' | 'S' | undefined
  let chain: string | undefined
  const options = { numeric: false, verbose: false, numbers: false }
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] as string
    if (arg === '-t' || arg === '--table') name = args[++i] as IptablesTable['name']
    else if (/^(-L|--list|-S|--list-rules)$/.test(arg)) {
      command = /^(-L|--list)$/.test(arg) ? 'L' : 'S'
      if (args[i + 1] !== undefined && !(args[i + 1] as string).startsWith('-')) chain = args[++i]
    } else if (arg === '-n' || arg === '--numeric') options.numeric = true
    else if (arg === '-v' || arg === '--verbose') options.verbose = true
    else if (arg === '--line-numbers') options.numbers = true
    else if (/^(-V|--version)$/.test(arg)) {
      yield* process.stdout.write('iptables v1.8.9 (nf_tables)\n')
      return 0
    } else if (/^-[wx]$|^--(wait|exact)$/.test(arg)) continue
    else {
      yield* process.stderr.write(
        /^-[ADIRFZNXPEC]$|^--(append|delete|insert|flush|policy)/.test(arg)
          ? 'iptables: podtalk does not simulate changing rules\n'
          : `iptables v1.8.9 (nf_tables): unknown option "${arg}"\nTry \`iptables -h' or 'iptables --help' for more information.\n`,
      )
      return 2
    }
  }
  if (!['nat', 'filter', 'mangle', 'raw'].includes(name)) {
    yield* process.stderr.write(
      `iptables v1.8.9 (nf_tables): table '${name}' does not exist\nPerhaps iptables or your kernel needs to be upgraded.\n`,
    )
    return 3
  }
  if (command === undefined) {
    yield* process.stderr.write(
      "iptables v1.8.9 (nf_tables): no command specified\nTry `iptables -h' or 'iptables --help' for more information.\n",
    )
    return 2
  }
  if (process.machine.user !== 'root') {
    yield* process.stderr.write(
      'iptables v1.8.9 (nf_tables): Could not fetch rule set generation id: Permission denied (you must be root)\n\n',
    )
    return 4
  }
  const table = tableOf(process, name)
  if (chain !== undefined && !table.chains.includes(chain)) {
    yield* process.stderr.write('iptables: No chain/target/match by that name.\n')
    return 1
  }
  if (command === 'L') yield* process.stdout.write(listText(table, chain, options))
  else {
    const builtIn = (each: string): boolean => !/^(KUBE|CNI)-/.test(each)
    for (const each of chain === undefined ? table.chains : [chain])
      yield* process.stdout.write(builtIn(each) ? `-P ${each} ACCEPT\n` : `-N ${each}\n`)
    for (const rule of table.rules) if (chain === undefined || rule.chain === chain) yield* process.stdout.write(`${ruleText(rule)}\n`)
  }
  return 0
}

import type { Process, Program } from '../../../cluster/machine/machine.ts'
import { contains, formatIPv4, linkLocal, parseCidr, parseIPv4 } from '../../../cluster/network/ip.ts'
import type { Interface, Route } from '../../../cluster/network/namespace.ts'
import { nodeBehind } from '../../../cluster/network/stack.ts'
import type { Task } from '../../../sim/task.ts'
import { neighbours } from '../arp/neighbours.ts'

const OBJECTS = ['address', 'link', 'neighbour', 'neighbor', 'netns', 'route', 'rule'] as const
const READING = new Set(['show', 'list', 'lst', 'sh', 's', 'ls', 'l', undefined])

interface IpOptions {
  brief: boolean
  oneline: boolean
  only4: boolean
  only6: boolean
  busybox: boolean
}

/** ip of iproute2, and busybox's smaller one: shows addresses, links, routes, neighbours; changes nothing. */
export const ip = (busybox: boolean): Program =>
  function* (process) {
    const args = process.argv.slice(1)
    const options: IpOptions = { brief: false, oneline: false, only4: false, only6: false, busybox }
    while (args[0]?.startsWith('-')) {
      const flag = (args.shift() as string).replace(/^--?/, '')
      if (flag === '4') options.only4 = true
      else if (flag === '6') options.only6 = true
      else if (flag === 'o' || flag === 'oneline') options.oneline = true
      else if (/^br(i(ef?)?)?$/.test(flag)) options.brief = true
      else if (flag === 'V' || flag === 'Version') {
        yield* process.stdout.write('ip utility, iproute2-6.1.0, libbpf 1.1.2\n')
        return 0
      } else if (!/^(c|color(=\w+)?|n|numeric|N|r|resolve|s|stats|statistics|d|details|h|human|f|family|j|p)$/.test(flag)) {
        yield* process.stderr.write(`Option "-${flag}" is unknown, try "ip -help".\n`)
        return 255
      } else if (flag === 'j' || flag === 'f' || flag === 'family') {
        yield* process.stderr.write(`ip: podtalk does not simulate -${flag}\n`)
        return 1
      }
    }
    const word = args.shift()
    if (word === undefined) {
      yield* process.stderr.write(USAGE)
      return busybox ? 1 : 255
    }
    const object = OBJECTS.find((each) => each.startsWith(word))
    if (!object) {
      yield* process.stderr.write(busybox ? USAGE : `Object "${word}" is unknown, try "ip help".\n`)
      return 1
    }
    return yield* show(process, object, args, options)
  }

const USAGE = `Usage: ip [ OPTIONS ] OBJECT { COMMAND | help }
where  OBJECT := { address | link | neighbour | route | rule }
       OPTIONS := { -V[ersion] | -4 | -6 | -o[neline] | -br[ief] }
`

function* show(process: Process, object: (typeof OBJECTS)[number], args: string[], options: IpOptions): Task<number> {
  const { net } = process.machine
  if (object === 'route' && args[0] !== undefined && 'get'.startsWith(args[0])) return yield* routeGet(process, args[1])
  // Filters of `ip link show`: only kinds of devices can be told apart here.
  const kind = args.includes('type') ? args[args.indexOf('type') + 1] : undefined
  if (kind !== undefined) args.splice(args.indexOf('type'), 2)
  const device = deviceIn(args)
  const command = args[0] === 'dev' || (device !== undefined && args[0] === device) ? undefined : args[0]
  if (!READING.has(command) || object === 'netns') {
    const known = /^(add|a|del|delete|d|change|replace|set|flush|append|get)$/.test(command ?? '')
    yield* process.stderr.write(
      known || object === 'netns'
        ? `ip: podtalk does not simulate "ip ${object} ${args.join(' ')}"\n`
        : `Command "${command}" is unknown, try "ip ${object} help".\n`,
    )
    return known ? 2 : 255
  }
  if (object === 'rule') {
    yield* process.stdout.write('0:\tfrom all lookup local\n32766:\tfrom all lookup main\n32767:\tfrom all lookup default\n')
    return 0
  }
  if (object === 'route') {
    for (const route of options.only6 ? [] : net.routes)
      if (device === undefined || route.device === device) yield* process.stdout.write(`${routeText(route)}\n`)
    return 0
  }
  if (object === 'neighbour' || object === 'neighbor') {
    for (const { address, mac, device: on } of neighbours(net))
      yield* process.stdout.write(
        `${address} dev ${on} ${options.busybox ? `lladdr ${mac} used 0/0/0 probes 1 REACHABLE` : `lladdr ${mac} REACHABLE `}\n`,
      )
    return 0
  }
  const all = [...net.interfaces.entries()].filter(
    ([, { name }]) => kind === undefined || (kind === 'veth' && name.startsWith('veth')) || (kind === 'bridge' && name === 'cni0'),
  )
  const shown = device === undefined ? all : all.filter(([, each]) => each.name === device)
  if (shown.length === 0 && device !== undefined) {
    yield* process.stderr.write(options.busybox ? `ip: can't find device '${device}'\n` : `Device "${device}" does not exist.\n`)
    return 1
  }
  const node = nodeBehind(net) !== undefined
  for (const [index, each] of shown)
    yield* process.stdout.write(
      options.brief ? briefText(each, object === 'address', node) : interfaceText(each, index + 1, object === 'address', node, options),
    )
  return 0
}

/** The device named by `dev X`, or standing alone after `show`. */
function deviceIn(args: readonly string[]): string | undefined {
  const at = args.indexOf('dev')
  if (at >= 0) return args[at + 1]
  return READING.has(args[0]) && args[0] !== undefined ? args[1] : undefined
}

function flagsOf(each: Interface): string {
  return each.name === 'lo' ? 'LOOPBACK,UP,LOWER_UP' : 'BROADCAST,MULTICAST,UP,LOWER_UP'
}

/** A Pod's eth0 and a node's veths are two ends of one cable. */
function peerSuffix(each: Interface, index: number, node: boolean): string {
  if (each.name.startsWith('veth')) return '@if2'
  return each.name === 'eth0' && !node ? `@if${index + 9}` : ''
}

function inet6({ name, mac }: Interface): string {
  return name === 'lo' ? '::1/128' : `${linkLocal(mac)}/64`
}

function interfaceText(
  each: Interface,
  index: number,
  addresses: boolean,
  node: boolean,
  { busybox, oneline, only4, only6 }: IpOptions,
): string {
  const { name, mtu, mac, address, prefix } = each
  const loopback = name === 'lo'
  const shownName = `${name}${peerSuffix(each, index, node)}`
  const master = name.startsWith('veth') ? ' master cni0' : ''
  const state = loopback ? 'UNKNOWN' : 'UP'
  const cidr = parseCidr(`${address || '0.0.0.0'}/${prefix}`)
  const broadcast = loopback || !cidr ? '' : ` brd ${formatIPv4(cidr.base + cidr.size - 1)}`
  const v4 =
    only6 || address === ''
      ? []
      : [
          `    inet ${address}/${prefix}${broadcast} scope ${loopback ? 'host' : 'global'} ${name}`,
          '       valid_lft forever preferred_lft forever',
        ]
  const v6 = only4
    ? []
    : [`    inet6 ${inet6(each)} scope ${loopback ? 'host' : 'link'} `, '       valid_lft forever preferred_lft forever']
  if (oneline) {
    if (!addresses)
      return `${index}: ${shownName}: <${flagsOf(each)}> mtu ${mtu} qdisc noqueue${master} state ${state} mode DEFAULT group default qlen 1000\\    link/${loopback ? 'loopback' : 'ether'} ${mac} brd ${loopback ? '00:00:00:00:00:00' : 'ff:ff:ff:ff:ff:ff'}\n`
    return [v4, v6]
      .filter((lines) => lines.length > 0)
      .map((lines) => `${index}: ${name}${lines[0]}\\${lines[1]}\n`)
      .join('')
  }
  const head = busybox
    ? `${index}: ${shownName}: <${flagsOf(each)}> mtu ${mtu} qdisc noqueue${master} qlen 1000`
    : `${index}: ${shownName}: <${flagsOf(each)}> mtu ${mtu} qdisc noqueue${master} state ${state} ${addresses ? '' : 'mode DEFAULT '}group default qlen 1000`
  const link = `    link/${loopback ? 'loopback' : 'ether'} ${mac} brd ${loopback ? '00:00:00:00:00:00' : 'ff:ff:ff:ff:ff:ff'}${loopback || busybox || name === 'cni0' || (node && name === 'eth0') ? '' : ' link-netnsid 0'}`
  const shown = addresses ? [...(only4 || only6 ? [] : [link]), ...v4, ...v6] : [link]
  return `${[head, ...shown].join('\n')}\n`
}

function briefText(each: Interface, addresses: boolean, node: boolean): string {
  const name = `${each.name}${peerSuffix(each, 2, node)}`
  const state = each.name === 'lo' ? 'UNKNOWN' : 'UP'
  const rest = addresses
    ? `${each.address === '' ? '' : `${each.address}/${each.prefix} `}${inet6(each)} `
    : `${each.mac} <${flagsOf(each)}> `
  return `${name.padEnd(16)} ${state.padEnd(14)} ${rest}\n`
}

function routeText({ destination, via, device, source }: Route): string {
  const gateway = via === undefined ? '' : `via ${via} `
  const own = source === undefined ? '' : `proto kernel scope link src ${source} `
  return `${destination} ${gateway}dev ${device} ${own}`
}

function* routeGet(process: Process, to: string | undefined): Task<number> {
  const address = parseIPv4(to ?? '')
  if (address === undefined) {
    yield* process.stderr.write(
      to === undefined ? 'need at least a destination address\n' : `Error: any valid prefix is expected rather than "${to}".\n`,
    )
    return 1
  }
  const { net } = process.machine
  const own = net.interfaces.find((each) => each.address === to)
  if (own) {
    yield* process.stdout.write(`local ${to} dev lo src ${to} uid 0 \n    cache <local> \n`)
    return 0
  }
  const fitting = net.routes.filter(
    ({ destination }) =>
      destination === 'default' || contains(parseCidr(destination) as NonNullable<ReturnType<typeof parseCidr>>, address),
  )
  const best = fitting.sort((a, b) => prefixOf(b) - prefixOf(a))[0]
  if (!best) {
    yield* process.stderr.write('RTNETLINK answers: Network is unreachable\n')
    return 2
  }
  const source = best.source ?? net.interfaces.find((each) => each.name === best.device)?.address ?? net.address
  yield* process.stdout.write(
    `${to}${best.via === undefined ? '' : ` via ${best.via}`} dev ${best.device} src ${source} uid 0 \n    cache \n`,
  )
  return 0
}

const prefixOf = ({ destination }: Route): number => (destination === 'default' ? 0 : Number(destination.split('/')[1] ?? 32))

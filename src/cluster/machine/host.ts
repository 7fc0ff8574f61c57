import type { Clock } from '../../sim/clock.ts'
import type { Random } from '../../sim/random.ts'
import type { NetworkNamespace } from '../network/namespace.ts'
import { type Directory, FileSystem } from './filesystem.ts'
import { Machine, PidNamespace, type Programs } from './machine.ts'

export interface HostOptions {
  kind: 'laptop' | 'node'
  hostname: string
  clock: Clock
  random: Random
  net: NetworkNamespace
  programs: Programs
  rouse: () => void
}

const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/** The release of Linux that every machine runs. */
export const KERNEL = '6.1.0-37-amd64'
export const KERNEL_BUILD = '#1 SMP PREEMPT_DYNAMIC Debian 6.1.140-1 (2025-05-22)'

/** Where a node's numbers of processes begin for what people start there. */
const FIRST_PID = 20_001

const layers = new Map<string, Directory>()

/** A machine that is no container: the learner's laptop, or a node. */
export function hostMachine({ kind, hostname, clock, random, net, programs, rouse }: HostOptions): Machine {
  const user = kind === 'laptop' ? 'learner' : 'root'
  const home = kind === 'laptop' ? '/home/learner' : '/root'
  let layer = layers.get(`${kind}/${hostname}`)
  if (!layer) {
    layer = filesOf(hostname, home, user).asLayer()
    layers.set(`${kind}/${hostname}`, layer)
  }
  const fs = FileSystem.over(layer, () => clock.now)
  return new Machine({
    kind,
    hostname,
    clock,
    random,
    fs,
    net,
    programs,
    rouse,
    home,
    user,
    // a node's daemons and the processes of its containers came before
    ...(kind === 'node' ? { pids: new PidNamespace(FIRST_PID) } : {}),
    env: { HOME: home, USER: user, LANG: 'C.UTF-8', PATH },
  })
}

function filesOf(hostname: string, home: string, user: string): FileSystem {
  const fs = new FileSystem(() => 0, {
    '/etc/hostname': `${hostname}\n`,
    '/etc/hosts': `127.0.0.1\tlocalhost\n127.0.1.1\t${hostname}\n`,
    '/etc/resolv.conf': 'nameserver 192.168.50.1\n',
    '/etc/passwd': `root:x:0:0:root:/root:/bin/bash\nnobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n${user === 'root' ? '' : `${user}:x:1000:1000::${home}:/bin/bash\n`}`,
    '/etc/os-release':
      'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nNAME="Debian GNU/Linux"\nVERSION_ID="12"\nVERSION="12 (bookworm)"\nID=debian\n',
  })
  for (const path of ['/tmp', '/usr/bin', '/usr/local/bin', '/var/log', '/dev', '/proc', home])
    if (!fs.exists(path)) fs.mkdir(path, { parents: true })
  const device = (name: 'null' | 'zero' | 'urandom' | 'tty'): void =>
    fs.place(`/dev/${name}`, { type: 'device', device: name, mode: 0o666, modified: 0 })
  for (const name of ['null', 'zero', 'urandom', 'tty'] as const) device(name)
  return fs
}

import { LAB_START } from '../../sim/clock.ts'
import type { NodeSpec } from '../cluster.ts'
import type { GuestProcess, Machine, Process } from '../machine/machine.ts'

/** What runs on every node beside its Pods, with the numbers it got when the node came up. */
const DAEMONS: readonly (readonly [pid: number, command: string])[] = [
  [1, '/sbin/init'],
  [301, '/lib/systemd/systemd-journald'],
  [512, '/usr/local/bin/containerd'],
  [640, '/usr/bin/kubelet --kubeconfig=/etc/kubernetes/kubelet.conf --config=/var/lib/kubelet/config.yaml --hostname-override=NODE'],
  [655, '/usr/local/bin/kube-proxy --config=/var/lib/kube-proxy/config.conf --hostname-override=NODE'],
]
/** The control plane, which in this cluster runs on the first node itself and not in Pods. */
const CONTROL_PLANE: readonly (readonly [pid: number, command: string])[] = [
  [
    701,
    'etcd --advertise-client-urls=https://ADDRESS:2379 --data-dir=/var/lib/etcd --listen-client-urls=https://127.0.0.1:2379,https://ADDRESS:2379',
  ],
  [715, 'kube-apiserver --advertise-address=ADDRESS --secure-port=6443 --service-cluster-ip-range=10.96.0.0/12'],
  [730, 'kube-controller-manager --kubeconfig=/etc/kubernetes/controller-manager.conf --use-service-account-credentials=true'],
  [744, 'kube-scheduler --kubeconfig=/etc/kubernetes/scheduler.conf --leader-elect=true'],
]
const FIRST_OF_PODS = 1201
/** Nodes came up so long before a lab begins. */
const BOOTED = LAB_START - 25 * 60_000

/** A Pod as far as its node's table of processes shows it. */
export interface PodProcesses {
  /** the same object as long as it is the same sandbox */
  sandbox: object
  startedAt: number
  containers: readonly Machine[]
}

/** What `ps` on a node shows beside what people start there: daemons, and per Pod a shim, pause and its containers' processes. */
export function nodeProcesses(
  node: NodeSpec,
  options: { controlPlane: boolean; pods: () => Iterable<PodProcesses> },
): () => GuestProcess[] {
  const numbers = new WeakMap<object, number>()
  let next = FIRST_OF_PODS
  const numberOf = (thing: object, take = 1): number => {
    let number = numbers.get(thing)
    if (number === undefined) {
      number = next
      next += take
      numbers.set(thing, number)
    }
    return number
  }
  const daemon = ([pid, command]: readonly [number, string]): GuestProcess => ({
    pid,
    ppid: pid === 1 ? 0 : 1,
    argv: command.replaceAll('NODE', node.name).replaceAll('ADDRESS', node.address).split(' '),
    user: 'root',
    uid: 0,
    startedAt: BOOTED,
  })
  const daemons = options.controlPlane ? [...DAEMONS, ...CONTROL_PLANE] : DAEMONS
  return () => {
    const shown = daemons.map(daemon)
    for (const { sandbox, startedAt, containers } of options.pods()) {
      const shim = numberOf(sandbox, 2)
      const root = { user: 'root', uid: 0, startedAt }
      shown.push({ ...root, pid: shim, ppid: 1, argv: ['/usr/local/bin/containerd-shim-runc-v2', '-namespace', 'k8s.io'] })
      shown.push({ ...root, user: '65535', uid: 65_535, pid: shim + 1, ppid: shim, argv: ['/pause'] })
      for (const machine of containers) {
        for (const process of machine.processes.values()) {
          if (process.machine === machine) shown.push(guest(process, numberOf(process), parentOf(process, numberOf) ?? shim))
        }
      }
    }
    return shown.sort((a, b) => a.pid - b.pid)
  }
}

const parentOf = ({ parent, machine }: Process, numberOf: (process: Process) => number): number | undefined =>
  parent?.machine === machine ? numberOf(parent) : undefined

function guest(process: Process, pid: number, ppid: number): GuestProcess {
  const { machine, argv, startedAt } = process
  return {
    pid,
    ppid,
    argv,
    user: machine.user,
    uid: machine.ids.uid,
    startedAt,
    kill: (signal) => process.kill(signal, 'outside'),
  }
}

import type { KubeObject } from '../api/object.ts'
import { rfc3339Micro } from '../api/time.ts'
import type { NodeSpec } from '../cluster.ts'
import { KERNEL } from '../machine/host.ts'

/** What the kubelet registers for a node of the course's size: 4 processors, 8 GiB. */
const CAPACITY = {
  cpu: '4',
  'ephemeral-storage': '61202244Ki',
  'hugepages-1Gi': '0',
  'hugepages-2Mi': '0',
  memory: '8131000Ki',
  pods: '110',
}
const ALLOCATABLE = { ...CAPACITY, 'ephemeral-storage': '56403987978', memory: '8028600Ki' }

const CONDITIONS = [
  ['MemoryPressure', 'False', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'],
  ['DiskPressure', 'False', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'],
  ['PIDPressure', 'False', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'],
  ['Ready', 'True', 'KubeletReady', 'kubelet is posting ready status'],
] as const

/** A Node as a joined and ready kubelet shows it. The first node carries the control plane, without a taint. */
export function nodeObject(
  spec: NodeSpec,
  controlPlane: boolean,
  now: string,
  identity: { machine: string; boot: string; system: string },
): KubeObject {
  const os = { 'kubernetes.io/arch': 'amd64', 'kubernetes.io/hostname': spec.name, 'kubernetes.io/os': 'linux' }
  const role = { 'node-role.kubernetes.io/control-plane': '', 'node.kubernetes.io/exclude-from-external-load-balancers': '' }
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: spec.name,
      labels: {
        'beta.kubernetes.io/arch': 'amd64',
        'beta.kubernetes.io/os': 'linux',
        ...os,
        ...(controlPlane ? role : {}),
        ...spec.labels,
      },
      annotations: { 'node.alpha.kubernetes.io/ttl': '0', 'volumes.kubernetes.io/controller-managed-attach-detach': 'true' },
    },
    spec: { podCIDR: spec.podCIDR, podCIDRs: [spec.podCIDR], ...(spec.taints?.length ? { taints: spec.taints } : {}) },
    status: {
      addresses: [
        { address: spec.address, type: 'InternalIP' },
        { address: spec.name, type: 'Hostname' },
      ],
      allocatable: ALLOCATABLE,
      capacity: CAPACITY,
      conditions: CONDITIONS.map(([type, status, reason, message]) => ({
        type,
        status,
        reason,
        message,
        lastHeartbeatTime: now,
        lastTransitionTime: now,
      })),
      daemonEndpoints: { kubeletEndpoint: { Port: 10250 } },
      nodeInfo: {
        architecture: 'amd64',
        bootID: identity.boot,
        containerRuntimeVersion: 'containerd://2.1.4',
        kernelVersion: KERNEL,
        kubeProxyVersion: '',
        kubeletVersion: 'v1.36.2',
        machineID: identity.machine,
        operatingSystem: 'linux',
        osImage: 'Debian GNU/Linux 12 (bookworm)',
        systemUUID: identity.system,
      },
    },
  }
}

/** The lease by which a node's kubelet shows that it lives. The kubelet here is known to live and renews it no more. */
export function nodeLease(name: string, uid: string, now: number): KubeObject {
  return {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name, namespace: 'kube-node-lease', ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name, uid }] },
    spec: { holderIdentity: name, leaseDurationSeconds: 40, renewTime: rfc3339Micro(now) },
  }
}

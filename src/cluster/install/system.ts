import type { JsonObject } from '../api/object.ts'

const COREFILE = `.:53 {
    errors
    health {
       lameduck 5s
    }
    ready
    kubernetes cluster.local in-addr.arpa ip6.arpa {
       pods insecure
       fallthrough in-addr.arpa ip6.arpa
       ttl 30
    }
    prometheus :9153
    forward . /etc/resolv.conf {
       max_concurrent 1000
    }
    cache 30 {
       disable success cluster.local
       disable denial cluster.local
    }
    loop
    reload
    loadbalance
}
`

const DNS_LABELS = { 'k8s-app': 'kube-dns' }
const IN_SYSTEM = { namespace: 'kube-system' }
const probe = (path: string, port: number, rest: JsonObject): JsonObject => ({ httpGet: { path, port, scheme: 'HTTP' }, ...rest })

const COREDNS = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'coredns', ...IN_SYSTEM, labels: DNS_LABELS },
  spec: {
    replicas: 2,
    selector: { matchLabels: DNS_LABELS },
    strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1 } },
    template: {
      metadata: { labels: DNS_LABELS },
      spec: {
        priorityClassName: 'system-cluster-critical',
        serviceAccountName: 'coredns',
        dnsPolicy: 'Default',
        nodeSelector: { 'kubernetes.io/os': 'linux' },
        tolerations: [
          { key: 'CriticalAddonsOnly', operator: 'Exists' },
          { key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' },
        ],
        containers: [
          {
            name: 'coredns',
            image: 'registry.k8s.io/coredns/coredns:v1.13.1',
            imagePullPolicy: 'IfNotPresent',
            args: ['-conf', '/etc/coredns/Corefile'],
            resources: { limits: { memory: '170Mi' }, requests: { cpu: '100m', memory: '70Mi' } },
            volumeMounts: [{ name: 'config-volume', mountPath: '/etc/coredns', readOnly: true }],
            ports: [
              { containerPort: 53, name: 'dns', protocol: 'UDP' },
              { containerPort: 53, name: 'dns-tcp', protocol: 'TCP' },
              { containerPort: 9153, name: 'metrics', protocol: 'TCP' },
              { containerPort: 8080, name: 'liveness-probe', protocol: 'TCP' },
              { containerPort: 8181, name: 'readiness-probe', protocol: 'TCP' },
            ],
            livenessProbe: probe('/health', 8080, { initialDelaySeconds: 60, timeoutSeconds: 5, failureThreshold: 5 }),
            readinessProbe: probe('/ready', 8181, {}),
            securityContext: {
              allowPrivilegeEscalation: false,
              capabilities: { add: ['NET_BIND_SERVICE'], drop: ['ALL'] },
              readOnlyRootFilesystem: true,
            },
          },
        ],
        volumes: [{ name: 'config-volume', configMap: { name: 'coredns', items: [{ key: 'Corefile', path: 'Corefile' }] } }],
      },
    },
  },
}

const rbac = (kind: string, name: string, rest: JsonObject): JsonObject => ({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind,
  metadata: { name },
  ...rest,
})
const roleRef = (name: string): JsonObject => ({ apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name })

/** Namespaces of a new cluster, in the order they are made. */
export const NAMESPACES = ['kube-system', 'kube-public', 'kube-node-lease', 'default']

/** What kubeadm leaves in a new cluster, as manifests, by resource: the cluster's own names and its DNS. */
export function systemObjects(apiserver: { address: string; port: number }): [resource: string, object: JsonObject][] {
  return [
    ['priorityclasses.scheduling.k8s.io', priorityClass('system-node-critical', 2000001000)],
    ['priorityclasses.scheduling.k8s.io', priorityClass('system-cluster-critical', 2000000000)],
    [
      'clusterroles.rbac.authorization.k8s.io',
      rbac('ClusterRole', 'cluster-admin', {
        rules: [
          { apiGroups: ['*'], resources: ['*'], verbs: ['*'] },
          { nonResourceURLs: ['*'], verbs: ['*'] },
        ],
      }),
    ],
    [
      'clusterroles.rbac.authorization.k8s.io',
      rbac('ClusterRole', 'view', {
        rules: [
          { apiGroups: ['', 'apps', 'batch', 'networking.k8s.io', 'discovery.k8s.io'], resources: ['*'], verbs: ['get', 'list', 'watch'] },
        ],
      }),
    ],
    [
      'clusterroles.rbac.authorization.k8s.io',
      rbac('ClusterRole', 'edit', {
        rules: [
          {
            apiGroups: ['', 'apps', 'batch', 'networking.k8s.io'],
            resources: ['*'],
            verbs: ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'],
          },
        ],
      }),
    ],
    [
      'clusterroles.rbac.authorization.k8s.io',
      rbac('ClusterRole', 'system:coredns', {
        rules: [
          { apiGroups: [''], resources: ['endpoints', 'services', 'pods', 'namespaces'], verbs: ['list', 'watch'] },
          { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: ['list', 'watch'] },
        ],
      }),
    ],
    [
      'clusterrolebindings.rbac.authorization.k8s.io',
      rbac('ClusterRoleBinding', 'cluster-admin', {
        roleRef: roleRef('cluster-admin'),
        subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: 'system:masters' }],
      }),
    ],
    [
      'clusterrolebindings.rbac.authorization.k8s.io',
      rbac('ClusterRoleBinding', 'kubeadm:cluster-admins', {
        roleRef: roleRef('cluster-admin'),
        subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: 'kubeadm:cluster-admins' }],
      }),
    ],
    [
      'clusterrolebindings.rbac.authorization.k8s.io',
      rbac('ClusterRoleBinding', 'system:coredns', {
        roleRef: roleRef('system:coredns'),
        subjects: [{ kind: 'ServiceAccount', name: 'coredns', ...IN_SYSTEM }],
      }),
    ],
    ['serviceaccounts', { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'coredns', ...IN_SYSTEM } }],
    ['configmaps', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'coredns', ...IN_SYSTEM }, data: { Corefile: COREFILE } }],
    [
      'services',
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'kubernetes', namespace: 'default', labels: { component: 'apiserver', provider: 'kubernetes' } },
        spec: {
          clusterIP: '10.96.0.1',
          ipFamilyPolicy: 'SingleStack',
          ports: [{ name: 'https', port: 443, protocol: 'TCP', targetPort: apiserver.port }],
        },
      },
    ],
    [
      'endpoints',
      {
        apiVersion: 'v1',
        kind: 'Endpoints',
        metadata: { name: 'kubernetes', namespace: 'default', labels: { 'endpointslice.kubernetes.io/skip-mirror': 'true' } },
        subsets: [{ addresses: [{ ip: apiserver.address }], ports: [{ name: 'https', port: apiserver.port, protocol: 'TCP' }] }],
      },
    ],
    [
      'endpointslices.discovery.k8s.io',
      {
        apiVersion: 'discovery.k8s.io/v1',
        kind: 'EndpointSlice',
        metadata: { name: 'kubernetes', namespace: 'default', labels: { 'kubernetes.io/service-name': 'kubernetes' } },
        addressType: 'IPv4',
        endpoints: [{ addresses: [apiserver.address], conditions: { ready: true } }],
        ports: [{ name: 'https', port: apiserver.port, protocol: 'TCP' }],
      },
    ],
    [
      'services',
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: {
          name: 'kube-dns',
          ...IN_SYSTEM,
          labels: { ...DNS_LABELS, 'kubernetes.io/cluster-service': 'true', 'kubernetes.io/name': 'CoreDNS' },
          annotations: { 'prometheus.io/port': '9153', 'prometheus.io/scrape': 'true' },
        },
        spec: {
          clusterIP: '10.96.0.10',
          selector: DNS_LABELS,
          ports: [
            { name: 'dns', port: 53, protocol: 'UDP', targetPort: 53 },
            { name: 'dns-tcp', port: 53, protocol: 'TCP', targetPort: 53 },
            { name: 'metrics', port: 9153, protocol: 'TCP', targetPort: 9153 },
          ],
        },
      },
    ],
    ['deployments.apps', COREDNS],
  ]
}

function priorityClass(name: string, value: number): JsonObject {
  const description =
    name === 'system-node-critical'
      ? 'Used for system critical pods that must not be moved from their current node.'
      : 'Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.'
  return { apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata: { name }, value, description }
}

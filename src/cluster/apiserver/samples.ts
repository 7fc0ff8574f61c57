import type { JsonObject } from '../api/object.ts'

/** An accepted object of every kind that clients write, with what is often written: what tests start from. */

const labels = { app: 'x' }
const selector = { matchLabels: labels }
const container = { name: 'c', image: 'nginx' }
const template = { metadata: { labels }, spec: { containers: [container] } }
const rule = { apiGroups: ['', 'apps'], resources: ['pods', 'pods/log'], verbs: ['get', 'list'] }
const subjects = [
  { kind: 'ServiceAccount', name: 'default', namespace: 'default' },
  { kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: 'jane' },
]

/** A core object named `a`. */
function core(kind: string, rest: JsonObject, metadata: JsonObject = {}): JsonObject {
  return { apiVersion: 'v1', kind, metadata: { name: 'a', ...metadata }, ...rest }
}

/** An object of a group, named `a`. */
function grouped(apiVersion: string, kind: string, rest: JsonObject): JsonObject {
  return { apiVersion, kind, metadata: { name: 'a' }, ...rest }
}

export const SAMPLES: readonly JsonObject[] = [
  core('ConfigMap', { data: { x: '1' }, binaryData: { y: 'AA==' } }),
  core('Secret', { stringData: { x: '1' }, data: { y: 'AA==' } }),
  core('Service', {
    spec: { type: 'NodePort', selector: labels, ports: [{ name: 'http', port: 80, targetPort: 'http', nodePort: 30080 }] },
  }),
  core('Service', { spec: { type: 'ExternalName', externalName: 'example.com' } }),
  core('Service', {
    spec: { clusterIP: 'None', selector: labels, publishNotReadyAddresses: true, ports: [{ port: 80, protocol: 'UDP' }] },
  }),
  core('Service', {
    spec: {
      type: 'LoadBalancer',
      externalTrafficPolicy: 'Local',
      sessionAffinity: 'ClientIP',
      loadBalancerSourceRanges: ['10.0.0.0/8'],
      ports: [{ port: 80 }],
    },
  }),
  core(
    'Pod',
    {
      spec: {
        hostname: 'h',
        subdomain: 's',
        hostAliases: [{ ip: '10.1.2.3', hostnames: ['foo.local'] }],
        dnsConfig: { nameservers: ['10.0.0.1'], searches: ['a.b'], options: [{ name: 'ndots', value: '2' }] },
        initContainers: [{ ...container, name: 'i', restartPolicy: 'Always', command: ['sh', '-c', 'sleep 1'] }],
        containers: [
          {
            ...container,
            ports: [{ name: 'http', containerPort: 80, hostPort: 8080 }],
            env: [
              { name: 'A', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
              { name: 'B', valueFrom: { configMapKeyRef: { name: 'a', key: 'x', optional: true } } },
              { name: 'C', valueFrom: { resourceFieldRef: { resource: 'limits.cpu' } } },
            ],
            envFrom: [{ secretRef: { name: 'a' }, prefix: 'P_' }],
            readinessProbe: { httpGet: { port: 'http', httpHeaders: [{ name: 'X', value: 'y' }] } },
            livenessProbe: { exec: { command: ['true'] }, periodSeconds: 3 },
            lifecycle: { preStop: { sleep: { seconds: 3 } } },
            resources: { limits: { cpu: '1', memory: '1Gi' }, requests: { cpu: '100m' } },
            securityContext: { runAsUser: 1000, capabilities: { drop: ['ALL'] }, seccompProfile: { type: 'RuntimeDefault' } },
            volumeMounts: [{ name: 'v', mountPath: '/v', subPath: 'x' }],
          },
        ],
        affinity: {
          podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ labelSelector: selector, topologyKey: 'k' }] },
        },
        tolerations: [{ key: 'k', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 10 }],
        topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule', labelSelector: selector }],
        volumes: [
          { name: 'v', emptyDir: { sizeLimit: '1Gi' } },
          { name: 'w', configMap: { name: 'a', items: [{ key: 'x', path: 'x' }] } },
          { name: 'p', projected: { sources: [{ secret: { name: 'a' } }, { downwardAPI: { items: [] } }] } },
        ],
      },
    },
    { labels },
  ),
  core('PodTemplate', { template }),
  core('ReplicationController', { spec: { replicas: 1, selector: labels, template } }),
  core('Namespace', {}),
  core('Node', { spec: { podCIDR: '10.244.9.0/24' } }),
  core('ServiceAccount', { imagePullSecrets: [{ name: 'a' }] }),
  core('Endpoints', { subsets: [{ addresses: [{ ip: '192.0.2.1', hostname: 'h' }], ports: [{ name: 'http', port: 80 }] }] }),
  core('Event', { involvedObject: { kind: 'Pod', name: 'a', namespace: 'default' }, reason: 'R', message: 'm', type: 'Normal' }),
  core('LimitRange', {
    spec: { limits: [{ type: 'Container', max: { cpu: '2' }, default: { cpu: '1' }, defaultRequest: { cpu: '500m' } }] },
  }),
  core('ResourceQuota', { spec: { hard: { pods: '5', 'requests.cpu': '2' }, scopes: ['NotTerminating'] } }),
  core('PersistentVolume', { spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], hostPath: { path: '/data' } } }),
  core('PersistentVolumeClaim', { spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } }),
  grouped('apps/v1', 'Deployment', { spec: { replicas: 2, selector, strategy: { rollingUpdate: { maxSurge: '25%' } }, template } }),
  grouped('apps/v1', 'ReplicaSet', { spec: { replicas: 2, selector, template } }),
  grouped('apps/v1', 'DaemonSet', { spec: { selector, updateStrategy: { type: 'OnDelete' }, template } }),
  grouped('apps/v1', 'StatefulSet', {
    spec: {
      serviceName: 's',
      selector,
      template,
      volumeClaimTemplates: [
        { metadata: { name: 'v' }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } },
      ],
    },
  }),
  grouped('apps/v1', 'ControllerRevision', { revision: 1, data: { spec: {} } }),
  grouped('batch/v1', 'Job', {
    spec: { completions: 2, parallelism: 1, backoffLimit: 3, template: { spec: { restartPolicy: 'Never', containers: [container] } } },
  }),
  grouped('batch/v1', 'CronJob', {
    spec: {
      schedule: '*/5 * * * *',
      timeZone: 'Etc/UTC',
      jobTemplate: { spec: { template: { spec: { restartPolicy: 'OnFailure', containers: [container] } } } },
    },
  }),
  grouped('networking.k8s.io/v1', 'NetworkPolicy', {
    spec: {
      podSelector: selector,
      policyTypes: ['Ingress', 'Egress'],
      ingress: [
        { from: [{ ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] } }, { namespaceSelector: selector }], ports: [{ port: 80 }] },
      ],
      egress: [{ to: [{ podSelector: selector }], ports: [{ protocol: 'UDP', port: 53, endPort: 60 }] }],
    },
  }),
  grouped('networking.k8s.io/v1', 'Ingress', {
    spec: {
      ingressClassName: 'n',
      tls: [{ hosts: ['a.b'], secretName: 's' }],
      rules: [
        { host: 'a.b', http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 's', port: { number: 80 } } } }] } },
      ],
    },
  }),
  grouped('networking.k8s.io/v1', 'IngressClass', { spec: { controller: 'example.com/c' } }),
  grouped('discovery.k8s.io/v1', 'EndpointSlice', {
    addressType: 'IPv4',
    endpoints: [{ addresses: ['10.1.2.3'], conditions: { ready: true }, targetRef: { kind: 'Pod', name: 'a' } }],
    ports: [{ name: 'http', port: 80 }],
  }),
  grouped('events.k8s.io/v1', 'Event', {
    eventTime: '2026-01-01T00:00:00.000000Z',
    action: 'A',
    reason: 'R',
    type: 'Normal',
    reportingController: 'a.b/c',
    reportingInstance: 'i',
    regarding: { kind: 'Pod', name: 'a', namespace: 'default' },
  }),
  grouped('policy/v1', 'PodDisruptionBudget', { spec: { minAvailable: '50%', selector } }),
  grouped('autoscaling/v2', 'HorizontalPodAutoscaler', {
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'a' },
      minReplicas: 1,
      maxReplicas: 3,
      metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } }],
      behavior: { scaleDown: { policies: [{ type: 'Pods', value: 1, periodSeconds: 60 }] } },
    },
  }),
  grouped('autoscaling/v1', 'HorizontalPodAutoscaler', {
    spec: { scaleTargetRef: { kind: 'Deployment', name: 'a' }, maxReplicas: 3, targetCPUUtilizationPercentage: 80 },
  }),
  grouped('rbac.authorization.k8s.io/v1', 'Role', { rules: [rule] }),
  grouped('rbac.authorization.k8s.io/v1', 'ClusterRole', { rules: [rule, { nonResourceURLs: ['/healthz'], verbs: ['get'] }] }),
  grouped('rbac.authorization.k8s.io/v1', 'RoleBinding', {
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'a' },
    subjects,
  }),
  grouped('rbac.authorization.k8s.io/v1', 'ClusterRoleBinding', {
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'a' },
    subjects,
  }),
  grouped('storage.k8s.io/v1', 'StorageClass', { provisioner: 'example.com/p', parameters: { a: 'b' } }),
  grouped('scheduling.k8s.io/v1', 'PriorityClass', { value: 1000 }),
  grouped('coordination.k8s.io/v1', 'Lease', { spec: { holderIdentity: 'h', leaseDurationSeconds: 10 } }),
]

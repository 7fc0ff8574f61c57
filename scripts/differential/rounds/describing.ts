import type { Round } from '../differential.ts'

const EVERYTHING = `apiVersion: v1
kind: ServiceAccount
metadata: {name: robot, annotations: {x: "y"}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: {app: web}, annotations: {kubernetes.io/change-cause: first, long: "${'x'.repeat(150)}"}}
spec:
  replicas: 2
  minReadySeconds: 1
  selector: {matchLabels: {app: web}, matchExpressions: [{key: app, operator: In, values: [web, site]}]}
  template:
    metadata: {labels: {app: web}, annotations: {a: b}}
    spec:
      serviceAccountName: robot
      initContainers: [{name: first, image: "busybox:1.36", command: [sh, -c, "exit 0"]}]
      containers:
      - name: web
        image: nginx:1.27
        ports: [{name: http, containerPort: 80}, {containerPort: 443, protocol: UDP}]
        env:
        - {name: PLAIN, value: "1"}
        - {name: FROM_MAP, valueFrom: {configMapKeyRef: {name: settings, key: color}}}
        - {name: FROM_SECRET, valueFrom: {secretKeyRef: {name: key, key: password, optional: true}}}
        - {name: FROM_FIELD, valueFrom: {fieldRef: {fieldPath: metadata.name}}}
        - {name: FROM_RESOURCE, valueFrom: {resourceFieldRef: {resource: limits.cpu}}}
        envFrom: [{configMapRef: {name: settings}}, {prefix: P_, secretRef: {name: key, optional: true}}]
        resources: {requests: {cpu: 100m, memory: 64Mi}, limits: {cpu: "1", memory: 128Mi}}
        livenessProbe: {httpGet: {path: /, port: 80}, initialDelaySeconds: 3}
        readinessProbe: {tcpSocket: {port: 80}}
        startupProbe: {exec: {command: [ls, /]}}
        volumeMounts: [{name: data, mountPath: /data}, {name: conf, mountPath: /conf, readOnly: true, subPath: x}]
      volumes:
      - {name: data, emptyDir: {}}
      - {name: conf, configMap: {name: settings}}
      - {name: sec, secret: {secretName: key, optional: true}}
      - {name: host, hostPath: {path: /tmp}}
      - {name: info, downwardAPI: {items: [{path: labels, fieldRef: {fieldPath: metadata.labels}}]}}
      - {name: both, projected: {sources: [{configMap: {name: settings}}, {serviceAccountToken: {path: token, expirationSeconds: 4000}}]}}
      nodeSelector: {kubernetes.io/os: linux}
      tolerations: [{key: a, operator: Equal, value: b, effect: NoSchedule}, {operator: Exists, key: c}]
      topologySpreadConstraints: [{maxSkew: 1, topologyKey: kubernetes.io/hostname, whenUnsatisfiable: ScheduleAnyway, labelSelector: {matchLabels: {app: web}}}]
---
apiVersion: v1
kind: ConfigMap
metadata: {name: settings, labels: {a: b, c: d}}
data: {color: blue, file: "one\\ntwo\\n"}
binaryData: {raw: AAEC}
---
apiVersion: v1
kind: Secret
metadata: {name: key}
type: Opaque
stringData: {password: s3cret, user: me}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {type: NodePort, selector: {app: web}, ports: [{name: http, port: 80, nodePort: 30080}, {name: other, port: 8080, targetPort: http, nodePort: 30081}]}
---
apiVersion: v1
kind: Service
metadata: {name: headless}
spec: {clusterIP: None, selector: {app: web}, ports: [{port: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: outside}
spec: {type: ExternalName, externalName: example.com}
---
apiVersion: v1
kind: Service
metadata: {name: nowhere}
spec: {ports: [{port: 80}], sessionAffinity: ClientIP}
---
apiVersion: v1
kind: Service
metadata: {name: balanced}
spec: {type: LoadBalancer, selector: {app: web}, ports: [{port: 80, nodePort: 30082}], loadBalancerSourceRanges: [10.0.0.0/8]}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  serviceName: db
  selector: {matchLabels: {app: db}}
  template: {metadata: {labels: {app: db}}, spec: {containers: [{name: db, image: "busybox:1.36", command: [sleep, "3600"]}]}}
---
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent}
spec:
  selector: {matchLabels: {app: agent}}
  template: {metadata: {labels: {app: agent}}, spec: {containers: [{name: agent, image: "busybox:1.36", command: [sleep, "3600"]}]}}
---
apiVersion: batch/v1
kind: Job
metadata: {name: once}
spec: {completions: 2, template: {spec: {restartPolicy: Never, containers: [{name: once, image: "busybox:1.36", command: [echo, done]}]}}}
---
apiVersion: batch/v1
kind: CronJob
metadata: {name: often}
spec: {schedule: "0 5 1 1 *", jobTemplate: {spec: {template: {spec: {restartPolicy: OnFailure, containers: [{name: often, image: "busybox:1.36"}]}}}}}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: shop, annotations: {n: m}}
spec:
  ingressClassName: nginx
  tls: [{hosts: [a.example.com], secretName: key}, {hosts: [b.example.com]}]
  rules:
  - {host: a.example.com, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}, {path: /x, pathType: Exact, backend: {service: {name: missing, port: {name: http}}}}]}}
  - {http: {paths: [{path: /any, pathType: Prefix, backend: {service: {name: web, port: {name: http}}}}]}}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: plain}
spec: {defaultBackend: {service: {name: web, port: {number: 80}}}}
---
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata: {name: nginx}
spec: {controller: example.com/nginx, parameters: {apiGroup: example.com, kind: Settings, name: one}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: some}
spec:
  podSelector: {matchLabels: {app: web}}
  policyTypes: [Ingress, Egress]
  ingress:
  - from: [{podSelector: {matchLabels: {app: front}}}, {namespaceSelector: {}, podSelector: {}}, {ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}}]
    ports: [{port: 80}, {port: 8000, endPort: 9000, protocol: UDP}]
  - {}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: none}
spec: {podSelector: {}}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: web}
spec: {minAvailable: 1, selector: {matchLabels: {app: web}}}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: db}
spec: {maxUnavailable: 30%, selector: {matchLabels: {app: db}}}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
  minReplicas: 2
  maxReplicas: 5
  metrics:
  - {type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 50}}}
  - {type: Resource, resource: {name: memory, target: {type: AverageValue, averageValue: 100Mi}}}
  - {type: Pods, pods: {metric: {name: hits}, target: {type: AverageValue, averageValue: 1k}}}
  - {type: Object, object: {metric: {name: queue}, describedObject: {apiVersion: v1, kind: Service, name: web}, target: {type: Value, value: "10"}}}
  - {type: External, external: {metric: {name: sqs, selector: {matchLabels: {q: a}}}, target: {type: AverageValue, averageValue: "30"}}}
  behavior:
    scaleDown: {stabilizationWindowSeconds: 60, policies: [{type: Percent, value: 10, periodSeconds: 15}]}
---
apiVersion: v1
kind: ResourceQuota
metadata: {name: bounds}
spec: {hard: {pods: "50", requests.cpu: "10"}}
---
apiVersion: v1
kind: ResourceQuota
metadata: {name: scoped}
spec: {hard: {pods: "50"}, scopes: [BestEffort]}
---
apiVersion: v1
kind: LimitRange
metadata: {name: limits}
spec:
  limits:
  - {type: Container, max: {cpu: "2"}, default: {cpu: 500m}, defaultRequest: {cpu: 50m, memory: 1Mi}, maxLimitRequestRatio: {cpu: "100"}}
  - {type: Pod, min: {memory: 1Mi}}
---
apiVersion: v1
kind: PersistentVolume
metadata: {name: disk}
spec: {capacity: {storage: 1Gi}, accessModes: [ReadWriteOnce, ReadOnlyMany], hostPath: {path: /disk}, storageClassName: slow, nodeAffinity: {required: {nodeSelectorTerms: [{matchExpressions: [{key: kubernetes.io/hostname, operator: In, values: [node-1]}]}]}}}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: claim}
spec: {accessModes: [ReadWriteOnce], storageClassName: slow, resources: {requests: {storage: 500Mi}}}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: waiting}
spec: {accessModes: [ReadWriteMany], resources: {requests: {storage: 5Gi}}}
---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: slow, annotations: {storageclass.kubernetes.io/is-default-class: "true"}}
provisioner: example.com/slow
parameters: {b: "2", a: "1"}
mountOptions: [ro]
---
apiVersion: scheduling.k8s.io/v1
kind: PriorityClass
metadata: {name: high}
value: 1000
description: Above others
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: reader}
rules:
- {apiGroups: ["", apps], resources: [pods, pods/log, deployments], verbs: [get, list]}
- {apiGroups: [""], resources: [pods], resourceNames: [one, two], verbs: [delete]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: prober}
rules: [{nonResourceURLs: [/healthz, /livez], verbs: [get]}, {apiGroups: ["*"], resources: ["*"], verbs: ["*"]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: readers}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}
subjects: [{kind: ServiceAccount, name: robot, namespace: default}, {kind: User, name: jane, apiGroup: rbac.authorization.k8s.io}]
---
apiVersion: v1
kind: ReplicationController
metadata: {name: old}
spec: {replicas: 1, selector: {app: old}, template: {metadata: {labels: {app: old}}, spec: {containers: [{name: old, image: "nginx:1.27"}]}}}
---
apiVersion: v1
kind: Pod
metadata: {name: broken}
spec: {containers: [{name: broken, image: "nosuch/image:1", args: [a, b]}]}
---
apiVersion: v1
kind: Pod
metadata: {name: crashing, labels: {app: crash}}
spec: {containers: [{name: crash, image: "busybox:1.36", command: [sh, -c, "echo bad; exit 2"]}]}
---
apiVersion: v1
kind: Pod
metadata: {name: unplaced}
spec: {nodeSelector: {no: such}, priorityClassName: high, hostAliases: [{ip: 1.2.3.4, hostnames: [x]}], containers: [{name: a, image: "nginx:1.27", securityContext: {runAsUser: 5}}]}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: hand-made, labels: {kubernetes.io/service-name: nowhere}}
addressType: IPv4
ports: [{name: "", port: 5432, protocol: TCP}]
endpoints: [{addresses: [192.0.2.21], conditions: {ready: true}}, {addresses: [192.0.2.22], conditions: {ready: false}, hostname: second}]
---
apiVersion: v1
kind: Endpoints
metadata: {name: manual}
subsets: [{addresses: [{ip: 192.0.2.1}], notReadyAddresses: [{ip: 192.0.2.2}], ports: [{port: 80}]}]
---
apiVersion: v1
kind: PodTemplate
metadata: {name: mould}
template: {metadata: {labels: {a: b}}, spec: {containers: [{name: a, image: "nginx:1.27"}]}}
---
apiVersion: coordination.k8s.io/v1
kind: Lease
metadata: {name: turn}
spec: {holderIdentity: me, leaseDurationSeconds: 10}
`

/** describe of every kind. */
export const describing: Round = {
  name: 'describing',
  files: { 'everything.yaml': EVERYTHING },
  commands: [
    'kubectl create -f everything.yaml',
    '~ sleep 20',
    ...[
      'deployment web',
      'rs -l app=web',
      'pod -l app=web',
      'sa robot',
      'cm settings',
      'secret key',
      'svc web',
      'svc headless outside nowhere balanced',
      'sts db',
      'ds agent',
      'job once',
      'cronjob often',
      'ingress shop',
      'ingress plain',
      'ingressclass nginx',
      'netpol some',
      'netpol none',
      'pdb',
      'hpa web',
      'quota',
      'limits',
      'ns default',
      'ns kube-system',
      'pv disk',
      'pvc claim',
      'pvc waiting',
      'sc slow',
      'pc high',
      'role reader',
      'clusterrole prober',
      'rolebinding readers',
      'rc old',
      'pod broken',
      'pod crashing',
      'pod unplaced',
      'endpointslice hand-made',
      'endpointslice',
      'ep manual',
      'ep web',
      'podtemplate mould',
      'lease turn',
      'node node-1',
      'pod cras',
      'pod nosuch',
      'pods db-0 --show-events=false',
      'deploy/web svc/web',
      '-f everything.yaml --show-events=false',
      'pods -n nosuch',
      'nosuch',
      'controllerrevisions',
      'clusterrole view',
      'clusterrolebinding cluster-admin',
      'pod -A -l k8s-app=kube-dns',
      'cm -n kube-system coredns',
      'deploy -n kube-system coredns',
      '',
    ].map((what) => `kubectl describe ${what}`),
    ...[
      'pods',
      'deploy',
      'rs',
      'sts',
      'ds',
      'jobs',
      'cronjobs',
      'svc',
      'ep',
      'endpointslices',
      'ing',
      'ingressclass',
      'netpol',
      'pdb',
      'hpa',
      'quota',
      'limits',
      'pv',
      'pvc',
      'sc',
      'pc',
      'roles',
      'rolebindings',
      'rc',
      'podtemplates',
      'leases',
      'controllerrevisions',
    ].map((kind) => `kubectl get ${kind} -o wide`),
  ],
}

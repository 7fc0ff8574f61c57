import { describe, expect, test } from 'vitest'
import { readAnswers, readAssignment } from '../cli/course.ts'
import { loadAllCode } from '../sim/code.ts'
import type { Assignment } from './exercise.ts'
import type { Report } from './report.ts'
import { gradeWork } from './work.ts'

await loadAllCode()

type Files = Readonly<Record<string, string>>
const graded = (exercise: string, files: Files): Report => gradeWork(readAssignment(exercise) as Assignment, { files })
const solution = (exercise: string): string => Object.values(Object.values(readAnswers(exercise)?.solutions ?? {})[0] ?? {})[0] as string

/** Anything that a learner may run, in as few words as possible. */
const pod = (name: string, labels: string, containers: string, spec = ''): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}, labels: ${labels}}\nspec: {${spec}containers: [${containers}]}\n`
const deployment = (name: string, labels: string, replicas: number, containers: string, spec = ''): string =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: ${name}}\nspec: {replicas: ${replicas}, selector: {matchLabels: ${labels}}, template: {metadata: {labels: ${labels}}, spec: {${spec}containers: [${containers}]}}}\n`
const service = (name: string, spec: string): string => `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}}\nspec: {${spec}}\n`
const together = (...documents: string[]): Files => ({ 'a.yaml': documents.join('---\n') })

const BACKEND = '{name: b, image: "hello-backend:1.0"}'
const frontend = (address: string): string => `{name: f, image: "hello-frontend:1.0", env: [{name: BACKEND_ADDR, value: "${address}"}]}`
/** Says what a check wants to hear, on 8080. */
const saying = (words: string, image = 'busybox:1.36'): string =>
  `{name: w, image: "${image}", command: [sh, -c, "mkdir /w; echo '${words}' > /w/index.html; httpd -f -p 8080 -h /w"]}`
const COREDNS = `apiVersion: v1
kind: ConfigMap
metadata: {name: coredns, namespace: kube-system}
data: {Corefile: ".:53 {\\n  rewrite name backend.default.cluster.local backend.default.svc.cluster.local\\n  kubernetes cluster.local\\n}\\n"}
`
const failing = (report: Report): string[] => report.checks.filter(({ outcome }) => outcome === 'failed').map(({ id }) => id)

describe('the right words from the wrong mouth', () => {
  test.each<[string, string, Files]>([
    ['another image', 'backend-pod', together(pod('p', '{app: backend}', saying('Hello from p')))],
    [
      'another program in the right image',
      'backend-pod',
      together(pod('p', '{app: backend}', saying('Hello from p', 'hello-backend:1.0'))),
    ],
    [
      'a neighbour in the same Pod',
      'backend-pod',
      together(pod('p', '{app: backend}', `${BACKEND.replace('}', ', env: [{name: PORT, value: "9999"}]}')}, ${saying('Hello from p')}`)),
    ],
    [
      'a page instead of a frontend',
      'frontend-nodeport',
      together(
        pod('p', '{a: b}', saying('frontend f -> 10.244.0.4:8080: Hello from backend')),
        service('f', 'type: NodePort, selector: {a: b}, ports: [{port: 8080, nodePort: 30002}]'),
      ),
    ],
    [
      'the backend without its frontend',
      'frontend-nodeport',
      together(service('f', 'type: NodePort, selector: {app: backend}, ports: [{port: 8080, nodePort: 30002}]')),
    ],
    [
      'a Pod instead of the machine outside',
      'old-machine',
      together(
        pod('p', '{a: b}', saying('Hello from node-1')),
        service('legacy', 'selector: {a: b}, ports: [{port: 80, targetPort: 8080}]'),
      ),
    ],
    [
      'others in place of the Pods that were to be mended',
      'mend-three',
      {
        'fix.sh':
          'for n in pens paper ink; do kubectl delete service $n; kubectl run $n-2 --image=hello-backend:1.0; kubectl expose pod $n-2 --name=$n --port=8080; done; sleep 5\n',
      },
    ],
    [
      'Pods that nobody deletes',
      'survive-both',
      together(
        pod('b1', '{role: real}', BACKEND),
        pod('b2', '{role: real}', BACKEND),
        service('backend', 'selector: {role: real}, ports: [{port: 8080}]'),
        service('other', 'selector: {role: real}, clusterIP: 10.96.77.77, ports: [{port: 8080}]'),
        deployment('f', '{app: f}', 1, frontend('10.96.77.77:8080')),
        service('f', 'type: NodePort, selector: {app: f}, ports: [{port: 80, nodePort: 30002}]'),
      ),
    ],
  ])('%s: %s', (_, exercise, files) => {
    const report = graded(exercise, files)
    expect(report.passed).toBe(false)
    expect(report.checks.map(({ seen }) => seen.key)).toContain('seen.way')
  })
})

describe('round the checks', () => {
  test('a file of hosts instead of a name', () => {
    const files = together(
      deployment(
        'frontend',
        '{app: frontend}',
        1,
        frontend('shop.local:8080'),
        'hostAliases: [{ip: 10.244.0.5, hostnames: [shop.local]}], ',
      ),
    )
    expect(failing(graded('by-name', files))).toEqual(['survives'])
  })

  test('a Pod to be looked at beside the one that works', () => {
    const decoy = pod('a', '{app: frontend}', frontend('backend.default.svc.cluster.local:8080'))
    const short = solution('full-name').replace(/value: .*:8080"?$/m, 'value: "backend:8080"')
    expect(failing(graded('full-name', together(short, decoy)))).toEqual(['full'])
  })

  test('liars among the replicas', () => {
    const files = together(
      deployment('x', '{app: backend, r: a}', 1, BACKEND),
      deployment('z', '{app: backend, r: b}', 2, '{name: a, image: "busybox:1.36", command: [sleep, infinity]}'),
    )
    expect(failing(graded('scale-backend', files))).toEqual(['comes-back'])
  })

  test('addresses written down beside a selector that finds nobody', () => {
    const starter = Object.values(readAnswers('mend-the-selector')?.starter ?? {})[0] as string
    const slice = `apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata: {name: p, labels: {kubernetes.io/service-name: prices}}\naddressType: IPv4\nports: [{port: 8080, name: ""}]\nendpoints: [{addresses: [10.244.0.4]}, {addresses: [10.244.0.5]}]\n`
    const report = graded('mend-the-selector', together(starter, slice))
    expect(failing(report)).toEqual(['answers'])
    expect(report.checks[2]?.seen.parameters['way']).toContain('without a selector for it')
  })

  test('addresses copied into a list', () => {
    const files = together(
      service('backend', 'ports: [{port: 80, targetPort: 8080}]'),
      `apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata: {name: b, labels: {kubernetes.io/service-name: backend}}\naddressType: IPv4\nports: [{port: 8080}]\nendpoints: [{addresses: [10.244.0.5]}, {addresses: [10.244.0.6]}, {addresses: [10.244.0.7]}]\n`,
    )
    expect(graded('backend-service', files).passed).toBe(false)
  })

  test('the name server, or another one beside it', () => {
    for (const more of [
      COREDNS,
      pod('dns', '{k8s-app: kube-dns}', '{name: a, image: "coredns:1.12"}').replace('name: dns', 'name: dns, namespace: kube-system'),
    ]) {
      const report = graded('full-name', together(solution('full-name'), more))
      expect(report).toMatchObject({ score: 0, passed: false, stopped: { key: 'stopped.system' } })
    }
  })

  test("a Pod that is called like the checks' own", () => {
    const liar = pod(
      'podtalk-probe',
      '{a: b}',
      '{name: probe, image: "dnsutils:1.0", command: [sleep, infinity]}',
      'hostAliases: [{ip: 10.244.0.5, hostnames: [prices]}], ',
    )
    const starter = Object.values(readAnswers('mend-the-selector')?.starter ?? {})[0] as string
    expect(graded('mend-the-selector', together(starter, liar)).passed).toBe(false)
    expect(graded('mend-the-selector', together(solution('mend-the-selector'), liar)).passed).toBe(true)
  })

  test('what runs on the laptop does not answer for the cluster, nor is its kubectl asked', () => {
    const listener =
      '(while true; do printf "HTTP/1.1 200 OK\\r\\nContent-Length: 19\\r\\n\\r\\nHello from backend\\n" | nc -l -p 30002; done) &\n'
    const fake =
      'mkdir -p ~/bin; printf "#!/bin/sh\\n" > ~/bin/kubectl; chmod +x ~/bin/kubectl; kubectl config delete-context kubernetes-admin@kubernetes\n'
    expect(failing(graded('new-address', { 'fix.sh': `${listener}sleep 1\n` }))).toContain('works')
    expect(graded('new-address', { 'fix.sh': `${solution('new-address')}\n${fake}` }).passed).toBe(true)
  })

  test('another door to what was to be shut', () => {
    const door = service('door', 'type: NodePort, selector: {app: backend}, ports: [{port: 8080}]')
    expect(failing(graded('only-the-frontend', together(solution('only-the-frontend'), door)))).toEqual(['no-node-port'])
    const external = service('door', 'externalIPs: [192.168.50.11], selector: {app: backend}, ports: [{port: 8080}]')
    expect(failing(graded('only-the-frontend', together(solution('only-the-frontend'), external)))).toEqual(['no-node-port'])
    const host = pod('backend-b', '{app: backend}', '{name: b, image: "hello-backend:1.0", ports: [{containerPort: 8080, hostPort: 8080}]}')
    expect(failing(graded('only-the-frontend', together(solution('only-the-frontend'), host)))).toEqual(['no-node-port'])
  })

  test('others of the same name in place of those that were to stay', () => {
    const files = { 'fix.sh': `kubectl delete pods test-a\nkubectl run test-a --image=nginx:1.27\n${solution('tidy-up')}` }
    expect(failing(graded('tidy-up', files))).toEqual(['first-stays'])
  })
})

describe('right for a moment', () => {
  test('a Pod that ends after a minute', () => {
    const report = graded('backend-pod', together(pod('p', '{app: backend}', BACKEND, 'activeDeadlineSeconds: 90, ')))
    expect(failing(report)).toEqual(['ready'])
    expect(report.checks[1]?.expected).toMatchObject({ key: 'expected.nextDay' })
  })

  test('Pods that somebody has made by hand', () => {
    const files = together(...[1, 2, 3].map((number) => pod(`p${number}`, '{app: backend}', BACKEND)))
    expect(failing(graded('scale-backend', files))).toEqual(['comes-back'])
  })

  test.each<[string, string]>([
    ['a Pod that ends after an hour', pod('p', '{app: backend}', BACKEND, 'activeDeadlineSeconds: 3600, ')],
    [
      'a program that is gone in the evening',
      pod(
        'p',
        '{app: backend}',
        `{name: b, image: "hello-backend:1.0", command: [sh, -c, "/hello-backend & sleep 30000; kill $!; sleep 900000"]}`,
      ),
    ],
  ])('%s', (_, manifest) => {
    expect(graded('backend-pod', together(manifest)).passed).toBe(false)
  })
})

describe('more than one container, Pod or door', () => {
  test('the full name is in a variable that nobody uses', () => {
    const other = `BACKEND_ADDR=backend:8080 exec /hello-frontend`
    const files = together(
      deployment(
        'frontend',
        '{app: frontend}',
        1,
        frontend('backend.default.svc.cluster.local:8080').replace('env:', `command: [sh, -c, "${other}"], env:`),
      ),
    )
    expect(failing(graded('full-name', files))).toEqual(['full'])
  })

  test('a probe that asks somebody else, or that the Service does not mind', () => {
    const stamps = (containers: string, spec = ''): Files =>
      together(
        deployment('stamps', '{app: stamps}', 2, containers),
        service('stamps', `${spec}selector: {app: stamps}, ports: [{port: 8080}]`),
      )
    const probe = (port: number, more = ''): string => `readinessProbe: {httpGet: {path: /healthz, port: ${port}${more}}}`
    const own = BACKEND.replace('}', `, ${probe(8080)}}`)
    const neighbour = `{name: side, image: "hello-backend:1.0", env: [{name: PORT, value: "9000"}], ${probe(9000)}}, ${BACKEND}`
    expect(graded('not-on-the-list', stamps(own)).passed).toBe(true)
    expect(failing(graded('not-on-the-list', stamps(neighbour)))).toEqual(['probe-kept'])
    expect(failing(graded('not-on-the-list', stamps(own, 'publishNotReadyAddresses: true, ')))).toEqual(['probe-kept'])
    const elsewhere = BACKEND.replace('}', `, ${probe(8080, ', host: 10.244.0.4')}}`)
    expect(graded('not-on-the-list', stamps(elsewhere)).passed).toBe(false)
  })

  test('a door that leads there only now and then, or by a container that begins first', () => {
    const both = service('door', 'type: NodePort, selector: {part: any}, ports: [{port: 8080}]')
    const crowd = deployment('crowd', '{part: any}', 3, '{name: c, image: "hello-backend:1.0"}')
    const guarded = pod('one', '{app: backend, part: any}', BACKEND)
    expect(failing(graded('only-the-frontend', together(solution('only-the-frontend'), crowd, guarded, both)))).toEqual(['no-node-port'])
    const first = `initContainers: [{name: i, image: "hello-backend:1.0", restartPolicy: Always, ports: [{containerPort: 8080, hostPort: 8088}]}], `
    const early = pod('early', '{app: backend}', '{name: s, image: "busybox:1.36", command: [sleep, infinity]}', first)
    expect(failing(graded('only-the-frontend', together(solution('only-the-frontend'), early)))).toEqual(['no-node-port'])
  })

  test('what is being deleted does not stay; another Pod is not the client', () => {
    const held = `kubectl patch pod test-a --type=merge -p '{"metadata":{"finalizers":["a.b/c"]}}'; kubectl delete pod test-a --wait=false\n`
    expect(failing(graded('tidy-up', { 'fix.sh': `${held}${solution('tidy-up')}` }))).toEqual(['first-stays'])
    expect(failing(graded('tidy-up', { 'fix.sh': 'kubectl delete pod test-c; kubectl label pod test-a app=client\n' }))).toEqual(['client'])
  })

  test('others answer in place of the Deployment that was to be left alone', () => {
    const starter = Object.values(readAnswers('mend-the-selector')?.starter ?? {})[0] as string
    const files = together(starter.replace('app: backend', 'who: me'), deployment('mine', '{app: prices, who: me}', 2, BACKEND))
    expect(failing(graded('mend-the-selector', files))).toEqual(['answers'])
  })
})

describe('what a task names, and somebody leaves out', () => {
  const many = (kind: string): Files =>
    together(
      ...['a', 'b', 'c'].map((each) =>
        deployment(each, `{app: backend, n: ${each}}`, 1, BACKEND).replace('kind: Deployment', `kind: ${kind}`),
      ),
    )
  const proxy = `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: px}\ndata: {default.conf: "server { listen 8099; location / { proxy_pass http://backend.default.svc.cluster.local:8080; } }"}\n---\n`
  const nginx = (ports: string, spec: string): string =>
    proxy +
    pod(
      'px',
      '{a: b}',
      `{name: w, image: "nginx:1.27", volumeMounts: [{name: c, mountPath: /etc/nginx/conf.d}]${ports}}`,
      `${spec}volumes: [{name: c, configMap: {name: px}}], `,
    )
  const shop = solution('only-the-frontend')
  const balancer = shop.replace(
    /(name: backend\nspec:\n {2})type: ClusterIP/,
    '$1type: LoadBalancer\n  allocateLoadBalancerNodePorts: false',
  )
  const both = 'command: [sh, -c, "PORT=8081 /hello-backend & exec /hello-backend"]'
  const stamps = (probe: string): Files =>
    together(
      deployment('stamps', '{app: stamps}', 2, BACKEND.replace('}', `, ${probe}}`)),
      service('stamps', 'selector: {app: stamps}, ports: [{port: 8080}]'),
    )
  const page = service('f', 'type: NodePort, selector: {app: frontend}, ports: [{port: 80, nodePort: 30002}]')
  const three = solution('mend-three')
  test.each<[string, string, Files, string[]]>([
    ['one container for two programs', 'port-clash', together(pod('c', '{app: counter}', BACKEND.replace('}', `, ${both}}`))), ['first']],
    [
      'a ReplicaSet',
      'scale-backend',
      together(deployment('b', '{app: backend}', 3, BACKEND).replace('kind: Deployment', 'kind: ReplicaSet')),
      ['comes-back'],
    ],
    ['three Deployments', 'scale-backend', many('Deployment'), ['comes-back']],
    [
      'a Pod in place of a Deployment',
      'frontend-nodeport',
      together(pod('f', '{app: frontend}', frontend('10.244.0.4:8080')), page),
      ['reachable'],
    ],
    [
      'a proxy on a host port',
      'only-the-frontend',
      together(shop, nginx(', ports: [{containerPort: 8099, hostPort: 8099}]', '')),
      ['no-node-port'],
    ],
    [
      "a proxy in the node's own network",
      'only-the-frontend',
      together(shop, nginx('', 'hostNetwork: true, dnsPolicy: ClusterFirstWithHostNet, ')),
      ['no-node-port'],
    ],
    ['a load balancer without node ports', 'only-the-frontend', together(balancer), ['no-node-port']],
    ['a probe that always says yes', 'not-on-the-list', stamps('readinessProbe: {exec: {command: ["true"]}}'), ['probe-kept']],
    [
      'a probe that asks once a day',
      'not-on-the-list',
      stamps('readinessProbe: {tcpSocket: {port: 8080}, periodSeconds: 86400}'),
      ['probe-kept'],
    ],
    [
      'new Pods for those that were right',
      'mend-three',
      { 'fix.sh': `kubectl delete pod pens --now; kubectl run pens --image=hello-backend:1.0 -l app=pens\n${three}` },
      ['pens'],
    ],
    ['a Service that was to stay', 'mend-three', { 'fix.sh': `${three}\nkubectl delete service ink -n warehouse\n` }, ['ink-stays']],
    [
      'an address that was copied',
      'new-address',
      { 'fix.sh': 'kubectl set env deployment/frontend BACKEND_ADDR=10.244.0.6:8080\n' },
      ['works'],
    ],
  ])('%s: %s', (_, exercise, files, faults) => {
    expect(failing(graded(exercise, files))).toEqual(faults)
  })

  test('a script that broke off says so; one that ends with an error and has done its work is right', () => {
    const { passed, warnings } = graded('expose-properly', { 'fix.sh': 'kubectl expose deployment nothing --port=80\n' })
    expect({ passed, warnings }).toMatchObject({ passed: false, warnings: [{ key: 'warning.script' }] })
    expect(warnings?.[0]?.parameters['message']).toContain('deployments.apps "nothing" not found')
    const report = graded('expose-properly', { 'fix.sh': `${solution('expose-properly')}\nkubectl get pods | grep nothing\n` })
    expect(report).toMatchObject({ passed: true })
    expect(report.warnings).toBeUndefined()
  })

  test('an answer sheet that cannot be read is not one without answers', () => {
    const report = graded('laptop-to-pod', { 'answers.yaml': 'from-laptop: `timeout`\nwrong-port: refused\n' })
    expect(report.checks.map(({ seen }) => seen.key)).toEqual(['seen.unreadable', 'seen.unreadable'])
  })
})

describe('what kubectl would not take, and what is no answer', () => {
  test('a name that is to be made up', () => {
    const report = graded('backend-pod', together(pod('x', '{app: backend}', BACKEND).replace('name: x', 'generateName: x-')))
    expect(report.checks[0]?.seen.parameters['message']).toBe('from x-: cannot use generate name with apply')
  })

  test('an answer that refuses to be a text', () => {
    const report = graded('laptop-to-pod', { 'answers.yaml': 'from-laptop: {toString: timeout}\nwrong-port: refused\n' })
    expect(failing(report)).toEqual(['from-laptop'])
  })
})

describe('right in other words', () => {
  const shop = service('frontend', 'type: NodePort, selector: {app: frontend}, ports: [{port: 80, nodePort: 30002}]')
  const backend = service('backend', 'selector: {app: backend}, ports: [{port: 8080}]')
  const caller = deployment('frontend', '{app: frontend}', 1, frontend('backend:8080'))
  const stateful = deployment('b', '{app: backend}', 2, BACKEND)
    .replace('kind: Deployment', 'kind: StatefulSet')
    .replace('spec: {', 'spec: {serviceName: backend, ')
  const list = (kind: string): string =>
    `apiVersion: v1\nkind: ${kind}\nitems:\n- ${service('backend', 'selector: {app: backend}, ports: [{port: 80, targetPort: 8080}]').trim().replaceAll('\n', '\n  ')}\n`
  test.each<[string, string, Files]>([
    ['a StatefulSet', 'survive-both', together(backend, stateful, caller, shop)],
    [
      'a Service without an address',
      'survive-both',
      together(backend.replace('{selector', '{clusterIP: None, selector'), deployment('b', '{app: backend}', 2, BACKEND), caller, shop),
    ],
    ['a List', 'backend-service', together(list('List'))],
    ['a ServiceList', 'backend-service', together(list('ServiceList'))],
    [
      'Windows lines, a mark in front, Chinese comments',
      'backend-service',
      { 'a.yaml': `\ufeff# 後端的 Service\r\n${solution('backend-service').replaceAll('\n', '\r\n')}` },
    ],
    [
      'the backend as a container that begins first and stays',
      'two-in-one',
      together(
        pod(
          'x',
          '{app: shop}',
          frontend('localhost:8080'),
          'initContainers: [{name: b, image: "hello-backend:1.0", restartPolicy: Always}], ',
        ),
      ),
    ],
    [
      'a neighbour before the frontend',
      'full-name',
      together(
        deployment(
          'frontend',
          '{app: frontend}',
          1,
          `{name: side, image: "busybox:1.36", command: [sleep, infinity]}, ${frontend('backend.default.svc.cluster.local:8080')}`,
        ),
      ),
    ],
    [
      'a program that takes its time, and no probe',
      'backend-pod',
      together(pod('p', '{app: backend}', BACKEND.replace('}', ', command: [sh, -c, "sleep 20; exec /hello-backend"]}'))),
    ],
    [
      'a name that the program is given by a script',
      'by-name',
      together(
        deployment(
          'frontend',
          '{app: frontend}',
          1,
          '{name: frontend, image: "hello-frontend:1.0", command: [sh, -c, "BACKEND_ADDR=Backend.default:8080 exec /hello-frontend"]}',
        ),
      ),
    ],
    [
      'lists that know an address twice',
      'old-machine',
      together(
        service('legacy', 'ports: [{port: 80}]'),
        ...['one', 'two'].map(
          (name) =>
            `apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata: {name: ${name}, labels: {kubernetes.io/service-name: legacy}}\naddressType: IPv4\nports: [{port: 9000}]\nendpoints: [{addresses: [192.168.50.11]}]\n`,
        ),
      ),
    ],
    ['a script with the lines of Windows', 'tidy-up', { 'fix.sh': solution('tidy-up').replaceAll('\n', '\r\n') }],
    ['an answer that begins with a capital', 'laptop-to-pod', { 'answers.yaml': 'from-laptop: Timeout\nwrong-port: REFUSED\n' }],
    ['answers in JSON', 'laptop-to-pod', { 'answers.json': '{"from-laptop": "timeout", "wrong-port": "refused"}' }],
  ])('%s: %s', (_, exercise, files) => {
    expect(failing(graded(exercise, files))).toEqual([])
    expect(graded(exercise, files).passed).toBe(true)
  })
})

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
    expect(report.checks.at(-1)?.seen.parameters['way']).toContain('without a selector for it')
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
    expect(report.checks[1]?.expected).toEqual({ key: 'expected.later', parameters: { minutes: 10 } })
  })

  test('Pods that somebody has made by hand', () => {
    const files = together(...[1, 2, 3].map((number) => pod(`p${number}`, '{app: backend}', BACKEND)))
    expect(failing(graded('scale-backend', files))).toEqual(['comes-back'])
  })
})

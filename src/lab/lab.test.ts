import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Lab, type NewInput } from './lab.ts'
import { parseLog } from './log.ts'
import { scenario } from './scenario.ts'
import type { Terminal } from './terminal.ts'

const BACKEND = `apiVersion: v1
kind: Pod
metadata: {name: backend, labels: {app: backend}}
spec: {containers: [{name: backend, image: 'hello-backend:1.0'}]}
`
const start = scenario({ id: 'test', files: { 'backend.yaml': BACKEND } })

/** A lab with one open terminal on the laptop. */
function open(seed = '1'): { lab: Lab; terminal: Terminal } {
  const lab = Lab.open({ scenario: start, seed })
  lab.input({ do: 'open', terminal: 'main', machine: 'laptop' })
  lab.clock.advance(100)
  return { lab, terminal: lab.terminals.get('main') as Terminal }
}

/** Enters a line and lets time pass until the prompt is back. */
function type(lab: Lab, terminal: Terminal, text: string, limit = 120_000): string {
  const before = terminal.printed
  lab.input({ do: 'line', terminal: terminal.id, text })
  lab.clock.advance(2)
  lab.clock.runUntil(() => terminal.reading !== undefined, limit)
  return terminal.output.slice(terminal.output.length - (terminal.printed - before))
}

describe('a terminal', () => {
  test('shows a prompt, runs commands and keeps the shell between them', () => {
    const { lab, terminal } = open()
    expect(terminal.reading?.prompt).toMatch(/^laptop:~\/shop\$ $/)
    expect(type(lab, terminal, 'x=5; cd /tmp')).not.toContain('error')
    expect(type(lab, terminal, 'echo "$x in $PWD"')).toContain('5 in /tmp')
  })

  test('Ctrl-C stops an endless loop and gives the prompt back', () => {
    const { lab, terminal } = open()
    lab.input({ do: 'line', terminal: 'main', text: 'while true; do :; done' })
    lab.clock.advance(500)
    expect(terminal.reading).toBeUndefined()
    lab.input({ do: 'signal', terminal: 'main', signal: 'SIGINT' })
    lab.clock.advance(500)
    expect(terminal.reading).toBeDefined()
    expect(type(lab, terminal, 'echo alive')).toContain('alive')
  })

  test('endless output ends with a message, and memory stays bounded', () => {
    const lab = Lab.open({ scenario: start })
    const result = lab.script('yes', 3_600_000, { machine: lab.laptop })
    expect(result.exit).not.toBe(0)
    expect(result.stderr).toContain('podtalk')
    expect(result.stdout.length).toBeLessThan(40_000_000)
  })

  test.each([
    ['an unknown command', 'kubctl get pods', 'command not found'],
    ['an unknown subcommand', 'kubectl gt pods', 'unknown command "gt" for "kubectl"'],
    ['broken YAML', 'printf "a: [1, 2\\n" | kubectl apply -f -', 'error'],
    ['broken syntax', 'if true; then', 'syntax error'],
  ])('%s gets its own error', (_, command, words) => {
    const lab = Lab.open({ scenario: start })
    const result = lab.script(command, 60_000, { machine: lab.laptop })
    expect(result.exit).not.toBe(0)
    expect(result.stderr).toContain(words)
  })
})

describe('a log', () => {
  const live = (): Lab => {
    const { lab, terminal } = open('seed')
    type(lab, terminal, 'kubectl apply -f backend.yaml')
    type(lab, terminal, 'kubectl wait --for=condition=Ready pod/backend')
    lab.input({ do: 'write', path: '/home/learner/shop/note.txt', content: 'hello' })
    type(lab, terminal, 'cat note.txt; kubectl get pods -o wide')
    return lab
  }

  test('replayed gives the identical state and the same screen', () => {
    const lab = live()
    const again = Lab.replay(parseLog(JSON.stringify(lab.log())))
    again.clock.advanceTo(lab.clock.now)
    expect(again.digest()).toBe(lab.digest())
    expect(again.terminals.get('main')?.output).toBe(lab.terminals.get('main')?.output)
    expect(lab.terminals.get('main')?.output).toContain('hello')
  })

  test('replayed to an earlier moment gives the state of that moment', () => {
    const lab = live()
    const first = lab.inputs.findIndex((input) => input.do === 'line')
    const before = Lab.replay(lab.log(), (lab.inputs[first]?.at ?? 0) - 1)
    expect(before.cluster.informers.for('pods').get('default', 'backend')).toBeUndefined()
  })

  const input: fc.Arbitrary<NewInput> = fc.oneof(
    fc
      .constantFrom(
        'kubectl apply -f backend.yaml',
        'kubectl delete pod backend --wait=false',
        'kubectl get pods',
        'sleep 1 & wait',
        'for i in 1 2 3; do echo $i; sleep 0.2; done',
        'kubectl create deployment web --image=nginx --replicas=2',
        'kubectl scale deployment web --replicas=1',
      )
      .map((text): NewInput => ({ do: 'line', terminal: 'main', text })),
    fc.constant<NewInput>({ do: 'signal', terminal: 'main', signal: 'SIGINT' }),
    fc.string({ maxLength: 20 }).map((content): NewInput => ({ do: 'write', path: '/home/learner/shop/a.txt', content })),
  )

  test('any inputs, however the clock was paced, replay to the same state', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(input, fc.integer({ min: 1, max: 900 })), { maxLength: 8 }), (inputs) => {
        const { lab } = open('paced')
        for (const [each, pause] of inputs) {
          lab.input(each)
          for (let left = pause; left > 0; left -= 16.7) lab.clock.advance(Math.min(16.7, left))
        }
        const log = lab.log()
        lab.clock.advanceTo(lab.opened + Math.ceil(lab.elapsed))
        const again = Lab.replay({ ...log, end: lab.elapsed })
        expect(again.digest()).toBe(lab.digest())
      }),
      { numRuns: 25 },
    )
  })
})

describe('what a scenario says of its cluster', () => {
  const POLICY = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: nobody}
spec: {podSelector: {matchLabels: {app: backend}}, policyTypes: [Ingress]}
`
  const reached = (enforceNetworkPolicy: boolean): string => {
    const manifests = [BACKEND, `${BACKEND.replace('name: backend, labels: {app: backend}', 'name: client')}`, POLICY]
    const lab = Lab.open({ scenario: scenario({ id: 'policy', manifests, enforceNetworkPolicy }) })
    const ip = lab.script("kubectl get pod backend -o jsonpath='{.status.podIP}'", 10_000).stdout
    return lab.script(`kubectl exec client -- wget -qO- -T 2 http://${ip}:8080/`, 60_000).stdout
  }

  test('NetworkPolicies are stored, and enforced where it says so', () => {
    expect(reached(false)).toBe('Hello from backend\n')
    expect(reached(true)).toBe('')
  })

  test('the way to the API server comes back when somebody deletes it, at its own address', () => {
    const lab = Lab.open({ scenario: start })
    lab.script('kubectl delete services --all; kubectl delete endpointslice kubernetes', 10_000)
    expect(lab.script('kubectl get services', 10_000).stderr).toBe('No resources found in default namespace.\n')
    expect(lab.script('sleep 11; kubectl get services', 20_000).stdout).toMatch(/\nkubernetes +ClusterIP +10\.96\.0\.1 +<none> +443\/TCP /)
    expect(lab.script('kubectl get endpointslices', 10_000).stdout).toMatch(/\nkubernetes +IPv4 +6443 +192\.168\.50\.11 /)
    lab.script('kubectl run client --image=dnsutils:1.0; kubectl wait --for=condition=ready pod/client', 60_000)
    expect(lab.script('kubectl exec client -- curl -sk https://kubernetes/version', 30_000).stdout).toContain('"gitVersion": "v1.36.2"')
  })

  test('each node has its lease', () => {
    const lab = Lab.open({ scenario: start })
    expect(lab.script('kubectl get leases -n kube-node-lease', 10_000).stdout).toBe('NAME     HOLDER   AGE\nnode-1   node-1   20m\n')
    expect(lab.script('kubectl describe node node-1', 10_000).stdout).toMatch(
      /\nLease:\n {2}HolderIdentity: {2}node-1\n {2}AcquireTime: {5}<unset>\n {2}RenewTime: {7}\w/,
    )
  })
})

describe('what the containers of a Pod share', () => {
  const shared = (share: boolean) =>
    scenario({
      id: 'shared',
      manifests: [
        `apiVersion: v1
kind: Pod
metadata: {name: pair}
spec:
  shareProcessNamespace: ${share}
  containers:
    - {name: backend, image: 'hello-backend:1.0'}
    - {name: tools, image: 'nicolaka/netshoot:v0.14', command: [sleep, infinity]}
`,
      ],
    })
  const run = (lab: Lab, command: string): string => lab.script(`kubectl exec pair -c tools -- ${command}`, 30_000).stdout

  test('the pause container is process 1 where they share processes, and nowhere to be seen otherwise', () => {
    expect(run(Lab.open({ scenario: shared(true) }), 'ps -o pid,args')).toMatch(/1 \/pause\n +2 \/hello-backend\n +3 sleep infinity\n/)
    expect(run(Lab.open({ scenario: shared(false) }), 'ps -o pid,args')).toMatch(/1 sleep infinity\n +\d+ ps /)
  })

  test('what they say to localhost passes lo, not eth0', () => {
    const lab = Lab.open({ scenario: shared(false) })
    const listen = (device: string): string =>
      run(lab, `bash -c 'timeout 2 tcpdump -n -i ${device} port 8080 & sleep 1; curl -s http://localhost:8080/; wait'`)
    expect(listen('lo')).toMatch(/IP 127\.0\.0\.1\.\d+ > 127\.0\.0\.1\.8080: Flags \[S\]/)
    expect(listen('eth0')).toBe('Hello from pair\n')
  })
})

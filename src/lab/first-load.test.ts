import { expect, test, vi } from 'vitest'

const MANIFESTS = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: web, image: hello-backend:1.0, ports: [{containerPort: 8080}]}]
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {type: NodePort, selector: {app: web}, ports: [{port: 80, targetPort: 8080, nodePort: 30080}]}
`

const SPREAD = `apiVersion: v1
kind: Pod
metadata: {name: apart, labels: {app: apart}}
spec:
  affinity:
    podAntiAffinity:
      requiredDuringSchedulingIgnoredDuringExecution:
        - {topologyKey: kubernetes.io/hostname, labelSelector: {matchLabels: {app: apart}}}
  containers: [{name: apart, image: hello-backend:1.0}]
`

test('what a page loads first is enough for a prompt, and a little more each for get, any line with get, apply, and ls, cat and curl', async () => {
  // The page brings the installation's result along; all code is needed to make it.
  const { loadAllCode } = await import('../sim/code.ts')
  const { installedCluster } = await import('../cluster/install/boot.ts')
  const { snapshotText } = await import('../cluster/install/snapshot.ts')
  const { NODE_1 } = await import('./scenario.ts')
  const { programsFor } = await import('./programs.ts')
  await loadAllCode()
  const installation = snapshotText(installedCluster([NODE_1], programsFor))

  // Controllers write such objects again without asking what code that takes.
  const { SELDOM_FIELDS } = await import('../cluster/apiserver/schema/seldom-fields.ts')
  expect([...SELDOM_FIELDS].filter((field) => installation.includes(JSON.stringify(field)))).toEqual([])

  vi.resetModules()
  const { codeLeft } = await import('../sim/code.ts')
  const { Lab } = await import('./lab.ts')
  const { FIRST_COMMANDS } = await import('./programs.ts')
  const { knowInstalled } = await import('../cluster/install/boot.ts')
  const { scenario } = await import('./scenario.ts')
  const before = codeLeft()
  expect(before.length).toBeGreaterThan(5)
  knowInstalled([NODE_1], installation)
  const start = scenario({ id: 'first', files: { 'web.yaml': MANIFESTS, 'apart.yaml': SPREAD } })
  const opened = Lab.open({ scenario: start })
  opened.input({ do: 'open', terminal: 't1', machine: 'laptop' })
  while (opened.clock.step(opened.opened + 2)) {}
  expect(opened.terminals.get('t1')?.reading?.prompt).toBe('laptop:~/shop$ ')
  // A cluster at rest needs no more, however long its learner reads.
  opened.clock.advance(3_600_000)
  const enforcing = Lab.open({ scenario: scenario({ id: 'policy', prompt: 'node/node-1', enforceNetworkPolicy: true }) })
  enforcing.clock.advance(3_600_000)
  expect(codeLeft()).toEqual(before)

  await Promise.all(FIRST_COMMANDS.map((code) => code.load()))
  const lab = Lab.open({ scenario: start })
  lab.input({ do: 'open', terminal: 't1', machine: 'laptop' })
  while (lab.clock.step(lab.opened + 2)) {}
  /** Types a line and lets it run; what the clock is held by must be among `names`. */
  const type = async (text: string, ...names: string[]): Promise<string> => {
    const before = lab.terminals.get('t1')?.output.length
    lab.input({ do: 'line', terminal: 't1', text })
    const end = lab.clock.now + 10_000
    while (lab.clock.now < end) {
      while (lab.clock.step(end)) {}
      const { held } = lab.clock
      if (held) {
        expect(names).toContain(held.name)
        await held.load()
      } else lab.clock.advanceTo(end)
    }
    return lab.terminals.get('t1')?.output.slice(before) ?? ''
  }
  expect(lab.terminals.get('t1')?.reading?.isComplete?.('kubectl get pods')).toBe(true)
  expect(() => lab.terminals.get('t1')?.reading?.isComplete?.('for i in 1 2')).toThrow('the code of the shell is not loaded')
  expect(await type('kubectl get pods -A -o wide')).toMatch(/coredns-.* Running /)
  expect(await type("kubectl get svc,nodes -l '!nothing'")).toContain('service/kubernetes')
  expect(await type('kubectl get pods -A -w --request-timeout=2s')).toContain('coredns')
  const loop = 'for kind in pods nodes; do kubectl get "$kind" -A | while read -r first second rest; do echo "$kind:$second"; done; done'
  expect(await type(loop, 'the shell')).toMatch(/pods:NAME\npods:coredns-.*\n(.*\n)*nodes:STATUS\nnodes:Ready\n/)
  const reckoned = await type("printf '%d.\\n' $((6 * 7))", 'the shell’s arithmetic', 'the shell’s rarer builtins')
  expect(reckoned).toContain('42.\n')
  expect(await type('kubectl get pods -A | grep -c coredns > count; wc -l < count', 'the programs for text')).toMatch(/\n1\n/)
  expect(codeLeft().map(({ name }) => name)).toEqual(expect.arrayContaining(['the API server’s writes', 'the components of the cluster']))
  const made = await type('kubectl apply -f web.yaml', 'kubectl’s manifests', 'the API server’s writes')
  expect(made).toContain('deployment.apps/web created\nservice/web created\n')
  expect(await type('kubectl get pods -o wide')).toMatch(/(Running.*\n.*){2}/)
  expect(await type('kubectl apply -f apart.yaml', 'the rarer resources')).toContain('pod/apart created\n')
  expect(await type('ls; cat web.yaml', 'the programs of every day')).toContain('kind: Service')
  expect(await type('curl -s http://192.168.50.11:30080/')).toContain('Hello from')
})

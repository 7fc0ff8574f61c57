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

test('what a page loads first is enough for a prompt, and a little more for get, apply, ls, cat and curl', async () => {
  // The page brings the installation's result along; all code is needed to make it.
  const { loadAllCode } = await import('../sim/code.ts')
  const { installedCluster } = await import('../cluster/install/boot.ts')
  const { snapshotText } = await import('../cluster/install/snapshot.ts')
  const { NODE_1 } = await import('./scenario.ts')
  const { programsFor } = await import('./programs.ts')
  await loadAllCode()
  const installation = snapshotText(installedCluster([NODE_1], programsFor))

  vi.resetModules()
  const { codeLeft } = await import('../sim/code.ts')
  const { Lab } = await import('./lab.ts')
  const { FIRST_COMMANDS } = await import('./programs.ts')
  const { knowInstalled } = await import('../cluster/install/boot.ts')
  const { scenario } = await import('./scenario.ts')
  const before = codeLeft()
  expect(before.length).toBeGreaterThan(5)
  knowInstalled([NODE_1], installation)
  const start = scenario({ id: 'first', files: { 'web.yaml': MANIFESTS } })
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
  const run = (line: string): string => lab.script(line, 60_000).stdout
  expect(run('kubectl apply -f web.yaml')).toBe('deployment.apps/web created\nservice/web created\n')
  lab.settle(60_000)
  expect(run('kubectl get pods -o wide')).toMatch(/(Running.*\n.*){2}/)
  const everyday = codeLeft().filter(({ name }) => name === 'the programs of every day')
  expect(everyday).toHaveLength(1)
  await everyday[0]?.load()
  expect(run('ls; cat web.yaml')).toContain('kind: Service')
  expect(run('curl -s http://192.168.50.11:30080/')).toContain('Hello from')
})

import { beforeEach, describe, expect, test, vi } from 'vitest'
import type { Lab } from './lab.ts'

/** What a learner might type: every group of programs and subcommands is used. */
const LINES = [
  'ls -l; cat web.yaml | grep image',
  'kubectl apply -f web.yaml; kubectl get pods',
  'kubectl create configmap settings --from-literal=a=1 -o yaml | head -n 3',
  "sleep 3; kubectl get pods -o wide | awk '{ print $1, $6 }' | sort",
  'for i in 1 2 3; do seq $i | tr "\\n" " " & done; wait',
  "kubectl get deployment web -o json | jq -c '.spec.replicas' | tee count",
  'kubectl create job once --image=busybox -- nslookup kubernetes.default; kubectl autoscale deployment web --max=4',
  'kubectl get pods,jobs,hpa | cut -c1-20; date; ps | wc -l',
  'kubectl exec deploy/web -- wget -qO- http://localhost:8080/ ; dig +short web.default.svc.cluster.local',
  'kubectl cordon node-1; kubectl describe job once | grep Labels; curl -s http://192.168.50.11:30080/nothing',
  'kubectl create role watcher --verb=get --resource=pods; kubectl auth can-i list pods --as=someone',
]

const WEB = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: web, image: hello-backend:1.0}]
`

async function freshEngine() {
  vi.resetModules()
  const { Lab } = await import('./lab.ts')
  const { scenario } = await import('./scenario.ts')
  const { CodeMissing, codeLeft, loadAllCode } = await import('../sim/code.ts')
  return { Lab, CodeMissing, codeLeft, loadAllCode, start: scenario({ id: 'test', files: { 'web.yaml': WEB } }) }
}

type Engine = Awaited<ReturnType<typeof freshEngine>>

/** Opens a lab as a page does: what is missing is loaded, and it begins again. */
async function open({ Lab, CodeMissing, start }: Engine): Promise<Lab> {
  for (;;) {
    try {
      return Lab.open({ scenario: start })
    } catch (error) {
      if (!(error instanceof CodeMissing)) throw error
      await error.code.load()
    }
  }
}

/** Types the lines and lets time pass in turns, loading what the clock is held by. Gives all that can be seen of the lab. */
async function live(lab: Lab): Promise<{ seen: string; held: string[] }> {
  const held: string[] = []
  let at = 1
  lab.input({ do: 'open', terminal: 't1', machine: 'laptop' })
  for (const text of LINES) {
    const end = lab.opened + (at += 20_000)
    lab.input({ do: 'line', terminal: 't1', text })
    while (lab.clock.now < end) {
      const target = Math.min(end, lab.clock.now + 16)
      while (lab.clock.step(target)) {}
      const code = lab.clock.held
      if (code) {
        held.push(code.name)
        await code.load()
      } else lab.clock.advanceTo(target)
    }
  }
  return { seen: JSON.stringify([lab.terminals.get('t1')?.output, lab.log(), lab.clock.pending, lab.cluster.random.hex(16)]), held }
}

describe('code that comes later', () => {
  let engine: Engine
  beforeEach(async () => {
    engine = await freshEngine()
  })

  test('a lab that loads on the way and one that has everything give the same bytes', async () => {
    const { codeLeft, loadAllCode } = engine
    expect(codeLeft().length).toBeGreaterThan(5)
    const late = await live(await open(engine))
    expect(late.held.length).toBeGreaterThan(5)

    await loadAllCode()
    expect(codeLeft()).toEqual([])
    const early = await live(engine.Lab.open({ scenario: engine.start }))
    expect(early.held).toEqual([])
    expect(late.seen).toBe(early.seen)
    expect(early.seen).toContain('horizontalpodautoscaler')
  })

  test('a lab that starts from the text of an installation is the same as one that ran it', async () => {
    const { Lab, loadAllCode, start } = engine
    await loadAllCode()
    const ran = Lab.open({ scenario: start })
    const { installedCluster, knowInstalled } = await import('../cluster/install/boot.ts')
    const { snapshotText } = await import('../cluster/install/snapshot.ts')
    const { programsFor } = await import('./programs.ts')
    knowInstalled(start.nodes, snapshotText(installedCluster(start.nodes, programsFor)))
    const told = Lab.open({ scenario: start })
    const command = 'kubectl get all,nodes,clusterroles -A -o yaml --show-managed-fields; kubectl label node node-1 a=b'
    expect(told.script(command, 10_000)).toEqual(ran.script(command, 10_000))
    expect(told.digest()).toBe(ran.digest())
  })

  test('who runs a clock in one go is told what is missing', async () => {
    const lab = await open(engine)
    expect(() => lab.script('seq 3', 1_000)).toThrow(engine.CodeMissing)
    await engine.loadAllCode()
    expect(lab.script('seq 3', 1_000).stdout).toBe('1\n2\n3\n')
  })
})

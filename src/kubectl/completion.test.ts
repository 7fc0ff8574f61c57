import { describe, expect, test } from 'vitest'
import { Lab } from '../lab/lab.ts'
import { scenario } from '../lab/scenario.ts'
import { loadAllCode } from '../sim/code.ts'
import { completeLine } from './completion.ts'

const MANIFEST = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: {app: web}}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: nginx, image: "nginx:1.27"}, {name: side, image: "busybox:1.36", command: [sleep, "9999"]}]}
---
apiVersion: v1
kind: Pod
metadata: {name: tool, labels: {app: tool}}
spec: {containers: [{name: tool, image: "busybox:1.36", command: [sleep, "9999"]}]}
---
apiVersion: v1
kind: Namespace
metadata: {name: team}
`

await loadAllCode()
const lab = Lab.open({ scenario: scenario({ id: 'completion', manifests: [MANIFEST] }) })

/** What Tab offers at the end of a line. */
const tab = (line: string): string[] => {
  const { laptop: machine } = lab
  lab.script('kubectl version --client', 1_000)
  return completeLine({ machine, cwd: machine.home, env: machine.env, words: line.split(' ') }).map(({ text }) => text)
}

describe('Tab after kubectl', () => {
  test.each([
    ['kubectl de', ['delete', 'describe', 'debug']],
    ['kubectl rollout u', ['undo']],
    ['kubectl get --field', ['--field-selector=']],
    ['kubectl get --show-l', ['--show-labels']],
    ['kubectl get deploym', ['deployments']],
    ['kubectl get dep', ['deployments']],
    ['kubectl get po', ['podtemplates', 'pods', 'poddisruptionbudgets']],
    ['kubectl get svc ku', ['kubernetes']],
    ['kubectl describe deploy w', ['web']],
    ['kubectl delete deploy/w', ['deploy/web']],
    ['kubectl -n kube-system get deploy ', ['coredns']],
    ['kubectl get deploy -n kube-s', ['kube-system']],
    ['kubectl get deploy --namespace=te', ['--namespace=team']],
    ['kubectl get pods -n kube-system -l k8s-', ['k8s-app=kube-dns']],
    ['kubectl logs to', ['tool']],
    ['kubectl exec tool -c ', ['tool']],
    ['kubectl logs deploy/web -c ', ['nginx', 'side']],
    ['kubectl get pods -o js', ['json', 'jsonpath=', 'jsonpath-as-json=', 'jsonpath-file=']],
    ['kubectl delete pod x --cascade=o', ['--cascade=orphan']],
    ['kubectl explain deployment.spec.str', ['deployment.spec.strategy']],
    ['kubectl explain svc.spec.ports.n', ['svc.spec.ports.name', 'svc.spec.ports.nodePort']],
    ['kubectl cordon ', ['node-1']],
    ['kubectl config use-context ', ['kubernetes-admin@kubernetes']],
    ['kubectl cp to', ['tool:']],
    ['kubectl completion z', ['zsh']],
    ['kubectl exec tool -- l', []],
    ['kubectl get nosuch x', []],
    ['kubectl nosuch x', []],
  ])('%s', (line, expected) => {
    expect(tab(line).sort()).toEqual([...expected].sort())
  })

  test('names that are there already are not offered again', () => {
    expect(tab('kubectl delete pod tool ')).not.toContain('tool')
  })

  test('it changes nothing: no time, no trace', () => {
    tab('kubectl version')
    const { clock } = lab
    const [now, traces] = [clock.now, lab.traces.length]
    const { laptop: machine } = lab
    completeLine({ machine, cwd: machine.home, env: machine.env, words: ['kubectl', 'get', 'pods', ''] })
    expect([clock.now, lab.traces.length]).toEqual([now, traces])
  })
})

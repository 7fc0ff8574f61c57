import { completeLine } from '../src/kubectl/completion.ts'
import { Lab } from '../src/lab/lab.ts'
import { scenario } from '../src/lab/scenario.ts'
import { type Figure, medianMs } from './measure.ts'

/** A lab whose cluster has so many Pods that no node takes: what kubectl does with them is what counts. */
function labWith(pods: number): Lab {
  const lab = Lab.open({ scenario: scenario({ id: 'bench-kubectl' }) })
  for (let at = 0; at < pods; at++)
    lab.cluster.client.create('pods', {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: `pod-${at}`, namespace: 'default', labels: { app: `app-${at % 50}` } },
      spec: { nodeSelector: { no: 'such' }, containers: [{ name: 'main', image: 'nginx:1.27' }] },
    })
  lab.settle(0)
  return lab
}

/** Tab, and long tables. */
export function kubectlFigures(): Figure[] {
  const small = labWith(1_000)
  small.script('kubectl get pods -A', 10_000)
  const { laptop: machine } = small
  const tab = (line: string): void => void completeLine({ machine, cwd: machine.home, env: machine.env, words: line.split(' ') })
  const lines = [
    'kubectl get po',
    'kubectl describe pod pod-9',
    'kubectl get pods -l app=',
    'kubectl logs pod-5 -c ',
    'kubectl explain pod.spec.con',
  ]
  const slowest = Math.max(...lines.map((line) => medianMs(5, () => tab(line))))
  const large = labWith(5_000)
  const listed = medianMs(5, () => {
    const { stdout } = large.script('kubectl get pods -A', 10_000)
    if (stdout.split('\n').length < 5_000) throw new Error('the table is too short')
  })
  return [
    { name: 'Tab among 1,000 Pods', value: slowest, unit: 'ms', bound: 16, better: 'lower' },
    { name: 'kubectl get pods -A of 5,000 Pods', value: listed, unit: 'ms', bound: 50, better: 'lower' },
  ]
}

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Lab } from '../lab/lab.ts'
import { scenario } from '../lab/scenario.ts'
import { loadAllCode } from '../sim/code.ts'

const manifest = readFileSync(join(import.meta.dirname, '../../deploy/workshop.yaml'), 'utf8')

/** A stand-in for the workshop's image that answers on its port: what is tested are the manifests. */
const RUNNABLE = manifest
  .replace('image: podtalk:0.1.0', 'image: registry.k8s.io/e2e-test-images/agnhost:2.53')
  .replace(/args: \[workshop, [^\]]*\]/, 'args: [netexec, --http-port=4321]')
  .replaceAll(/path: \/(healthz|readyz)/g, 'path: /hostname')

test('Podtalk itself approves of the manifests: accepted, ready, reached by name, and up while a Pod is deleted', async () => {
  await loadAllCode()
  const lab = Lab.open({ scenario: scenario({ id: 'deploy' }) })
  const run = (text: string) => lab.script(text, 120_000, { machine: lab.laptop })
  expect(run('kubectl create secret generic podtalk-workshop --from-literal=database-url=x --from-literal=instructor-secret=y').exit).toBe(
    0,
  )
  const strict = lab.script('kubectl apply --dry-run=server -f -', 60_000, { machine: lab.laptop, stdin: manifest })
  expect(strict.stderr).toBe('')
  expect(strict.stdout.trim().split('\n')).toHaveLength(4)
  expect(lab.script('kubectl apply -f -', 60_000, { machine: lab.laptop, stdin: RUNNABLE }).exit).toBe(0)
  expect(run('kubectl rollout status deployment/podtalk --timeout=90s').stdout).toContain('successfully rolled out')
  const ask = 'kubectl run ask --image=curlimages/curl --restart=Never --rm -i --quiet -- curl -s http://podtalk/hostname'
  expect(run(ask).stdout).toMatch(/^podtalk-/)
  const pod = run("kubectl get pods -l app.kubernetes.io/name=podtalk -o jsonpath='{.items[0].metadata.name}'").stdout
  run(`kubectl delete pod ${pod} --wait=false`)
  expect(run(ask).stdout).toMatch(/^podtalk-/)
})

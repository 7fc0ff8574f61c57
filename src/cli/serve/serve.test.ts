import { execFile, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Lab } from '../../lab/lab.ts'
import { scenario } from '../../lab/scenario.ts'
import { pace } from '../pace.ts'
import { realKubectl } from './real-kubectl.ts'
import { openServer, type Serving } from './server.ts'

const kubectl = realKubectl()

const FILES = {
  'web.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: web, image: "nginx:1.27", ports: [{containerPort: 80}]}]
`,
  'wrong.yaml': `apiVersion: v1
kind: Service
metadata: {name: wrong}
spec: {prot: 1, ports: [{port: 80}]}
`,
  'invalid.yaml': `apiVersion: v1
kind: Service
metadata: {name: Bad_Name}
spec: {ports: [{port: 99999}]}
`,
  'applied.yaml': `apiVersion: v1
kind: ConfigMap
metadata: {name: applied}
data: {color: blue}
`,
  'editor.sh': `#!/bin/sh
sed -i 's/replicas: 3/replicas: 1/' "$1"
`,
}

/** A command line, and what its output (both streams together) has to match; \`!\` before it: it fails. */
type Line = [command: string, output: RegExp]

const LINES: Line[] = [
  ['version', /Server Version: v1\.36\.2/],
  ['get nodes -o wide', /node-1 +Ready +control-plane .* v1\.36\.2 +192\.168\.50\.11/],
  ['get namespaces', /kube-system +Active/],
  ['cluster-info', /Kubernetes control plane.* is running at/],
  ['api-resources --api-group=apps', /deployments +deploy +apps\/v1 +true +Deployment/],
  ['api-versions', /networking\.k8s\.io\/v1/],
  ['explain service.spec.ports.nodePort', /FIELD: nodePort <integer>/],
  ['explain deployment.spec --recursive', /matchLabels/],
  ['explain service.spec.type --output=plaintext-openapiv2', /FIELD: +type <string>/],
  ['get --raw /openapi/v2', /"swagger":"2\.0"/],
  ['get --raw /readyz', /^ok/],
  ['apply -f web.yaml --dry-run=server', /deployment.apps\/web created \(server dry run\)/],
  ['apply -f web.yaml', /deployment.apps\/web created/],
  ['rollout status deployment/web --timeout=30s', /successfully rolled out/],
  ['apply -f web.yaml', /deployment.apps\/web unchanged/],
  ['diff -f web.yaml', /^$/],
  ['get deployment,replicaset,pod', /deployment.apps\/web +2\/2/],
  ['get pods -l app=web -o name', /^pod\/web-\S+\npod\/web-\S+\n$/],
  ['get pods --field-selector=status.phase=Running -o jsonpath={.items[*].metadata.labels.app}', /^web web$/],
  ['get deployment web -o yaml', /uid: [0-9a-f-]{36}/],
  [
    'get deployment web -o jsonpath={.metadata.managedFields[*].manager} --show-managed-fields',
    /kubectl-client-side-apply kube-controller-manager|kube-controller-manager kubectl-client-side-apply/,
  ],
  ['describe deployment web', /Replicas: +2 desired \| 2 updated \| 2 total \| 2 available/],
  ['expose deployment web --port=80 --type=NodePort', /service\/web exposed/],
  ['get service web', /web +NodePort +10\.\d+\.\d+\.\d+ +<none> +80:3\d{4}\/TCP/],
  ['get endpointslices', /web-\w{5} +IPv4 +80 +10\.244/],
  ['get endpoints web', /Warning: v1 Endpoints is deprecated/],
  ['scale deployment web --replicas=3', /deployment.apps\/web scaled/],
  ['wait --for=jsonpath={.status.readyReplicas}=3 deployment/web --timeout=30s', /condition met/],
  ['set image deployment/web web=nginx:latest', /image updated/],
  ['rollout history deployment/web', /REVISION/],
  ['rollout undo deployment/web', /rolled back/],
  ['rollout restart deployment/web', /restarted/],
  ['rollout status deployment/web --timeout=60s', /successfully rolled out/],
  ['label deployment web tier=front', /labeled/],
  ['annotate deployment web note=one', /annotated/],
  ['patch deployment web -p {"spec":{"minReadySeconds":1}}', /patched/],
  ['patch deployment web --type=merge -p {"spec":{"minReadySeconds":0}}', /patched/],
  ['patch deployment web --type=json -p [{"op":"add","path":"/metadata/labels/x","value":"y"}]', /patched/],
  ['patch deployment web -p {"spec":{"selector":{"matchLabels":{"app":"z"}}}}', /!.*spec.selector: Invalid value: .*: field is immutable/s],
  ['edit deployment web', /deployment.apps\/web edited/],
  ['get deployment web -o jsonpath={.spec.replicas}', /^1$/],
  ['apply --server-side -f applied.yaml', /configmap\/applied serverside-applied/],
  ['patch configmap applied -p {"data":{"color":"red"}}', /patched/],
  ['apply --server-side -f applied.yaml', /!.*Apply failed with 1 conflict: conflict with "kubectl-patch" using v1.*: \.data\.color/s],
  ['apply --server-side --force-conflicts -f applied.yaml', /serverside-applied/],
  ['apply -f wrong.yaml', /!.*strict decoding error: unknown field "spec\.prot"/s],
  ['create -f invalid.yaml', /!.*metadata\.name: Invalid value: "Bad_Name".*must be between 1 and 65535, inclusive/s],
  ['create deployment api --image=hello-backend:1.0', /deployment.apps\/api created/],
  ['create namespace team', /namespace\/team created/],
  ['create configmap settings --from-literal=color=blue -n team', /configmap\/settings created/],
  ['create secret generic key --from-literal=password=s3cret', /secret\/key created/],
  ['get secret key -o jsonpath={.data.password}', /^czNjcmV0$/],
  ['create serviceaccount robot', /serviceaccount\/robot created/],
  ['create role reader --verb=get,list --resource=pods', /role.rbac.authorization.k8s.io\/reader created/],
  ['create rolebinding robots --role=reader --serviceaccount=default:robot', /created/],
  ['auth can-i list pods --as=system:serviceaccount:default:robot', /^yes/],
  ['auth can-i delete pods --as=system:serviceaccount:default:robot', /!.*no/s],
  [
    'get services --as=system:serviceaccount:default:robot',
    /!.*services is forbidden: User "system:serviceaccount:default:robot" cannot list resource "services"/s,
  ],
  ['create token robot', /^ey[\w.-]+/],
  ['create job once --image=busybox:1.36 -- echo done', /job.batch\/once created/],
  ['wait --for=condition=complete job/once --timeout=60s', /condition met/],
  ['logs job/once', /^done/],
  ['run tool --image=busybox:1.36 --restart=Never --command -- sleep 1000', /pod\/tool created/],
  ['wait --for=condition=Ready pod/tool --timeout=30s', /condition met/],
  ['exec tool -- hostname', /^tool/],
  ['exec tool -- sh -c exit\u00a07', /!.*exit code 7/s],
  ['exec tool -- nosuchprogram', /!.*executable file not found/s],
  ['logs deployment/web', /Configuration complete; ready for start up/],
  ['get pod nothing', /!.*pods "nothing" not found/s],
  ['get events --field-selector=involvedObject.name=tool', /Scheduled/],
  ['debug tool --image=busybox:1.36 --profile=general -- sleep 100', /Defaulting debug container name/],
  ['events --for pod/tool', /\n\d+s +Normal +Scheduled +Pod\/tool/],
  ['cp web.yaml tool:/tmp/web.yaml', /^(Defaulted.*\n)?$/],
  ['exec tool -c tool -- ls /tmp', /^web\.yaml/],
  ['get componentstatuses', /scheduler +Healthy +ok/],
  ['cordon node-1', /cordoned/],
  ['uncordon node-1', /uncordoned/],
  ['get pods --chunk-size=1', /web-/],
  ['delete pod tool --grace-period=1', /pod "tool" deleted/],
  ['replace -f web.yaml', /replaced/],
  ['delete -f web.yaml', /deployment.apps "web" deleted/],
  ['delete namespace team', /namespace "team" deleted/],
  ['get all -n team', /No resources found in team namespace/],
]

describe.runIf(kubectl !== undefined)('the real kubectl against podtalk serve', () => {
  let serving: Serving
  let stop: () => void
  let folder: string
  const environment = () => ({
    KUBECONFIG: join(folder, 'kubeconfig'),
    HOME: folder,
    KUBE_EDITOR: join(folder, 'editor.sh'),
    PATH: process.env['PATH'],
  })

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'podtalk-serve-'))
    for (const [name, text] of Object.entries(FILES)) writeFileSync(join(folder, name), text, { mode: 0o755 })
    const lab = Lab.open({ scenario: scenario({ id: 'serve-test' }), seed: '1' })
    serving = await openServer(lab.clock, lab.cluster.door, 0)
    writeFileSync(join(folder, 'kubeconfig'), serving.kubeconfig)
    stop = pace(lab.clock)
  })
  afterAll(async () => {
    stop?.()
    await serving?.close()
    if (folder) rmSync(folder, { recursive: true, force: true })
  })

  /** A no-break space stands for a space inside a word. */
  const words = (line: string): string[] => line.split(' ').map((word) => word.replaceAll('\u00a0', ' '))
  const run = (line: string): Promise<string> =>
    new Promise((done) => {
      execFile(kubectl as string, words(line), { cwd: folder, env: environment(), timeout: 60_000 }, (error, stdout, stderr) =>
        done(`${error ? '!' : ''}${stdout}${stderr}`),
      )
    })

  it('runs more than sixty commands of all kinds', { timeout: 180_000 }, async () => {
    expect(LINES.length).toBeGreaterThanOrEqual(60)
    for (const [line, output] of LINES) {
      const printed = await run(line)
      expect(printed, `kubectl ${line}`).toMatch(output)
      if (!output.source.startsWith('!')) expect(printed.startsWith('!'), `kubectl ${line} failed:\n${printed}`).toBe(false)
    }
  })

  it('watches, forwards ports and passes stdin on', { timeout: 60_000 }, async () => {
    await run('create deployment web --image=nginx:1.27')
    const watching = spawn(kubectl as string, ['get', 'deployment', 'web', '-w'], { cwd: folder, env: environment() })
    let watched = ''
    watching.stdout.on('data', (data) => (watched += data))
    await run('rollout status deployment/web --timeout=30s')
    // what a slow machine's watch has not seen yet it would see as one line
    for (let tries = 0; tries < 200 && !watched.includes('1/1'); tries++) await new Promise((next) => setTimeout(next, 50))
    await run('scale deployment web --replicas=2')
    await run('rollout status deployment/web --timeout=30s')
    watching.kill()
    expect(watched).toMatch(/web +1\/1[\s\S]*web +2\/2/)

    const forwarding = spawn(kubectl as string, ['port-forward', 'deployment/web', ':80'], { cwd: folder, env: environment() })
    const port = await new Promise<string>((done) => {
      forwarding.stdout.on('data', (data) => {
        const found = /127\.0\.0\.1:(\d+) -> 80/.exec(String(data))
        if (found) done(found[1] as string)
      })
    })
    const page = await fetch(`http://127.0.0.1:${port}/`)
    expect(await page.text()).toContain('Welcome to nginx!')
    forwarding.kill()

    await run('run tool --image=busybox:1.36 --restart=Never --command -- sleep 1000')
    await run('wait --for=condition=Ready pod/tool --timeout=30s')
    const shell = spawn(kubectl as string, ['exec', '-i', 'tool', '--', 'sh'], { cwd: folder, env: environment() })
    let said = ''
    shell.stdout.on('data', (data) => (said += data))
    shell.stdin.end('echo one\necho two\n')
    await new Promise((done) => shell.on('close', done))
    expect(said).toBe('one\ntwo\n')
  })

  it('asks for its token and listens on loopback only', async () => {
    const status = (authorization?: string): Promise<number> =>
      new Promise((done, fail) => {
        const asked = request(
          {
            host: '127.0.0.1',
            port: serving.port,
            path: '/api/v1/pods',
            rejectUnauthorized: false,
            headers: authorization ? { authorization } : {},
          },
          (response) => {
            response.resume()
            done(response.statusCode ?? 0)
          },
        )
        asked.on('error', fail)
        asked.end()
      })
    expect(await status()).toBe(401)
    expect(await status('Bearer wrong')).toBe(401)
    expect(await status(`Bearer ${serving.token}`)).toBe(200)
    expect(serving.server.address()).toMatchObject({ address: '127.0.0.1' })
  })
})

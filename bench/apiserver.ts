import { createApiServer } from '../src/cluster/apiserver/apiserver.ts'
import { resources } from '../src/cluster/apiserver/resources/index.ts'
import { Clock } from '../src/sim/clock.ts'
import { Random } from '../src/sim/random.ts'
import type { Figure } from './measure.ts'
import { medianMs } from './measure.ts'

const PATH = '/apis/apps/v1/namespaces/default/deployments'

/** A Deployment of some hundred lines of YAML. */
function deployment(name: string): object {
  const container = (index: number): object => ({
    name: `c${index}`,
    image: 'nginx:1.27',
    ports: [{ name: 'http', containerPort: 8080 + index }],
    env: Array.from({ length: 8 }, (_, i) => ({ name: `VARIABLE_${i}`, value: String(i) })),
    resources: { requests: { cpu: '100m', memory: '64Mi' }, limits: { cpu: '1', memory: '128Mi' } },
    readinessProbe: { httpGet: { path: '/', port: 'http' }, periodSeconds: 5 },
    volumeMounts: [{ name: 'data', mountPath: '/data' }],
  })
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, labels: { app: name } },
    spec: {
      replicas: 2,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: { containers: [container(0), container(1)], volumes: [{ name: 'data', emptyDir: {} }] },
      },
    },
  }
}

/** What single requests cost: decoding, defaulting, validation, patches. */
export function apiserverFigures(): Figure[] {
  const api = createApiServer({ clock: new Clock(), random: new Random('bench'), resources })
  api.client('bench').create('namespaces', { metadata: { name: 'default' } })
  const micros = (name: string, work: (i: number) => void): Figure => {
    let i = 0
    const ms = medianMs(15, () => {
      for (let k = 0; k < 100; k++) work(i++)
    })
    return { name, value: (ms / 100) * 1000, unit: 'µs', better: 'lower' }
  }
  const send = (method: 'POST' | 'PATCH', path: string, type: string, body: unknown, query: Record<string, string> = {}): void => {
    const { status, body: answer } = api.handle({ method, path, query, headers: { 'content-type': type }, body })
    if (status >= 300) throw new Error(JSON.stringify(answer))
  }
  send('POST', PATH, 'application/json', deployment('fixed'))
  const manifest = deployment('checked')
  const patch = (i: number): object => ({ spec: { template: { spec: { containers: [{ name: 'c1', image: `nginx:${i}` }] } } } })
  const applied = (i: number): object => ({ ...deployment('applied'), metadata: { name: 'applied', annotations: { round: String(i) } } })
  const apply = { fieldManager: 'bench', force: 'true' }
  return [
    micros('validate a 100-line manifest', () =>
      send('POST', PATH, 'application/json', manifest, { fieldValidation: 'Strict', dryRun: 'All' }),
    ),
    micros('strategic merge patch', (i) => send('PATCH', `${PATH}/fixed`, 'application/strategic-merge-patch+json', patch(i))),
    micros('server-side apply', (i) => send('PATCH', `${PATH}/applied`, 'application/apply-patch+yaml', applied(i), apply)),
  ]
}

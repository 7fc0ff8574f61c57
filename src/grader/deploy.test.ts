import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { Lab } from '../lab/lab.ts'
import { scenario } from '../lab/scenario.ts'

const root = join(import.meta.dirname, '../..')
const manifest = readFileSync(join(root, 'deploy/grading-job.yaml'), 'utf8')

/** Every schema of Kubernetes v1.36.2 by name, as its OpenAPI documents have them. */
function schemas(): Record<string, object> {
  const files = ['batch.v1', 'v1', 'apps.v1', 'autoscaling.v2', 'policy.v1']
  return Object.assign(
    {},
    ...files.map((file) => JSON.parse(readFileSync(join(root, `data/kubernetes-1.36/schemas/${file}.json`), 'utf8'))),
  )
}

test('the Job for grading fits the schema of the real API', () => {
  const ajv = new Ajv2020({ strict: false, validateFormats: false })
  const validate = ajv.compile({ $ref: '#/components/schemas/io.k8s.api.batch.v1.Job', components: { schemas: schemas() } })
  validate(parse(manifest))
  expect(validate.errors).toBeNull()
  expect(validate({ ...parse(manifest), spec: { completions: 'four', template: {} } })).toBe(false)
})

test('the API server takes it strictly, and each of its Pods gets a shard of its own', () => {
  const lab = Lab.open({ scenario: scenario({ id: 'deploy' }) })
  const run = (text: string, stdin = ''): { stdout: string; stderr: string } => lab.script(text, 300_000, { machine: lab.laptop, stdin })
  expect(run('kubectl apply --dry-run=server -f -', manifest)).toMatchObject({
    stderr: '',
    stdout: 'job.batch/podtalk-grading created (server dry run)\n',
  })
  const standIn = manifest
    .replace('image: podtalk:0.1.0', 'image: busybox:1.36')
    .replace('command: [node, /podtalk/dist-cli/podtalk.mjs]', 'command: [echo]')
    .replace('persistentVolumeClaim:\n            claimName: podtalk-work', 'emptyDir: {}')
  run('kubectl apply -f -', standIn)
  run('kubectl wait --for=condition=complete job/podtalk-grading --timeout=120s')
  const shards = run('kubectl logs -l job-name=podtalk-grading').stdout.match(/--shard=\d\/4 --format=json=\/work\/reports\/\d\.json/g)
  expect(shards?.sort()).toEqual([0, 1, 2, 3].map((index) => `--shard=${index}/4 --format=json=/work/reports/${index}.json`))
})

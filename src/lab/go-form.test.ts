import { expect, it } from 'vitest'
import { structFor } from '../cluster/apiserver/decode.ts'
import { resources } from '../cluster/apiserver/resources/index.ts'
import { type Struct, structOf, type TypeRef } from '../cluster/apiserver/schema/schema.ts'
import { loadAllCode } from '../sim/code.ts'
import { Lab } from './lab.ts'
import { RECORDING } from './scenario.ts'

await loadAllCode()

const isEmpty = (value: unknown): boolean =>
  value === 0 || value === '' || value === false || (typeof value === 'object' && value !== null && Object.keys(value).length === 0)

/** Fields that hold what Go's omitempty leaves out. */
function leftOut(struct: Struct, object: object, path: string, found: string[]): void {
  for (const [name, value] of Object.entries(object)) {
    const field = struct.fields.get(name)
    if (!field || value === null || value === undefined) continue
    if (isEmpty(value) && !field.pointer && field.type.kind !== 'struct') found.push(`${path}.${name}: ${JSON.stringify(value)}`)
    leftOutOf(field.type, value, `${path}.${name}`, found)
  }
}

function leftOutOf(type: TypeRef, value: unknown, path: string, found: string[]): void {
  if (typeof value !== 'object' || value === null) return
  if (type.kind === 'list' && Array.isArray(value)) for (const item of value) leftOutOf(type.of, item, path, found)
  const struct = type.kind === 'struct' ? structOf(type.name) : undefined
  if (struct) leftOut(struct, value, path, found)
}

it('controllers and kubelet write nothing that Go leaves out of an object', () => {
  const lab = Lab.open({ scenario: RECORDING })
  for (const line of [
    'kubectl create deployment web --image=hello-backend:1.0 --replicas=2',
    'kubectl expose deployment web --port=80 --target-port=8080',
    'kubectl rollout status deployment web; kubectl set env deployment web A=b; kubectl rollout status deployment web',
    'kubectl rollout undo deployment web; kubectl rollout status deployment web',
    'kubectl create job once --image=busybox:1.36 -- date; kubectl create cronjob often --image=busybox:1.36 --schedule="* * * * *" -- false',
    'kubectl create quota none; kubectl create pdb web --selector=app=web --min-available=1; kubectl autoscale deployment web --max=3',
    `printf '{apiVersion: apps/v1, kind: StatefulSet, metadata: {name: db}, spec: {serviceName: web, selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: {containers: [{name: c, image: "nginx:1.27"}]}}}}' | kubectl create -f -`,
    `printf '{apiVersion: apps/v1, kind: DaemonSet, metadata: {name: ds}, spec: {selector: {matchLabels: {c: d}}, template: {metadata: {labels: {c: d}}, spec: {containers: [{name: c, image: nope}]}}}}' | kubectl create -f -`,
    'sleep 70; kubectl delete pod --all --wait=false; sleep 1',
  ])
    lab.script(line, 120_000)
  const found: string[] = []
  for (const resource of resources) {
    if (!resource.verbs.includes('list')) continue
    const path = `${resource.group ? `/apis/${resource.group}` : '/api'}/${resource.version}/${resource.plural}`
    const { items } = lab.cluster.door.handle({ method: 'GET', path }).body as { items: object[] }
    for (const item of items) leftOut(structFor(resource), item, resource.kind, found)
  }
  // an old form of events has another name for it, which is never left out
  expect([...new Set(found)].filter((one) => one !== 'Event.reportingInstance: ""')).toEqual([])
})

import type { Lab } from '../../lab/lab.ts'
import type { CheckOf, Disaster } from '../exercise.ts'
import { message } from '../report.ts'
import type { CheckContext, Verdict } from './verdict.ts'

const DISASTER_LIMIT = 180_000

/** The command line on the laptop that brings each disaster about, as it happens in real life. */
const COMMANDS: { [D in Disaster['do']]: (disaster: Extract<Disaster, { do: D }>) => string } = {
  deletePods: ({ namespace = 'default', selector }) => `kubectl delete pods -n '${namespace}' -l '${selector}'`,
  recreateService: ({ namespace = 'default', name }) => {
    const clean = 'del(.metadata.resourceVersion, .metadata.uid, .metadata.creationTimestamp, .spec.clusterIP, .spec.clusterIPs, .status)'
    return `kubectl get service '${name}' -n '${namespace}' -o json | jq '${clean}' > /tmp/service.json && kubectl delete -f /tmp/service.json && kubectl create -f /tmp/service.json`
  },
  scale: ({ namespace = 'default', resource, name, replicas }) =>
    `kubectl scale '${resource}/${name}' -n '${namespace}' --replicas=${replicas}`,
  drain: ({ node }) => `kubectl drain '${node}' --ignore-daemonsets --delete-emptydir-data --force`,
}

/** Something happens that happens every day; then the inner checks hold again. */
export function survives(context: CheckContext, check: CheckOf<'survives'>): Verdict {
  const { disaster } = check
  const { do: what, ...parameters } = disaster
  const expected = message(`expected.survives.${what}`, parameters as Record<string, string | number>)
  for (const inner of check.still) {
    const before = context.run(inner)
    if (!before.pass) return { ...before, expected }
  }
  const problem = happen(context.lab, disaster)
  if (problem !== undefined) return { pass: false, expected, seen: message('seen.disaster', { message: problem }) }
  for (const inner of check.still) {
    const after = context.run(inner)
    if (!after.pass) return { ...after, expected }
  }
  return { pass: true, expected, seen: message('seen.ok') }
}

function happen(lab: Lab, disaster: Disaster): string | undefined {
  const command = (COMMANDS[disaster.do] as (disaster: Disaster) => string)(disaster)
  const { exit, stderr } = lab.script(command, DISASTER_LIMIT, { machine: lab.laptop })
  if (exit !== 0) return stderr.slice(0, 500)
  lab.settle(DISASTER_LIMIT)
  return undefined
}

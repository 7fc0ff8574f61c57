import { beforeAll, describe, expect, test } from 'vitest'
import { Lab } from '../../lab/lab.ts'
import { scenario } from '../../lab/scenario.ts'
import { LANGUAGES } from '../i18n/index.ts'
import { isShown } from '../map/journey.ts'
import { explainLine } from './book.ts'
import { readBook } from './read-book.ts'

const book = readBook('en', new Map([['pod-ip', 'Every Pod has an IP']]))

/** Ids of what is explained of a command's output, as the terminal would do it. */
function explained(lab: Lab, command: string): string[] {
  const { stdout, stderr } = lab.script(command, 60_000)
  const failed = lab.traces.findLast((trace) => isShown(trace) && trace.outcome !== 'connected')
  const lines = `${stdout}${stderr}`.split('\n')
  return [...new Set(lines.flatMap((line) => explainLine(book, line, failed)?.id ?? []))]
}

describe('what errors mean', () => {
  let lab: Lab
  beforeAll(() => {
    lab = Lab.open({
      scenario: scenario({
        id: 'test',
        setup: [
          'kubectl create deployment web --image=nginx',
          'kubectl expose deployment web --port=8080',
          'kubectl run tools --image=dnsutils:1.0',
        ],
      }),
    })
  })

  test.each([
    ['kubectl get pod nobody', ['not-found']],
    ['kubectl run tools --image=nginx', ['already-exists']],
    ['kubectl get pots', ['resource-type']],
    ['kubectl apply -f nowhere.yaml', ['no-file']],
    ['kubectl create service nodeport x --tcp=80 --node-port=80', ['nodeport-range']],
    ['kubectl get pods -n elsewhere', ['no-resources']],
    ['kubectl frobnicate', ['unknown-command']],
    ['kubectl exec tools -- nosuch', ['executable']],
    ['nosuch', ['command-not-found']],
    ['$ kubectl get pods', ['prompt-pasted']],
    ['laptop:~/shop$ kubectl get pods', ['prompt-pasted']],
    ['cat nowhere', ['no-file']],
    ["printf 'apiVersion: v1\\nkind: Pod\\nmetadata: [' | kubectl apply -f -", ['yaml']],
    ["printf 'apiVersion: v1\\nkind: Pod\\nmetadata:\\n  name: x\\nspec:\\n  container: []\\n' | kubectl apply -f -", ['unknown-field']],
    [
      "printf 'apiVersion: apps/v1\\nkind: Deployment\\nmetadata:\\n  name: x\\nspec:\\n  selector:\\n    matchLabels: {a: b}\\n  template:\\n    metadata:\\n      labels: {a: c}\\n    spec:\\n      containers: [{name: a, image: nginx}]\\n' | kubectl apply -f -",
      ['deployment-selector-optional'],
    ],
    ['echo all is well; kubectl get pods', []],
  ])('%s', (command, ids) => {
    expect(explained(lab, command)).toEqual(ids)
  })

  test('a failed request is explained by its way, not by the words of the program', () => {
    expect(explained(lab, "curl -m 2 http://$(kubectl get service web -o jsonpath='{.spec.clusterIP}'):8080/")).toEqual([
      'clusterip-from-laptop',
    ])
    expect(explained(lab, 'kubectl exec tools -- curl -sS -m 2 http://web:8080/')).toEqual(['port-vs-targetport'])
    expect(explained(lab, 'kubectl exec tools -- curl -sS -m 2 http://wep:8080/')).toEqual(['short-name-across-namespaces'])
  })

  test('a line without end costs no time', () => {
    const started = process.cpuUsage()
    explainLine(book, 'exec '.repeat(1_000_000), undefined)
    expect(process.cpuUsage(started).user / 1_000).toBeLessThan(200)
  })

  test('every explanation is there in both languages', () => {
    for (const language of LANGUAGES) {
      const { errors, misconceptions } = readBook(language, new Map())
      for (const error of errors)
        expect(error.title === undefined ? misconceptions[error.misconception as string]?.html : error.html, error.id).toBeTruthy()
      for (const each of Object.values(misconceptions)) expect([each.title, each.html].every(Boolean), each.id).toBe(true)
    }
  })
})

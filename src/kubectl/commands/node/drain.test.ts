import { beforeAll, describe, expect, it } from 'vitest'
import { Lab } from '../../../lab/lab.ts'
import { RECORDING } from '../../../lab/scenario.ts'
import { loadAllCode } from '../../../sim/code.ts'

let lab: Lab
beforeAll(async () => {
  await loadAllCode()
  lab = Lab.open({ scenario: RECORDING, seed: 'drain' })
})
const run = (line: string) => lab.script(line, 600_000)

describe('kubectl drain', () => {
  it('asks again for every Pod that a budget protects, and says at the end which ones stayed', () => {
    run('kubectl create deployment web --image=nginx:1.27 --replicas=2; kubectl rollout status deployment/web')
    run('kubectl create poddisruptionbudget web --selector=app=web --min-available=2; sleep 1')
    const pods = run("kubectl get pods -o jsonpath='{.items[*].metadata.name}'").stdout.split(' ')
    expect(pods).toHaveLength(2)
    const { stdout, stderr, exit } = run('kubectl drain node-1 --timeout=8s')
    expect(exit).toBe(1)
    for (const pod of pods) {
      // at 0, 5 and 10 s: the timeout is noticed when the next try is due
      expect(stdout.split(`evicting pod default/${pod}\n`)).toHaveLength(4)
      expect(stderr).toContain(
        `error when evicting pods/"${pod}" -n "default" (will retry after 5s): Cannot evict pod as it would violate the pod's disruption budget.\n`,
      )
      expect(stderr).toContain(`error when evicting pods/"${pod}" -n "default": global timeout reached: 8s`)
    }
    expect(stderr).toMatch(
      /^There are pending pods in node "node-1" when an error occurred: \[error .*\]\npod\/web-\S+\npod\/web-\S+\nerror: unable to drain/m,
    )
    // the others went meanwhile
    expect(stdout.match(/^pod\/coredns-\S+ evicted$/gm)).toHaveLength(2)
  })

  it('empties the node when nothing protects them; what replaces them waits, and has no log yet', () => {
    run('kubectl delete poddisruptionbudget web')
    expect(run('kubectl drain node-1')).toMatchObject({ exit: 0, stdout: expect.stringMatching(/node\/node-1 drained\n$/) })
    const waiting = run("kubectl get pods -o jsonpath='{.items[0].metadata.name}'").stdout
    expect(run(`kubectl logs ${waiting}`)).toMatchObject({ stdout: '', stderr: '', exit: 0 })
  })
})

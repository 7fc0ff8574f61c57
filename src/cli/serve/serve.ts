import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { Lab } from '../../lab/lab.ts'
import { scenario } from '../../lab/scenario.ts'
import type { Clock } from '../../sim/clock.ts'
import { readScenario } from '../course.ts'
import { parseOptions, UsageError } from '../usage.ts'
import { openServer } from './server.ts'

/** How often the cluster catches up with the clock on the wall, ms. */
const TICK = 20

/** `podtalk serve`: the simulated cluster behind a real address, for the real kubectl. Runs until it is interrupted. */
export async function serve(argv: string[]): Promise<number> {
  const { values } = parseOptions({
    args: argv,
    options: {
      port: { type: 'string', default: '0' },
      kubeconfig: { type: 'string', default: 'podtalk.kubeconfig' },
      scenario: { type: 'string' },
      seed: { type: 'string', default: '1' },
    },
  })
  const port = Number(values.port)
  if (!Number.isInteger(port) || port < 0 || port > 65535) throw new UsageError(`"${values.port}" is no port`)
  const start = values.scenario === undefined ? scenario({ id: 'serve' }) : readScenario(values.scenario)
  if (!start) throw new UsageError(`there is no scenario "${values.scenario}"`)
  const lab = Lab.open({ scenario: start, seed: values.seed })
  const serving = await openServer(lab.clock, lab.cluster.door, port)
  const file = resolve(values.kubeconfig)
  writeFileSync(file, serving.kubeconfig, { mode: 0o600 })
  process.stdout.write(
    `A simulated Kubernetes v1.36.2 at https://127.0.0.1:${serving.port}, for this machine only; it asks for the token in the kubeconfig:\n` +
      `  export KUBECONFIG=${file}\n  kubectl get nodes\nCtrl-C ends it.\n`,
  )
  const stop = pace(lab.clock)
  await new Promise<void>((done) => {
    process.once('SIGINT', done)
    process.once('SIGTERM', done)
  })
  stop()
  await serving.close()
  return 0
}

/** Lets virtual time run with the time on the wall, until the returned function is called. */
export function pace(clock: Clock): () => void {
  let last = performance.now()
  const timer = setInterval(() => {
    const now = performance.now()
    clock.advance(now - last)
    last = now
  }, TICK)
  return () => clearInterval(timer)
}

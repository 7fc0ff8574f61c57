import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { Lab } from '../../lab/lab.ts'
import { startFrom } from '../course.ts'
import { pace, untilStopped } from '../pace.ts'
import { parseOptions, wholeOf } from '../usage.ts'
import { openServer } from './server.ts'

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
  const port = wholeOf('--port', values.port, 0, 65_535)
  const lab = Lab.open({ scenario: startFrom(values.scenario), seed: values.seed })
  const serving = await openServer(lab.clock, lab.cluster.door, port)
  const file = resolve(values.kubeconfig)
  writeFileSync(file, serving.kubeconfig, { mode: 0o600 })
  process.stdout.write(
    `A simulated Kubernetes v1.36.2 at https://127.0.0.1:${serving.port}, for this machine only; it asks for the token in the kubeconfig:\n` +
      `  export KUBECONFIG=${file}\n  kubectl get nodes\nCtrl-C ends it.\n`,
  )
  const stop = pace(lab.clock)
  await untilStopped()
  stop()
  await serving.close()
  return 0
}

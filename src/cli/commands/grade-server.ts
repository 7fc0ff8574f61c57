import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { Pool } from '../../grading/pool.ts'
import { exerciseIds } from '../course.ts'
import { createGradeServer } from '../grade-server/server.ts'
import { untilStopped } from '../pace.ts'
import { numberOf, parseOptions, UsageError, wholeOf } from '../usage.ts'
import { assignmentsOf } from './grade.ts'

/** How long after the signal to stop what is being graded may take, ms. */
const PATIENCE = 30_000

/** `podtalk grade-server`: until it is interrupted. */
export async function gradeServer(argv: string[]): Promise<number> {
  const { values } = parseOptions({
    args: argv,
    options: {
      host: { type: 'string', default: '127.0.0.1' },
      port: { type: 'string', default: '8090' },
      jobs: { type: 'string', default: String(availableParallelism()) },
      'time-limit': { type: 'string', default: '20' },
      memory: { type: 'string', default: '768' },
      'max-body': { type: 'string', default: '2000000' },
      'max-bodies': { type: 'string', default: '100' },
      'body-time': { type: 'string', default: '15' },
      'max-connections': { type: 'string', default: '1000' },
      'max-waiting': { type: 'string', default: '200' },
      'per-minute': { type: 'string', default: '120' },
      'token-file': { type: 'string' },
      exercise: { type: 'string', multiple: true, default: [] },
    },
  })
  const port = wholeOf('--port', values.port, 0, 65_535)
  const assignments = assignmentsOf([...exerciseIds(), ...values.exercise])
  const pool = new Pool({
    workers: wholeOf('--jobs', values.jobs, 1),
    time: 1_000 * numberOf('--time-limit', values['time-limit'], 0.1),
    memory: numberOf('--memory', values.memory, 128),
  })
  const server = createGradeServer({
    assignments,
    pool,
    maxBody: wholeOf('--max-body', values['max-body'], 1),
    maxBodies: wholeOf('--max-bodies', values['max-bodies'], 1),
    bodyTime: 1_000 * numberOf('--body-time', values['body-time'], 0.1),
    maxConnections: wholeOf('--max-connections', values['max-connections'], 1),
    maxWaiting: wholeOf('--max-waiting', values['max-waiting'], 1),
    perMinute: wholeOf('--per-minute', values['per-minute'], 1),
    token: values['token-file'] === undefined ? undefined : tokenIn(values['token-file']),
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, values.host, resolve)
  })
  const address = server.address()
  if (typeof address === 'object' && address) process.stdout.write(`podtalk grades at http://${address.address}:${address.port}/\n`)
  await untilStopped()
  // What is being graded is answered; nothing new is taken.
  await new Promise<void>((resolve) => {
    server.close(() => resolve())
    server.closeIdleConnections()
    setTimeout(() => server.closeAllConnections(), PATIENCE).unref()
  })
  await pool.close()
  return 0
}

function tokenIn(path: string): string {
  try {
    const token = readFileSync(path, 'utf8').trim()
    if (token.length < 16) throw new Error('a token has 16 characters at least')
    return token
  } catch (error) {
    throw new UsageError(`--token-file: ${(error as Error).message}`)
  }
}

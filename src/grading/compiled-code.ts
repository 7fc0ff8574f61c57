import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * The environment of a worker that keeps its compiled code where Node keeps it for all programs
 * (Node 22 and later): the next worker, and the next run, start in two thirds of the time.
 * NODE_DISABLE_COMPILE_CACHE=1 has nothing kept.
 */
export function withCompiledCode(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { NODE_COMPILE_CACHE: join(tmpdir(), 'node-compile-cache'), ...environment }
}

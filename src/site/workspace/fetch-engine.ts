/**
 * Fetches the simulation. What its first command takes (`FIRST_COMMANDS`) is asked for at the same time,
 * so that no journey to the server and back lies between the two.
 */
export function fetchEngine(): Promise<typeof import('./engine.ts')> {
  const engine = import('./engine.ts')
  // What fails here is asked for again where it is needed, and told of there.
  for (const part of [
    import('../../cluster/apiserver/requests.ts'),
    import('../../cluster/apiserver/resources/everyday-tables.ts'),
    import('../../kubectl/kubectl.ts'),
  ])
    (part as Promise<unknown>).catch(() => undefined)
  return engine
}

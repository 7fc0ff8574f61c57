import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { networkInterfaces } from 'node:os'
import { dirname, join } from 'node:path'
import { renderUnicodeCompact } from 'uqr'
import { hashSecret, isSecret, newSecret } from '../../workshop/auth/secret.ts'
import { allClasses, type ClassRow, createClass, firstClass, removeClasses } from '../../workshop/store/classes.ts'
import { type Database, isPostgres, openDatabase } from '../../workshop/store/open.ts'
import { startWorkshop } from '../../workshop/workshop.ts'
import { contentFolder } from '../course.ts'
import { untilStopped } from '../pace.ts'
import { parseOptions, UsageError, wholeOf } from '../usage.ts'
import { classTemplates, workshopCourse } from '../workshop-course.ts'

/** `podtalk workshop`: runs until it is stopped. Prints where the instructor and the learners go. */
export async function workshop(argv: string[]): Promise<number> {
  const { values } = parseOptions({
    args: argv,
    options: {
      title: { type: 'string', default: 'Podtalk' },
      template: { type: 'string', default: 'whole-course' },
      host: { type: 'string', default: '127.0.0.1' },
      port: { type: 'string', default: '4321' },
      store: { type: 'string', default: process.env['DATABASE_URL'] ?? 'podtalk-workshop.sqlite' },
      'keep-days': { type: 'string', default: '30' },
      address: { type: 'string' },
      proxies: { type: 'string', default: '0' },
      new: { type: 'boolean', default: false },
      list: { type: 'boolean', default: false },
      remove: { type: 'string' },
    },
  })
  const port = wholeOf('--port', values.port, 0, 65_535)
  const keepDays = wholeOf('--keep-days', values['keep-days'], 0, 3_650)
  const proxies = wholeOf('--proxies', values.proxies, 0, 9)
  if (!classTemplates().includes(values.template))
    throw new UsageError(`there is no class template "${values.template}"; there are ${classTemplates().join(', ')}`)
  if (values.list || values.remove !== undefined) return await keepHouse(values.store, values.remove)

  const site = builtSite()
  const course = workshopCourse()
  const running = await startWorkshop({ database: values.store, site, course, host: values.host, port, keepDays, proxies }).catch(couldNot)
  const address = values.address?.replace(/\/$/, '') ?? reachable(running.address, values.host)
  const { row, secret } = await classOf(running.db, values)
  process.stdout.write(greeting({ row, secret, address, store: values.store }))

  await untilStopped()
  await running.close()
  return 0
}

/** The class that this start is about: the newest of the store, or a new one. Its secret is only known when it is made. */
async function classOf(db: Database, { title, template, new: anew }: { title: string; template: string; new: boolean }) {
  const secret = process.env['PODTALK_INSTRUCTOR_SECRET'] ?? newSecret()
  const wanted = { title, template, secretHash: await hashSecret(secret), now: Date.now() }
  const row = anew ? await createClass(db, wanted) : ((await allClasses(db))[0] ?? (await firstClass(db, wanted)))
  // a class that was there, or that another process has just made, may have another secret
  return { row, secret: (await isSecret(secret, row.secret_hash)) ? secret : undefined }
}

/** What keeps a workshop from starting is the machine's affair (a port that is taken, a database that is away): told in a line. */
function couldNot(error: NodeJS.ErrnoException): never {
  if (error.code === 'EADDRINUSE') throw new UsageError('this port is taken: choose another one with --port')
  throw new UsageError(`the workshop could not start: ${error.message || error.code}`)
}

/** The built course. A clone in which it was never built builds it now. */
function builtSite(): string {
  const around = dirname(contentFolder())
  // the bundle has the content in its own folder, beside that of the site
  const roots = [around, join(around, '..')]
  const find = (): string | undefined => roots.map((root) => join(root, 'dist')).find((folder) => existsSync(join(folder, 'index.html')))
  const source = roots.find((root) => existsSync(join(root, 'astro.config.mjs')))
  if (find() === undefined && source !== undefined) {
    process.stderr.write('The course is built, once. This takes about a minute.\n')
    spawnSync('npm run --silent build', { cwd: source, stdio: ['ignore', 'ignore', 'inherit'], shell: true })
  }
  const site = find()
  if (site === undefined) throw new UsageError('the course is not built: run "npm run build"')
  return site
}

function greeting({ row, secret, address, store }: { row: ClassRow; secret: string | undefined; address: string; store: string }): string {
  const join = `${address}/en/join/#${row.code}`
  const kept = isPostgres(store) ? 'PostgreSQL' : store
  const teach =
    secret === undefined
      ? `${address}/en/teach/   (with the secret of this class, shown when it was made; --new makes another class)`
      : `${address}/en/teach/#${secret}`
  return `Podtalk workshop: ${row.title}   (kept in ${kept})

  Instructor   ${teach}
  Learners     ${join}
  Code         ${row.code}

${renderUnicodeCompact(join)}

Ctrl-C stops it; nothing is lost. Without HTTPS in front, use it in a network you trust.
`
}

/** The address that others reach: for "all interfaces" the machine's own address in its network. */
function reachable(address: string, host: string): string {
  if (host !== '0.0.0.0' && host !== '::') return address
  const own = Object.values(networkInterfaces())
    .flatMap((each) => each ?? [])
    .find(({ family, internal }) => family === 'IPv4' && !internal)
  return own ? `http://${own.address}:${new URL(address).port}` : address
}

async function keepHouse(store: string, remove: string | undefined): Promise<number> {
  const db = await openDatabase(store)
  try {
    if (remove === undefined) {
      for (const { id, code, title, created_at } of await allClasses(db))
        process.stdout.write(`${id}  ${code}  ${new Date(created_at).toISOString().slice(0, 10)}  ${title}\n`)
      return 0
    }
    const row = (await allClasses(db)).find(({ id, code }) => id === remove || code === remove.toUpperCase())
    if (!row) throw new UsageError(`there is no class "${remove}"`)
    await removeClasses(db, { id: row.id })
    process.stdout.write(`${row.title} and all that was kept of its learners is gone\n`)
    return 0
  } finally {
    await db.destroy()
  }
}

import type { HttpBindings } from '@hono/node-server'
import { serveStatic } from '@hono/node-server/serve-static'
import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import * as v from 'valibot'
import { displayName } from '../../classroom/deeds.ts'
import { classReport } from '../../classroom/report.ts'
import { csvReport, htmlReport } from '../../classroom/report-formats.ts'
import type { Limits } from '../auth/limits.ts'
import { isSecret } from '../auth/secret.ts'
import type { Role, Session, Sessions } from '../auth/sessions.ts'
import type { Classes } from '../classes.ts'
import { allClasses, classByCode } from '../store/classes.ts'
import { labOf } from '../store/labs.ts'
import { gradesOf, readable, submissionById } from '../store/submissions.ts'
import { giveCookie, takeCookie, tokenOf } from './cookies.ts'
import { SECURITY_HEADERS } from './headers.ts'
import { isOwnOrigin } from './origin.ts'
import { visitorOf } from './visitor.ts'

type Env = { Bindings: HttpBindings }

/** Requests of the class API carry little; submissions come over the socket. */
const BODY_LIMIT = 4_096

export interface AppParts {
  classes: Classes
  sessions: Sessions
  limits: Limits
  cookieKey: string
  proxies: number
  /** the built site's folder */
  site: string
  /** is the database there? */
  ready: () => Promise<boolean>
}

const joinBody = v.strictObject({ code: v.pipe(v.string(), v.maxLength(32)), name: displayName })
const secretBody = v.strictObject({ secret: v.pipe(v.string(), v.maxLength(200)) })

/** The workshop's HTTP side: the built course, and the class API below `/api/class/`. Errors are `{error}` with a word that pages know. */
export function workshopApp({ classes, sessions, limits, cookieKey, proxies, site, ready }: AppParts): Hono<Env> {
  const app = new Hono<Env>()
  const address = (context: Context<Env>): string => visitorOf(context.env.incoming, proxies)
  const refuse = (context: Context, status: 400 | 401 | 403 | 404 | 409 | 413 | 429 | 503, error: string): Response =>
    context.json({ error }, status, status === 429 ? { 'retry-after': '60' } : {})
  const sessionOf = async (context: Context, role: Role): Promise<Session | undefined> =>
    sessions.find(await tokenOf(context, role, cookieKey), role)

  app.use(async (context, next) => {
    await next()
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) context.res.headers.set(name, value)
  })
  app.onError((error, context) => {
    if (error instanceof v.ValiError || error instanceof SyntaxError) return refuse(context, 400, 'malformed')
    // all else that can fail here is the database
    return refuse(context, 503, 'unavailable')
  })

  app.get('/healthz', (context) => context.text('ok'))
  app.get('/readyz', async (context) => ((await ready()) ? context.text('ok') : context.text('the database does not answer', 503)))

  const api = app.basePath('/api/class')
  api.use(async (context, next) => {
    context.header('cache-control', 'no-store')
    if (!(await limits.count('request', address(context)))) return refuse(context, 429, 'too-many')
    // a form of another site can send cookies, but neither our origin nor JSON
    if (context.req.method !== 'GET') {
      if (!isOwnOrigin(context.req.header('origin'), context.req.header('host'))) return refuse(context, 403, 'foreign-origin')
      if (!context.req.header('content-type')?.startsWith('application/json')) return refuse(context, 400, 'malformed')
    }
    return next()
  })
  api.use(bodyLimit({ maxSize: BODY_LIMIT, onError: (context) => refuse(context, 413, 'too-large') }))

  api.post('/join', async (context) => {
    const from = address(context)
    if (!(await limits.left('wrongCode', from)) || !(await limits.count('join', from))) return refuse(context, 429, 'too-many')
    const { code, name } = v.parse(joinBody, await context.req.json())
    const row = await classByCode(classes.db, code)
    if (!row) {
      await limits.count('wrongCode', from)
      return refuse(context, 404, 'no-such-class')
    }
    // whoever is in already comes back as who they are
    const before = await sessionOf(context, 'learner')
    const known = before?.classId === row.id && before.learnerId !== undefined
    const learner = known ? before.learnerId : await classes.join(row, name)
    if (learner === undefined) return refuse(context, 409, 'full')
    if (!known) {
      const { token, lasts } = await sessions.begin({ classId: row.id, learnerId: learner })
      await giveCookie(context, 'learner', token, lasts, cookieKey)
    }
    return context.json({ learner, title: row.title })
  })

  for (const role of ['learner', 'instructor'] as const)
    api.post(`/${role}/leave`, async (context) => {
      const token = await tokenOf(context, role, cookieKey)
      if (token !== undefined) await sessions.end(token)
      takeCookie(context, role)
      return context.json({})
    })

  api.post('/instructor/enter', async (context) => {
    const from = address(context)
    if (!(await limits.left('wrongSecret', from))) return refuse(context, 429, 'too-many')
    const { secret } = v.parse(secretBody, await context.req.json())
    for (const row of await allClasses(classes.db)) {
      if (!(await isSecret(secret, row.secret_hash))) continue
      const { token, lasts } = await sessions.begin({ classId: row.id })
      await giveCookie(context, 'instructor', token, lasts, cookieKey)
      return context.json({ title: row.title, code: row.code })
    }
    await limits.count('wrongSecret', from)
    return refuse(context, 401, 'wrong-secret')
  })

  /** The class of a request's instructor. */
  const taught = async (context: Context) => {
    const session = await sessionOf(context, 'instructor')
    return session && (await classes.room(session.classId))
  }

  api.get('/instructor/report/:format', async (context) => {
    const room = await taught(context)
    if (!room) return refuse(context, 401, 'signed-out')
    const report = classReport(room.row.title, classes.course.plan(room.row.template) ?? [], room.state)
    const format = context.req.param('format')
    if (format === 'json') return context.json(report)
    if (format === 'csv')
      return context.body(csvReport(report), 200, {
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': 'attachment; filename="class.csv"',
      })
    if (format === 'html')
      return context.html(htmlReport(report, context.req.query('lang') === 'zh-tw' ? 'zh-tw' : 'en', classes.course.words))
    return refuse(context, 404, 'no-such-format')
  })

  api.get('/instructor/lab/:learner', async (context) => {
    const room = await taught(context)
    if (!room) return refuse(context, 401, 'signed-out')
    const lab = await labOf(classes.db, room.row.id, context.req.param('learner'))
    return lab ? context.json(lab) : refuse(context, 404, 'no-lab')
  })

  api.get('/instructor/submission/:id', async (context) => {
    const room = await taught(context)
    if (!room) return refuse(context, 401, 'signed-out')
    const row = await submissionById(classes.db, context.req.param('id'))
    if (row?.class_id !== room.row.id) return refuse(context, 404, 'no-submission')
    const { exercise, at, learner_id: learner, content } = row
    const grades = await gradesOf(classes.db, row.id)
    return context.json({ exercise, at, learner, files: readable(content), log: content.log, grades })
  })

  api.all('*', (context) => refuse(context, 404, 'no-such-address'))

  app.use(serveStatic({ root: site }))
  app.notFound(async (context) => {
    const page = await serveStatic<Env>({ root: site, path: '404.html' })(context as Context<Env>, async () => {})
    return page ? new Response(page.body, { status: 404, headers: page.headers }) : context.text('not found', 404)
  })
  return app
}

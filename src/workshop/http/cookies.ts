import type { Context } from 'hono'
import { deleteCookie, getSignedCookie, setSignedCookie } from 'hono/cookie'
import { parseSigned } from 'hono/utils/cookie'
import type { Role } from '../auth/sessions.ts'

/** Roles have a cookie each: an instructor may look at the course as a learner too. */
const COOKIES: Readonly<Record<Role, string>> = { learner: 'podtalk-learner', instructor: 'podtalk-instructor' }

/** Puts a session's token into its cookie: signed, out of scripts' reach, sent to this site only. `lasts`: seconds. */
export async function giveCookie(context: Context, role: Role, token: string, lasts: number, key: string): Promise<void> {
  const secure = new URL(context.req.url).protocol === 'https:' || context.req.header('x-forwarded-proto') === 'https'
  await setSignedCookie(context, COOKIES[role], token, key, { httpOnly: true, sameSite: 'Strict', path: '/', maxAge: lasts, secure })
}

/** The token in a request's cookie; undefined when there is none, or it was not signed here. */
export async function tokenOf(context: Context, role: Role, key: string): Promise<string | undefined> {
  return (await getSignedCookie(context, key, COOKIES[role])) || undefined
}

export function takeCookie(context: Context, role: Role): void {
  deleteCookie(context, COOKIES[role], { path: '/' })
}

/** As `tokenOf`, from a plain Cookie header: sockets are opened outside of the app. */
export async function tokenFromHeader(header: string | undefined, role: Role, key: string): Promise<string | undefined> {
  if (!header) return undefined
  return (await parseSigned(header, key, COOKIES[role]))[COOKIES[role]] || undefined
}

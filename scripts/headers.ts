// Writes dist/_headers, which Netlify, Cloudflare Pages and others read; docs/hosting.md has the same for other servers.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { SECURITY_POLICY } from '../src/site/layouts/security-policy.ts'

/** What every answer carries. The policy is the pages' own, and what only a header may say. */
export const HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': `${SECURITY_POLICY}; frame-ancestors 'none'`,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Strict-Transport-Security': 'max-age=31536000',
}

/** Files whose names tell their content never change; the worker and the pages are asked for anew. */
const CACHING = [
  ['/_astro/*', 'public, max-age=31536000, immutable'],
  ['/sw.js', 'no-cache'],
] as const

export function writeHeaders(folder: string): void {
  const lines = ['/*', ...Object.entries(HEADERS).map(([name, value]) => `  ${name}: ${value}`)]
  for (const [path, value] of CACHING) lines.push(path, `  Cache-Control: ${value}`)
  writeFileSync(join(folder, '_headers'), `${lines.join('\n')}\n`)
}

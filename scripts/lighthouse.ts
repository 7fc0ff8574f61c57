// node scripts/lighthouse.ts [page…]: what Lighthouse's mobile preset says of the built site, and what holds.
//
// Lighthouse is far larger than all that Podtalk needs, so it is no dependency: npx fetches it, or
// LIGHTHOUSE names a program that is there. The site is served as a host on the internet serves it:
// compressed, and with a long life for files whose names tell their contents.
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'
import { gzipSync } from 'node:zlib'
import { browserPath } from '../e2e/browser.ts'

const DIST = join(import.meta.dirname, '../dist')
const PAGES = ['en/', 'en/lessons/pod-ip/', 'zh-tw/lessons/clusterip/']
const VERSION = '13.4.1'
/** Scores that an issue of the project asks for, of 100. */
const WANTED = { performance: 95, accessibility: 100, 'best-practices': 100, seo: 100 }
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.txt': 'text/plain',
  '.xml': 'application/xml',
}

function serve(): Promise<Server> {
  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname))
    const file = join(DIST, path.endsWith('/') ? `${path}index.html` : path)
    try {
      const bytes = readFileSync(file)
      const headers: Record<string, string> = {
        'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
        'cache-control': path.startsWith('/_astro/') ? 'public, max-age=31536000, immutable' : 'no-cache',
      }
      const packed = /text|javascript|json|xml/.test(headers['content-type'] as string)
      if (packed) headers['content-encoding'] = 'gzip'
      response.writeHead(200, headers).end(packed ? gzipSync(bytes) : bytes)
    } catch {
      response.writeHead(404).end()
    }
  })
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)))
}

interface Report {
  categories: Record<string, { score: number }>
  audits: Record<string, { displayValue?: string }>
}

async function audit(address: string): Promise<Report> {
  const given = process.env['LIGHTHOUSE']
  const [program, ...rest] = given ? [given] : ['npx', '--yes', `lighthouse@${VERSION}`]
  const flags = ['--output=json', '--quiet', '--chrome-flags=--headless --no-sandbox --disable-gpu']
  const run = spawn(program as string, [...rest, address, ...flags], {
    env: { ...process.env, CHROME_PATH: await browserPath() },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let text = ''
  run.stdout.on('data', (part) => (text += part))
  const code = await new Promise((resolve) => run.on('close', resolve))
  if (code !== 0) throw new Error(`lighthouse ended with ${code}`)
  return JSON.parse(text)
}

const server = await serve()
try {
  const { port } = server.address() as AddressInfo
  for (const page of process.argv.length > 2 ? process.argv.slice(2) : PAGES) {
    const { categories, audits } = await audit(`http://127.0.0.1:${port}/${page}`)
    const scores = Object.entries(WANTED).map(([name, wanted]) => {
      const score = Math.round((categories[name]?.score ?? 0) * 100)
      if (score < wanted) process.exitCode = 1
      return `${name} ${score}${score < wanted ? ` (wanted ${wanted})` : ''}`
    })
    const times = ['first-contentful-paint', 'largest-contentful-paint', 'total-blocking-time', 'cumulative-layout-shift']
    console.log(`${page.padEnd(26)} ${scores.join(', ')}; ${times.map((name) => `${name} ${audits[name]?.displayValue}`).join(', ')}`)
  }
} finally {
  server.close()
}

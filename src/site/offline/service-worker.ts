/** What is used of a service worker's surroundings (their own library of types does not go beside a page's). */
interface Surroundings {
  readonly registration: { readonly scope: string }
  readonly clients: { claim(): Promise<void> }
  skipWaiting(): Promise<void>
  addEventListener(type: 'install' | 'activate', listener: (event: { waitUntil(done: Promise<unknown>): void }) => void): void
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void
  addEventListener(type: 'fetch', listener: (event: { request: Request; respondWith(answer: Promise<Response>): void }) => void): void
}

const worker = globalThis as unknown as Surroundings
/** Put in by the build (scripts/service-worker.ts): every file of the site, and a fingerprint of them all. */
declare const FILES: readonly string[]
declare const VERSION: string

const PREFIX = 'podtalk-'
const CACHE = `${PREFIX}${VERSION}`
/** Files fetched at a time while installing: the page has the first claim on the line. */
const AT_A_TIME = 6

const scope = new URL(worker.registration.scope)

worker.addEventListener('install', (event) => event.waitUntil(keepAll()))

worker.addEventListener('activate', (event) => event.waitUntil(forgetOld()))

worker.addEventListener('message', (event) => {
  if (event.data === 'take-over') void worker.skipWaiting()
})

worker.addEventListener('fetch', (event) => {
  const { request } = event
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== scope.origin || !url.pathname.startsWith(scope.pathname)) return
  // what a live class answers is never old
  if (url.pathname.startsWith('/api/')) return
  event.respondWith(answer(request, url))
})

/** Keeps every file of this version; those that an older version has already are taken from there. */
async function keepAll(): Promise<void> {
  const cache = await caches.open(CACHE)
  const queue = [...FILES]
  const work = async (): Promise<void> => {
    for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
      const url = new URL(file, scope).href
      const old = /\/_astro\//.test(file) ? await caches.match(url) : undefined
      await (old ? cache.put(url, old) : cache.add(new Request(url, { cache: 'no-cache' })))
    }
  }
  await Promise.all(Array.from({ length: AT_A_TIME }, work))
}

/** The version before this one stays: pages that are open may still ask for its files. */
async function forgetOld(): Promise<void> {
  const own = (await caches.keys()).filter((name) => name.startsWith(PREFIX))
  const old = own.filter((name) => name !== CACHE).slice(0, -1)
  await Promise.all(old.map((name) => caches.delete(name)))
  await worker.clients.claim()
}

async function answer(request: Request, url: URL): Promise<Response> {
  const plain = url.origin + url.pathname
  const cache = await caches.open(CACHE)
  const kept = (await cache.match(plain)) ?? (await cache.match(`${plain.replace(/\/$/, '')}/`)) ?? (await caches.match(plain))
  if (kept) return kept
  try {
    return await fetch(request)
  } catch (error) {
    const lost = request.mode === 'navigate' ? await cache.match(new URL('404.html', scope).href) : undefined
    if (lost) return lost
    throw error
  }
}

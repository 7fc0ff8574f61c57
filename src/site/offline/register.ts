import { file } from '../layouts/link.ts'

/** How long after the page is ready the course is stored for use without a network, ms. */
const DELAY = 4_000

/** Stores the whole course, once; tells (`podtalk:update`) when a newer one is ready to take over. */
export function registerServiceWorker(): void {
  if (!('serviceWorker' in navigator) || !isSecureContext || import.meta.env.DEV) return
  setTimeout(async () => {
    try {
      const registration = await navigator.serviceWorker.register(file('sw.js'), { scope: file(''), updateViaCache: 'none' })
      const watch = (worker: ServiceWorker | null): void => {
        worker?.addEventListener('statechange', () => {
          if (worker.state === 'installed' && navigator.serviceWorker.controller) announce(worker)
        })
      }
      if (registration.waiting && navigator.serviceWorker.controller) announce(registration.waiting)
      registration.addEventListener('updatefound', () => watch(registration.installing))
    } catch {
      // Without it everything works, but only with a network.
    }
  }, DELAY)
}

function announce(worker: ServiceWorker): void {
  document.dispatchEvent(new CustomEvent('podtalk:update', { detail: () => takeOver(worker) }))
}

/** The new version takes over and the page is loaded anew; the lab is saved and comes back. */
function takeOver(worker: ServiceWorker): void {
  navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true })
  worker.postMessage('take-over')
}

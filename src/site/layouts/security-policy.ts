import { createHash } from 'node:crypto'
import { BOOT } from './boot.ts'

const hash = (script: string): string => `'sha256-${createHash('sha256').update(script).digest('base64')}'`

/**
 * The page's Content-Security-Policy, the same on every page (the client router keeps the first
 * one). Scripts: our own files and the boot script, nothing inline. Search needs WebAssembly.
 * Styles may be inline: the terminal writes style elements as it goes. Servers that can send
 * headers send the same, and what a page cannot say of itself (docs/hosting.md).
 */
export const SECURITY_POLICY = [
  "default-src 'none'",
  `script-src 'self' 'wasm-unsafe-eval' ${hash(BOOT)}`,
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "base-uri 'self'",
  "form-action 'self'",
].join('; ')

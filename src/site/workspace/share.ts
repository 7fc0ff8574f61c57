import type { LabLog } from '../../lab/log.ts'

/** Letters that an address may have and still be passed on by mail and chat. */
const LINK_LIMIT = 30_000
/** What a shared lab may hold, uncompressed. */
const SIZE_LIMIT = 20_000_000

/** A lab's log as text that fits into an address: deflated, base64url. */
export async function pack(log: LabLog): Promise<string> {
  const bytes = await through(new TextEncoder().encode(JSON.stringify(log)), new CompressionStream('deflate-raw'))
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
}

/** The text of a packed log. Throws on what is not one, and on what would be too large. */
export async function unpack(packed: string): Promise<string> {
  const binary = atob(packed.replaceAll('-', '+').replaceAll('_', '/'))
  const bytes = Uint8Array.from(binary, (letter) => letter.charCodeAt(0))
  return new TextDecoder().decode(await through(bytes, new DecompressionStream('deflate-raw')))
}

/** The address that opens a lab; undefined when the lab is too long for one. */
export async function shareLink(log: LabLog, page: string): Promise<string | undefined> {
  const packed = await pack(log)
  return packed.length > LINK_LIMIT ? undefined : `${page}#lab=${packed}`
}

async function through(bytes: Uint8Array<ArrayBuffer>, transform: CompressionStream | DecompressionStream): Promise<Uint8Array> {
  const writer = transform.writable.getWriter()
  // Errors of either end come out of the reading.
  writer.write(bytes).catch(() => {})
  writer.close().catch(() => {})
  const reader = (transform.readable as ReadableStream<Uint8Array>).getReader()
  const parts: Uint8Array[] = []
  let size = 0
  for (;;) {
    const { value, done } = await reader.read()
    if (done) break
    size += value.length
    if (size > SIZE_LIMIT) throw new Error('too large')
    parts.push(value)
  }
  const out = new Uint8Array(size)
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.length
  }
  return out
}

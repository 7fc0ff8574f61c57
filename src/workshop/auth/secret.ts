import { createHash, randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

const derive = promisify(scrypt) as (secret: string, salt: Buffer, length: number) => Promise<Buffer>
const LENGTH = 32

/** A new secret for an instructor: 160 bits, base64url. */
export function newSecret(): string {
  return randomBytes(20).toString('base64url')
}

/** What is kept of a secret: salt and scrypt, base64url. */
export async function hashSecret(secret: string): Promise<string> {
  const salt = randomBytes(16)
  return `${salt.toString('base64url')}.${(await derive(secret, salt, LENGTH)).toString('base64url')}`
}

/** Is this the secret that was hashed? Takes the same time whether it is or not. */
export async function isSecret(secret: string, hash: string): Promise<boolean> {
  const [salt = '', kept = ''] = hash.split('.')
  const expected = Buffer.from(kept, 'base64url')
  const given = await derive(secret.slice(0, 200), Buffer.from(salt, 'base64url'), LENGTH)
  return expected.length === given.length && timingSafeEqual(expected, given)
}

/** What is kept of a session's token, which is random and long: SHA-256, base64url. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}

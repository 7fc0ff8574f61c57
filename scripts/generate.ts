// What is made before a build and kept out of the repository: documentation of fields for `kubectl explain` and the editor.
import { existsSync } from 'node:fs'

for (const script of ['./generate-field-docs.mjs']) {
  const url = new URL(script, import.meta.url)
  if (existsSync(url)) await import(url.href)
}

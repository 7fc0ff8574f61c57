import type { FileSystem, Node } from '../cluster/machine/filesystem.ts'
import { byteLength } from '../sim/byte-length.ts'

const TYPES: Record<Node['type'], string> = { file: '-', directory: 'd', symlink: 'l', device: 'c' }

/** `-rw-r--r--`. */
export function modeText(node: Node): string {
  const bits = [...'rwxrwxrwx'].map((letter, index) => (node.mode & (0o400 >> index) ? letter : '-'))
  if (node.mode & 0o1000) bits[8] = bits[8] === 'x' ? 't' : 'T'
  return TYPES[node.type] + bits.join('')
}

/** Bytes of a file; a directory's block. */
export function sizeOf(fs: FileSystem, path: string, node: Node): number {
  if (node.type === 'directory') return 4096
  if (node.type === 'symlink') return byteLength(node.target)
  return node.type === 'file' ? byteLength(fs.readFile(path)) : 0
}

/** KiB on the disk. */
export function blocksOf(size: number): number {
  return Math.ceil(size / 4096) * 4
}

/** `1.2K`, `34M` as `ls -h` and `df -h` write sizes (rounded up). */
export function humanSize(bytes: number): string {
  let value = bytes
  let unit = 0
  while (value >= 1024 && unit < 5) {
    value /= 1024
    unit++
  }
  if (unit === 0) return String(bytes)
  return `${value < 10 ? (Math.ceil(value * 10) / 10).toFixed(1) : Math.ceil(value)}${' KMGTP'[unit]}`
}

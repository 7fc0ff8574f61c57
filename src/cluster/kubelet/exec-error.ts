import type { NotExecutable } from '../machine/executable.ts'

/** containerd's and runc's words for a command that cannot be run in a container. */
export function execError(execID: string, name: string, reason: NotExecutable | 'no command specified'): string {
  const what = `failed to exec in container: failed to start exec "${execID}": OCI runtime exec failed: exec failed: unable to start container process: `
  if (reason === 'exec format error') return `${what}exec ${name}: ${reason}`
  if (reason.startsWith('executable file')) return `${what}exec: ${JSON.stringify(name)}: ${reason}`
  return `${what}exec: ${JSON.stringify(name)}: ${reason === 'no such file or directory' ? `stat ${name}: ${reason}` : reason}`
}

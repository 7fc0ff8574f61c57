import type { Invocation } from './invocation.ts'

/** A line as klog writes it. `severity`: error, fatal or warning; `place`: file and line in kubectl's sources. */
export function klogLine(k: Invocation, severity: 'E' | 'F' | 'W', place: string, text: string): string {
  const at = new Date(k.now).toISOString()
  return `${severity}${at.slice(5, 7)}${at.slice(8, 10)} ${at.slice(11, 23)}000 ${String(k.process.pid).padStart(7)} ${place}] ${text}\n`
}

import type { Server } from '../registry/server.ts'

const LABEL = 'pod-security.kubernetes.io/'

/** PodSecurity is not simulated: a new Pod is told of the labels that a real server would hold it to. */
export function podSecurity(server: Server, namespace: string): string[] {
  const labels = server.store.table('namespaces').get('', namespace)?.metadata.labels ?? {}
  return ['enforce', 'warn']
    .map((mode) => `${LABEL}${mode}`)
    .filter((key) => (labels[key] ?? 'privileged') !== 'privileged')
    .map((key) => `podtalk does not simulate Pod Security admission: the label ${key} of the namespace has no effect`)
}

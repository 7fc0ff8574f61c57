import type { JsonObject } from '../../cluster/api/object.ts'

/** What a debugging profile adds (kubectl 1.36 takes `general` where none is named) to the container (and the Pod) that it makes. */
export interface Profile {
  ephemeral(container: JsonObject): JsonObject
  /** changes the copied Pod's spec and the container in it */
  copy(spec: JsonObject, container: JsonObject): void
  node(spec: JsonObject, container: JsonObject): void
}

const security = (container: JsonObject, context: JsonObject): void => {
  container['securityContext'] = { ...container['securityContext'], ...context }
}
const capable = (...add: string[]): JsonObject => ({ capabilities: { add } })
const RESTRICTED = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  runAsNonRoot: true,
  seccompProfile: { type: 'RuntimeDefault' },
}

/** A node's namespaces and files. */
function hostOf(spec: JsonObject, container: JsonObject): void {
  Object.assign(spec, { hostIPC: true, hostNetwork: true, hostPID: true })
  spec['volumes'] = [...(spec['volumes'] ?? []), { name: 'host-root', hostPath: { path: '/' } }]
  container['volumeMounts'] = [...(container['volumeMounts'] ?? []), { name: 'host-root', mountPath: '/host' }]
}

const withContext =
  (context: JsonObject): Profile['ephemeral'] =>
  (container) => {
    security(container, context)
    return container
  }

export const PROFILES: Record<string, Profile | undefined> = Object.assign(Object.create(null), {
  legacy: { ephemeral: (container) => container, copy() {}, node: hostOf },
  general: {
    ephemeral: withContext(capable('SYS_PTRACE')),
    copy: (spec, container) => {
      spec['shareProcessNamespace'] = true
      security(container, capable('SYS_PTRACE'))
    },
    node: hostOf,
  },
  baseline: {
    ephemeral: (container) => container,
    copy: (spec) => {
      spec['shareProcessNamespace'] = true
    },
    node() {},
  },
  restricted: {
    ephemeral: withContext(RESTRICTED),
    copy: (spec, container) => {
      spec['shareProcessNamespace'] = true
      security(container, RESTRICTED)
    },
    node: (_spec, container) => security(container, RESTRICTED),
  },
  netadmin: {
    ephemeral: withContext(capable('NET_ADMIN', 'NET_RAW')),
    copy: (spec, container) => {
      spec['shareProcessNamespace'] = true
      security(container, capable('NET_ADMIN', 'NET_RAW'))
    },
    node: (spec, container) => {
      Object.assign(spec, { hostIPC: true, hostNetwork: true, hostPID: true })
      security(container, capable('NET_ADMIN', 'NET_RAW'))
    },
  },
  sysadmin: {
    ephemeral: withContext({ privileged: true }),
    copy: (spec, container) => {
      spec['shareProcessNamespace'] = true
      security(container, { privileged: true })
    },
    node: (spec, container) => {
      hostOf(spec, container)
      security(container, { privileged: true })
    },
  },
} satisfies Record<string, Profile>)

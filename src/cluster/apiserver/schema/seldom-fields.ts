/** Kinds of volumes that most manifests never use. */
export const SELDOM_VOLUMES = [
  'awsElasticBlockStore',
  'azureDisk',
  'azureFile',
  'cephfs',
  'cinder',
  'csi',
  'ephemeral',
  'fc',
  'flexVolume',
  'flocker',
  'gcePersistentDisk',
  'gitRepo',
  'glusterfs',
  'iscsi',
  'nfs',
  'photonPersistentDisk',
  'portworxVolume',
  'quobyte',
  'rbd',
  'scaleIO',
  'storageos',
  'vsphereVolume',
] as const

/**
 * Fields of Pods that most manifests never use, and no object of an installed cluster has: their types and
 * rules come with the rarer resources. Who sends an object with one of them waits for those first (`Door.needs`).
 */
export const SELDOM_FIELDS: ReadonlySet<string> = new Set([
  ...SELDOM_VOLUMES,
  'affinity',
  'topologySpreadConstraints',
  'readinessGates',
  'schedulingGates',
])

/** Has an object one of them, at any depth? */
export function usesSeldomFields(object: unknown): boolean {
  const rest = [object]
  for (let value = rest.pop(); value !== undefined; value = rest.pop()) {
    if (typeof value !== 'object' || value === null) continue
    for (const [key, inner] of Object.entries(value)) {
      if (SELDOM_FIELDS.has(key)) return true
      if (typeof inner === 'object' && inner !== null) rest.push(inner)
    }
  }
  return false
}

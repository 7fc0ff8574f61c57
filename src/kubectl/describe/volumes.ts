import { ownValue } from '../../cluster/api/json.ts'
import type { JsonObject } from '../../cluster/api/object.ts'
import type { Description } from './description.ts'

type Fields = readonly (readonly [string, unknown])[]

/** What each kind of volume is called and which of its fields are shown. */
const KINDS: Record<string, { type: string; fields: (source: JsonObject) => Fields }> = {
  hostPath: {
    type: 'HostPath (bare host directory volume)',
    fields: ({ path, type }) => [
      ['Path', path],
      ['HostPathType', type ?? '<none>'],
    ],
  },
  emptyDir: {
    type: "EmptyDir (a temporary directory that shares a pod's lifetime)",
    fields: ({ medium, sizeLimit }) => [
      ['Medium', medium ?? ''],
      ['SizeLimit', sizeLimit ?? '<unset>'],
    ],
  },
  secret: {
    type: 'Secret (a volume populated by a Secret)',
    fields: ({ secretName, optional }) => [
      ['SecretName', secretName],
      ['Optional', optional === true],
    ],
  },
  configMap: {
    type: 'ConfigMap (a volume populated by a ConfigMap)',
    fields: ({ name, optional }) => [
      ['Name', name],
      ['Optional', optional === true],
    ],
  },
  persistentVolumeClaim: {
    type: 'PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)',
    fields: ({ claimName, readOnly }) => [
      ['ClaimName', claimName],
      ['ReadOnly', readOnly === true],
    ],
  },
  csi: {
    type: 'CSI (a Container Storage Interface (CSI) volume source)',
    fields: ({ driver, fsType, readOnly, volumeAttributes }) => [
      ['Driver', driver],
      ['FSType', fsType ?? ''],
      ['ReadOnly', readOnly === true],
      ...pairs('VolumeAttributes', volumeAttributes, '='),
    ],
  },
  ephemeral: {
    type: 'EphemeralVolume (an inline specification for a volume that gets created and deleted with the pod)',
    fields: ({ volumeClaimTemplate: { metadata, spec } }) => [
      ['StorageClass', spec.storageClassName ?? ''],
      ['Volume', ''],
      ...pairs('Labels', metadata?.labels, '='),
      ...pairs('Annotations', metadata?.annotations, ': '),
      ['Capacity', ''],
      ['Access Modes', ''],
      ['VolumeMode', spec.volumeMode ?? 'Filesystem'],
    ],
  },
  image: {
    type: 'Image (a container image or OCI artifact)',
    fields: ({ reference, pullPolicy }) => [
      ['Reference', reference],
      ['PullPolicy', pullPolicy],
    ],
  },
  nfs: {
    type: 'NFS (an NFS mount that lasts the lifetime of a pod)',
    fields: ({ server, path, readOnly }) => [
      ['Server', server],
      ['Path', path],
      ['ReadOnly', readOnly === true],
    ],
  },
  projected: {
    type: 'Projected (a volume that contains injected data from multiple sources)',
    fields: ({ sources }) => (sources ?? []).flatMap(projectedFields),
  },
}

/** Labels and their like, one a line; lines after the first have no name. */
function pairs(title: string, map: JsonObject | undefined, between: string): Fields {
  const keys = Object.keys(map ?? {}).sort()
  if (keys.length === 0) return [[title, '<none>']]
  return keys.map((key, index) => [index === 0 ? title : '', `    ${key}${between}${map?.[key]}`])
}

function projectedFields({ secret, downwardAPI, configMap, serviceAccountToken }: JsonObject): Fields {
  if (secret)
    return [
      ['SecretName', secret.name],
      ['Optional', secret.optional === true],
    ]
  if (downwardAPI) return [['DownwardAPI', true]]
  if (configMap)
    return [
      ['ConfigMapName', configMap.name],
      ['Optional', configMap.optional === true],
    ]
  return serviceAccountToken ? [['TokenExpirationSeconds', serviceAccountToken.expirationSeconds]] : []
}

/** The type and the fields of the volume source that an object holds (`{hostPath: {…}, …}`). */
export function volumeFields(holder: JsonObject): Fields {
  const kind = Object.keys(holder).find((key) => Object.hasOwn(KINDS, key))
  const known = kind === undefined ? undefined : KINDS[kind]
  return known && kind ? [['Type', known.type], ...known.fields(holder[kind])] : []
}

export function describeVolumes(text: Description, volumes: readonly JsonObject[] | undefined, inTemplate = false): void {
  const space = inTemplate ? '  ' : ''
  if (!volumes || volumes.length === 0) return text.line(0, `${space}Volumes:\t<none>`)
  text.line(0, `${space}Volumes:`)
  for (const volume of volumes) {
    text.line(1, `${inTemplate ? ' ' : ''}${volume['name']}:`)
    const kind = Object.keys(volume).find((key) => key !== 'name') ?? ''
    const source: JsonObject = volume[kind] ?? {}
    const known = ownValue(KINDS, kind)
    if (known) {
      text.field(2, 'Type', known.type)
      for (const [name, value] of known.fields(source)) text.line(2, `${name === '' ? '' : `${name}:`}\t${value}`)
    } else if (kind === 'downwardAPI') {
      text.field(2, 'Type', 'DownwardAPI (a volume populated by information about the pod)')
      text.line(2, 'Items:')
      for (const { fieldRef, resourceFieldRef, path } of source['items'] ?? [])
        text.line(3, `${fieldRef?.fieldPath ?? resourceFieldRef?.resource} -> ${path}`)
    } else text.line(1, '<unknown>')
  }
}

import { PATCHES } from '../cluster/apiserver/resources/later.ts'
import { Code } from '../sim/code.ts'

/** YAML, the objects of -f and -k, and apply: they come with the first manifest, or with a kubeconfig that is not the one installed. */
export const MANIFESTS = new Code('kubectl’s manifests', () => import('./manifest-code.ts'))

/** Applying what is there already: it takes patches, here and in the server. */
export const CHANGES = new Code('patches of manifests', async () => (await Promise.all([import('./apply/change.ts'), PATCHES.load()]))[0])

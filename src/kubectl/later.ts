import { Code } from '../sim/code.ts'

/** YAML, the objects of -f and -k, and apply: they come with the first manifest, or with a kubeconfig that is not the one installed. */
export const MANIFESTS = new Code('kubectl’s manifests', () => import('./manifest-code.ts'))

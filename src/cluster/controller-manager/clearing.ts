/** What waits until something has to be cleared up (see `later.ts`). */
export { evict } from './evicted-pod.ts'
export { collect } from './garbage.ts'
export { mirrorEndpoints } from './mirrored-endpoints.ts'
export { emptyNamespace } from './namespace-content.ts'
export { markReady, markUnknown } from './silent-node.ts'

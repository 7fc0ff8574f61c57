/** What the API server needs to change something, and to answer what is more than reading (see `resources/later.ts`). */
export { actOnSubresource, change, review } from './changes.ts'
export { withManagedFields } from './managed-fields/managed-fields.ts'
export { applyPatch } from './patch/patch.ts'
export { openExec, openLogs, openPortForward } from './pod-streams.ts'
export { create } from './registry/create.ts'
export { remove } from './registry/delete.ts'
export { postSubresource, readSubresource, updateSubresource } from './registry/subresources.ts'
export { update, updateStatus } from './registry/update.ts'

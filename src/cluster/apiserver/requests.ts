/** What the API server needs to answer requests and to change something (see `resources/later.ts`). */
export { createDoor } from './http.ts'
export { applyPatch } from './patch/patch.ts'
export { create } from './registry/create.ts'
export { remove } from './registry/delete.ts'
export { selectionOf } from './registry/selection.ts'
export { postSubresource, readSubresource, updateSubresource } from './registry/subresources.ts'
export { update, updateStatus } from './registry/update.ts'

/** What the API server needs to change something (see `resources/later.ts`). */
export { change } from './changes.ts'
export { withManagedFields } from './managed-fields/managed-fields.ts'
export { mergeTrusted } from './patch/trusted.ts'
export { create } from './registry/create.ts'
export { remove } from './registry/delete.ts'
export { bind, updateSubresource } from './registry/subresources.ts'
export { update, updateStatus } from './registry/update.ts'
export { wireForm } from './wire-form.ts'

/** What the API server needs for patches of every kind (see `resources/later.ts`). */
export { applyPatch } from './patch/patch.ts'
export { patch } from './patch/patch-request.ts'
export { validateSpecUpdate } from './resources/pod-spec/spec-update.ts'

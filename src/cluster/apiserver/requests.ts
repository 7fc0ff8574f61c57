/** What the API server needs to answer requests that only read (see `resources/later.ts`). */
export { createDoor } from './http.ts'
export { selectionOf } from './registry/selection.ts'

// What is made before a build and kept out of the repository: documentation of fields for `kubectl explain` and the editor.
import './generate-field-docs.mjs'

/** Tests begin with it, so that they find what a build would. */
export default function generated(): void {}

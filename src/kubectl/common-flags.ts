/** Flags that many commands share. */
export const FILE_FLAGS = `
-f, --filename stringSlice  Manifest file, directory or URL; - is stdin.
-k, --kustomize string  Directory with a kustomization; not together with -f or -R.
-R, --recursive bool  Go down into the directories of -f.
`
export const SELECTOR_FLAG = `
-l, --selector string  Label selector: =, ==, !=, in, notin, KEY, !KEY; all of it must match.
`
export const FIELD_SELECTOR_FLAG = `
--field-selector string  Field selector (=, ==, !=); the server knows a few fields of each kind.
`
export const ALL_NAMESPACES_FLAG = `
-A, --all-namespaces bool  Look in all namespaces.
`
export const DRY_RUN_FLAG = `
--dry-run string=none?unchanged  none, client (print what would be sent) or server (send it, keep nothing).
`
export const VALIDATE_FLAG = `
--validate string=strict?strict  What the server does about unknown or repeated fields: strict (true), warn, or ignore (false).
`
export const CASCADE_FLAGS = `
--cascade string=background?background  What happens to dependents: background, orphan or foreground.
--force bool  Delete at once, without waiting for the end of what runs.
--grace-period int=-1  Seconds for an orderly end; 1 ends at once, negative leaves it to the object.
--timeout duration  How long to wait before giving up; 0 takes it from the object.
`

export const fieldManager = (name: string): string => `
--field-manager string=${name}  Name of the manager of the fields that this writes.
`

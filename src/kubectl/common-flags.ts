/** Flags that many commands share. */
export const FILE_FLAGS = `
-f, --filename stringSlice
-k, --kustomize string
-R, --recursive bool
`
export const SELECTOR_FLAG = `
-l, --selector string
`
export const FIELD_SELECTOR_FLAG = `
--field-selector string
`
export const ALL_NAMESPACES_FLAG = `
-A, --all-namespaces bool
`
export const DRY_RUN_FLAG = `
--dry-run string=none?unchanged
`
export const VALIDATE_FLAG = `
--validate string=strict?strict
`
export const CASCADE_FLAGS = `
--cascade string=background?background
--force bool
--grace-period int=-1
--timeout duration
`

export const fieldManager = (name: string): string => `
--field-manager string=${name}
`

import type { FieldErrors, Path } from '../validation/errors.ts'

export function pathNoBacksteps(errors: FieldErrors, path: Path, leaf: string, target: string): void {
  if (hasBacksteps(target)) errors.invalid(path, leaf, target, "must not contain '..'")
}

export function hasBacksteps(target: string): boolean {
  return target.includes('..') && target.split('/').includes('..')
}

/** A path below a volume: relative and never up. */
export function localDescendingPath(errors: FieldErrors, path: Path, leaf: string, target: string): void {
  if (target.startsWith('/')) errors.invalid(path, leaf, target, 'must be a relative path')
  pathNoBacksteps(errors, path, leaf, target)
}

/** Names that begin with two dots are the kubelet's own in a volume. */
export function localNonReservedPath(errors: FieldErrors, path: Path, leaf: string, target: string): void {
  localDescendingPath(errors, path, leaf, target)
  if (target.startsWith('..') && !target.startsWith('../')) errors.invalid(path, leaf, target, "must not start with '..'")
}

export function fileMode(errors: FieldErrors, path: Path, leaf: string, mode: number | undefined): void {
  if (mode !== undefined && (mode > 0o777 || mode < 0))
    errors.invalid(path, leaf, mode, 'must be a number between 0 and 0777 (octal), both inclusive')
}

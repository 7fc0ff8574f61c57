/** How questions in the form of objects are called: created, answered, never stored. */
export const REVIEW_NAMES: readonly { group: string; plural: string; singular: string; kind: string; namespaced: boolean }[] = [
  ['authentication.k8s.io', 'SelfSubjectReview'],
  ['authentication.k8s.io', 'TokenReview'],
  ['authorization.k8s.io', 'LocalSubjectAccessReview'],
  ['authorization.k8s.io', 'SelfSubjectAccessReview'],
  ['authorization.k8s.io', 'SelfSubjectRulesReview'],
  ['authorization.k8s.io', 'SubjectAccessReview'],
].map(([group = '', kind = '']) => {
  const singular = kind.toLowerCase()
  return { group, plural: `${singular}s`, singular, kind, namespaced: singular.startsWith('local') }
})

const groups = new Map(REVIEW_NAMES.map(({ plural, group }) => [plural, group]))

/** Does a path ask one of them? */
export function isReview({ group, resource }: { group: string; resource: string }): boolean {
  return groups.get(resource) === group
}

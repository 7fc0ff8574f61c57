import './schema/seldom-types.ts'

/** What the API server does for rarer kinds, and for the rarer requests about any (see `resources/later.ts`). */
export { admitSeldom, applyLimitRanges, validateSeldom } from './admission/seldom.ts'
export { openExec, openLogs, openPortForward } from './pod-streams.ts'
export { postSubresource, readSubresource } from './registry/seldom-subresources.ts'
export { validateAffinity, validateGates, validateTopologySpread } from './resources/pod-spec/scheduling.ts'
export * as volumes from './resources/pod-spec/seldom-volume-sources.ts'
export { schedulingWarnings, volumeWarnings } from './resources/pod-spec/seldom-warnings.ts'
export { validateEphemeralUpdate, validateResize } from './resources/pod-spec/subresources.ts'
export { answerPath } from './server-paths.ts'
export { actOnSubresource, review } from './subresource-requests.ts'

import own from '../../package.json' with { type: 'json' }

/** Podtalk's own version, as reports name it. */
export const VERSION: string = own.version

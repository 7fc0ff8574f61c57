/** A container cannot be made as its spec wants it: the text of CreateContainerConfigError. */
export class ConfigError extends Error {}

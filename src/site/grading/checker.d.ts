/** Made at build time (`scripts/checker.ts`). */
declare module 'podtalk:checker' {
  /** the address of the checker's script, a module */
  const address: string
  export default address
}

/** Made at build time (`scripts/installed-cluster.ts`). */
declare module 'podtalk:installed-cluster' {
  /** the snapshot of an installed cluster with `NODE_1` */
  const text: string
  export default text
}

// A Vite plugin: `podtalk:installed-cluster` is the text of an installed and settled cluster of one node, as
// every scenario of the course has it. The page starts from it and needs neither the time nor the code of an installation.
import { installedCluster } from '../src/cluster/install/boot.ts'
import { snapshotText } from '../src/cluster/install/snapshot.ts'
import { programsFor } from '../src/lab/programs.ts'
import { NODE_1 } from '../src/lab/scenario.ts'
import { loadAllCode } from '../src/sim/code.ts'

const NAME = 'podtalk:installed-cluster'

export function installedClusterPlugin() {
  return {
    name: NAME,
    resolveId: (id: string) => (id === NAME ? `\0${NAME}` : undefined),
    async load(id: string) {
      if (id !== `\0${NAME}`) return undefined
      await loadAllCode()
      return `export default ${JSON.stringify(snapshotText(installedCluster([NODE_1], programsFor)))}`
    },
  }
}

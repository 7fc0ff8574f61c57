import text from 'podtalk:installed-cluster'
import { knowInstalled } from '../../cluster/install/boot.ts'
import { NODE_1 } from '../../lab/scenario.ts'

/** The simulation as the page loads it: once, after the text can be read. */
export { Lab } from '../../lab/lab.ts'
export { LOG_VERSION, LogError, parseLog } from '../../lab/log.ts'

knowInstalled([NODE_1], text)

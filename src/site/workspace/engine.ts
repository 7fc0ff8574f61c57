import text from 'podtalk:installed-cluster'
import { knowInstalled } from '../../cluster/install/boot.ts'
import { ANY_COMMANDS, FIRST_COMMANDS } from '../../lab/programs.ts'
import { NODE_1 } from '../../lab/scenario.ts'

/** The simulation as the page loads it: once, after the text can be read. */
export { Lab } from '../../lab/lab.ts'
export { LOG_VERSION, LogError, parseLog } from '../../lab/log.ts'
export { ANY_COMMANDS }

knowInstalled([NODE_1], text)

// It comes while the lab opens. What fails here is tried again when it is needed.
for (const code of FIRST_COMMANDS) code.load().catch(() => undefined)

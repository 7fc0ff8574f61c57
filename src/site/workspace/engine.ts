/** The simulation as the page loads it: once, after the text can be read. */
export { Lab } from '../../lab/lab.ts'
export { LOG_VERSION, LogError, parseLog } from '../../lab/log.ts'

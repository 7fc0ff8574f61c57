import { LAPTOP_DIRECTORY } from '../../lab/scenario.ts'
import { fillPlaceholders } from '../lesson/placeholders.ts'
import { typeCommand } from '../terminal/terminals.ts'
import { host, labReady, type Notice, notice, showFile, texts } from './store.ts'

/** What a lesson's text asks of the lab. The lab may still be starting: then it waits. */

/** said of a command that could not be typed; it is over when another one runs */
let notThereYet: Notice | undefined
document.addEventListener('podtalk:command-ended', () => {
  if (notThereYet && notice.peek() === notThereYet) notice.value = undefined
})

/** Types a command where it belongs. Says whether that could be done. */
export async function runFromLesson(command: string, on: string): Promise<boolean> {
  await labReady()
  const lab = host.value?.lab.value
  const filled = lab && fillPlaceholders(command, lab.cluster.informers)
  if (filled === undefined || !typeCommand(filled, on)) {
    notice.value = notThereYet = { kind: 'problem', text: texts.value.notThereYet }
    return false
  }
  return true
}

/** Puts a lesson's file into the lab and opens it in the editor. */
export async function openLessonFile(name: string, content: string): Promise<void> {
  await labReady()
  const path = name.startsWith('/') ? name : `${LAPTOP_DIRECTORY}/${name}`
  host.value?.input({ do: 'write', path, content: content.endsWith('\n') ? content : `${content}\n` })
  showFile(path)
}

export async function openExercise(id: string): Promise<void> {
  await labReady()
  const { startExercise } = await import('../grading/exercise-session.ts')
  await startExercise(id)
}

import { fill } from '../i18n/fill.ts'
import { host, notice, showFile, texts } from '../workspace/store.ts'
import { pathFrom } from './files.ts'

/** Files larger than this are not manifests. */
const LIMIT = 1_000_000

/** Puts files that were chosen or dropped into the laptop's folder, and opens the last of them. What is no small text file is refused. */
export async function takeFiles(files: Iterable<File>): Promise<void> {
  for (const file of files) {
    const path = pathFrom(file.name)
    if (!path || file.size > LIMIT) {
      notice.value = { kind: 'problem', text: fill(texts.value.uploadRefused, { name: file.name }) }
      continue
    }
    host.value?.input({ do: 'write', path, content: await file.text() })
    showFile(path)
  }
}

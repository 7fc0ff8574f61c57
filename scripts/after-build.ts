// After the site's build: the search index of both languages, made by Pagefind into dist/pagefind; the headers for
// servers that read them from a file; and the service worker, which has to know every file.
import { close, createIndex } from 'pagefind'
import { writeHeaders } from './headers.ts'
import { writeServiceWorker } from './service-worker.ts'

const folder = process.argv[2] ?? 'dist'

const { index, errors } = await createIndex({})
if (!index) throw new Error(errors.join('\n'))
const added = await index.addDirectory({ path: folder })
const written = await index.writeFiles({ outputPath: `${folder}/pagefind` })
const problems = [...added.errors, ...written.errors]
if (problems.length > 0) throw new Error(problems.join('\n'))
console.log(`search: ${added.page_count} pages`)
await close()
writeHeaders(folder)
console.log(`offline: ${await writeServiceWorker(folder)} files`)

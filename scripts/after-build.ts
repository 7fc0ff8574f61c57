// After the site's build: the search index of both languages, made by Pagefind into dist/pagefind.
import { close, createIndex } from 'pagefind'

const { index, errors } = await createIndex({})
if (!index) throw new Error(errors.join('\n'))
const added = await index.addDirectory({ path: 'dist' })
const written = await index.writeFiles({ outputPath: 'dist/pagefind' })
const problems = [...added.errors, ...written.errors]
if (problems.length > 0) throw new Error(problems.join('\n'))
console.log(`search: ${added.page_count} pages`)
await close()

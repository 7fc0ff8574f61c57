// After the site's build: the search index of both languages, made by Pagefind into dist/pagefind, in which each term of
// the glossary is found by itself; the headers for servers that read them from a file; and the service worker, which
// has to know every file.
import { readdirSync, readFileSync } from 'node:fs'
import { close, createIndex } from 'pagefind'
import { parse } from 'yaml'
import { LANGUAGES, TAGS, TEXTS } from '../src/site/i18n/index.ts'
import { writeHeaders } from './headers.ts'
import { writeServiceWorker } from './service-worker.ts'

const folder = process.argv[2] ?? 'dist'

const escaped = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;')

const { index, errors } = await createIndex({})
if (!index) throw new Error(errors.join('\n'))
const added = await index.addDirectory({ path: folder })
const terms = []
for (const name of readdirSync('content/glossary')) {
  const { term, text, also = [] } = parse(readFileSync(`content/glossary/${name}`, 'utf8'))
  for (const language of LANGUAGES) {
    const names = [...new Set([term.en, term['zh-tw'], ...also])].join(' · ')
    const title = escaped(`${term[language]} · ${TEXTS[language].glossaryTitle}`)
    const words = escaped(`${text[language].replace(/[`*]/g, '')} ${names}`).replace(/[（）]/g, ' ')
    // As a page of its own: only those are cut into Chinese words.
    const content = `<html lang="${TAGS[language]}"><body data-pagefind-body data-pagefind-meta="title:${title}"><p>${words}</p></body></html>`
    terms.push(await index.addHTMLFile({ url: `/${language}/glossary/#${name.replace(/\.yaml$/, '')}`, content }))
  }
}
const written = await index.writeFiles({ outputPath: `${folder}/pagefind` })
const problems = [...added.errors, ...terms.flatMap((term) => term.errors), ...written.errors]
if (problems.length > 0) throw new Error(problems.join('\n'))
console.log(`search: ${added.page_count} pages, ${terms.length} terms`)
await close()
writeHeaders(folder)
console.log(`offline: ${await writeServiceWorker(folder)} files`)

/** The page that is shown for a wrong address has both languages: a reader sees their own. */
const wanted = /\/en(?:\/|$)/.test(location.pathname) ? 'en' : /\/zh-tw(?:\/|$)/.test(location.pathname) ? 'zh-Hant-TW' : remembered()
for (const section of document.querySelectorAll<HTMLElement>('.not-found main section')) if (section.lang !== wanted) section.remove()
const parts = document.querySelector<HTMLTemplateElement>(`template[data-in="${wanted}"]`)?.content
document.documentElement.lang = wanted
for (const part of ['.site-header', '.site-footer', 'dialog.search', 'dialog.keys']) {
  const own = parts?.querySelector(part)
  if (own) document.querySelector(part)?.replaceWith(own)
}
const title = document.querySelector('.not-found main h1')?.textContent
if (title) document.title = `${title} · Podtalk`

function remembered(): string {
  try {
    return localStorage.getItem('podtalk.language') === 'en' ? 'en' : 'zh-Hant-TW'
  } catch {
    return 'zh-Hant-TW'
  }
}

export {}

/** The page that is shown for a wrong address has both languages: the reader's own comes first. */
const wanted = /\/en(?:\/|$)/.test(location.pathname) ? 'en' : /\/zh-tw(?:\/|$)/.test(location.pathname) ? 'zh-Hant-TW' : remembered()
const own = document.querySelector<HTMLElement>(`.not-found section[lang="${wanted}"]`)
if (own?.previousElementSibling?.matches('section')) own.parentElement?.insertBefore(own, own.parentElement.querySelector('section'))

function remembered(): string {
  try {
    return localStorage.getItem('podtalk.language') === 'en' ? 'en' : 'zh-Hant-TW'
  } catch {
    return 'zh-Hant-TW'
  }
}

export {}

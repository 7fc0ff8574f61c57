// The root of the site has no language: it goes on to the one chosen before, or the browser's.
const choices = [...document.querySelectorAll<HTMLAnchorElement>('[data-language-choice]')]
let wanted: string | null = null
try {
  wanted = localStorage.getItem('podtalk.language')
} catch {
  // Not allowed to remember: the browser's own will do.
}
wanted ??= navigator.languages.some((language) => /^zh/i.test(language)) ? 'zh-tw' : 'en'
const target = choices.find((choice) => choice.dataset['languageChoice'] === wanted)
if (target) location.replace(target.href)

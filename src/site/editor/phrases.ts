import type { Language } from '../i18n/index.ts'

/** What CodeMirror itself says (its search panel, its list of errors, to screen readers), by its own words. */
export const PHRASES: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  en: {},
  'zh-tw': {
    Find: '尋找',
    Replace: '取代為',
    next: '下一個',
    previous: '上一個',
    all: '全選',
    'match case': '區分大小寫',
    regexp: '正規表示式',
    'by word': '全字相符',
    replace: '取代',
    'replace all': '全部取代',
    close: '關閉',
    'current match': '目前符合的文字',
    'replaced $ matches': '取代了 $ 處',
    'replaced match on line $': '取代了第 $ 行的文字',
    'on line': '在第',
    'Go to line': '移到行',
    go: '前往',
    Completions: '可以接的字',
    Diagnostics: '錯誤',
    'No diagnostics': '沒有錯誤',
    'Control character': '控制字元',
    'Selection deleted': '已刪除選取的文字',
  },
}

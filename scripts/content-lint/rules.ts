import { lintExercise } from '../../src/grader/lint-exercise.ts'
import type { GlossaryEntry } from './course.ts'
import { type Course, LANGUAGES } from './course.ts'
import { all, type LessonText, type Part } from './lesson.ts'
import { commandOf } from './run-lesson.ts'

/** A rule looks at the whole course and says what is wrong, each fault with its place. */
export type Rule = (course: Course) => string[]

const texts = (course: Course): LessonText[] => Object.values(course.lessons).flatMap((lesson) => Object.values(lesson))
const at = (text: LessonText, line: number | undefined, what: string): string => `${text.language}/${text.slug}.mdx:${line ?? 1} ${what}`
const idOf = (part: Part): string => String(part.props['id'] ?? '')

/** Both languages are there and say the same things in the same order; only what a person reads differs. */
const parallel: Rule = (course) =>
  Object.entries(course.lessons).flatMap(([slug, lesson]) => {
    const missing = LANGUAGES.filter((language) => !lesson[language])
    if (missing.length > 0) return missing.map((language) => `${slug}: there is no ${language} text`)
    const [en, zh] = LANGUAGES.map((language) => skeleton(lesson[language] as LessonText)) as [Bone[], Bone[]]
    for (let i = 0; i < Math.max(en.length, zh.length); i++) {
      if (en[i]?.is === zh[i]?.is) continue
      const [one, other] = [en[i], zh[i]].map((bone) => (bone ? `line ${bone.line}: ${bone.is}` : 'nothing more'))
      return [`${slug}: the languages part: en has ${one}, zh-tw has ${other}`]
    }
    return []
  })

interface Bone {
  is: string
  line: number
}

/** What must be the same in both languages. */
function skeleton(text: LessonText): Bone[] {
  const { title: _, summary: __, ...front } = text.front
  const bones: Bone[] = Object.entries(front).map(([key, value]) => ({ is: `${key}: ${JSON.stringify(value)}`, line: 1 }))
  const walk = (parts: readonly Part[]): void => {
    for (const part of parts) {
      const { title, caption, ...props } = part.props
      const code = part.name === 'Run' ? commandOf(part) : ['File', 'Output'].includes(part.name) ? part.source.trim() : ''
      bones.push({ is: `<${part.name}> ${JSON.stringify(props)} ${code}`.trim(), line: part.line })
      walk(part.parts)
    }
  }
  walk(text.parts)
  for (const { text: code, fenced, line } of text.code) if (fenced) bones.push({ is: code, line })
  for (const mark of text.outline) bones.push({ is: mark, line: 1 })
  return bones
}

/** Every id that a text names is there, and what is there is shown. */
const references: Rule = (course) => [
  ...texts(course).flatMap((text) => {
    const { front } = text
    const faults: string[] = []
    const say = (line: number, what: string): number => faults.push(at(text, line, what))
    if (!course.scenarios[front.scenario]) say(1, `there is no scenario ${front.scenario}`)
    for (const slug of front.continues ?? []) if (!course.lessons[slug]) say(1, `continues: there is no lesson ${slug}`)
    for (const part of all(text.parts, 'Term')) if (!course.glossary[idOf(part)]) say(part.line, `there is no glossary term ${idOf(part)}`)
    for (const part of all(text.parts, 'Figure'))
      if (!course.scenarios[String(part.props['scenario'])]) say(part.line, `there is no scenario ${part.props['scenario']}`)
    const shownTicks = all(text.parts, 'Tick')
    const ticks = Object.keys(front.ticks ?? {})
    for (const part of shownTicks) if (!ticks.includes(idOf(part))) say(part.line, `there is no tick ${idOf(part)} in the frontmatter`)
    for (const id of ticks) if (!shownTicks.some((part) => idOf(part) === id)) say(1, `tick ${id} is not shown`)
    const shown = all(text.parts, 'Exercise')
    for (const part of shown) {
      const lesson = course.exercises[idOf(part)]?.exercise.lesson
      if (lesson === undefined) say(part.line, `there is no exercise ${idOf(part)}`)
      else if (lesson !== text.slug) say(part.line, `exercise ${idOf(part)} belongs to lesson ${lesson}`)
    }
    if (JSON.stringify(shown.map(idOf)) !== JSON.stringify(front.exercises ?? []))
      say(1, `exercises in the frontmatter: ${front.exercises}; in the text: ${shown.map(idOf)}`)
    return faults
  }),
  ...Object.values(course.exercises)
    .filter(({ exercise }) => !(course.lessons[exercise.lesson]?.['en']?.front.exercises ?? []).includes(exercise.id))
    .map(({ exercise }) => `exercise ${exercise.id}: lesson ${exercise.lesson} does not show it`),
  ...Object.entries(course.glossary).flatMap(([id, { lesson }]) =>
    lesson && !course.lessons[lesson] ? [`glossary ${id}: there is no lesson ${lesson}`] : [],
  ),
]

/** Where the course may send a reader. */
const OFFICIAL = ['kubernetes.io', 'www.rfc-editor.org', 'coredns.io', 'gateway-api.sigs.k8s.io', 'etcd.io']
const PAGES = ['', 'lessons', 'glossary', 'sandbox', 'settings', 'credits', 'workshop', 'commands', 'teach', 'join']

/** Links lead somewhere: inside to pages and terms that there are, outside to official documentation. */
const links: Rule = (course) => [
  ...texts(course).flatMap((text) =>
    text.links.flatMap(({ url, line }) => {
      const fault = linkFault(course, text, url)
      return fault ? [at(text, line, fault)] : []
    }),
  ),
  ...Object.entries(course.glossary).flatMap(([id, { docs }]) => {
    const fault = docs === undefined ? undefined : outsideFault(docs)
    return fault ? [`glossary ${id}: ${fault}`] : []
  }),
]

function linkFault(course: Course, text: LessonText, url: string): string | undefined {
  if (/^[a-z]+:/i.test(url)) return outsideFault(url)
  const here = `https://x/${text.language}/lessons/${text.slug}/`
  const { pathname, hash } = new URL(url, here)
  const [, language = '', page = '', slug = ''] = pathname.split('/')
  const dead = `dead link ${url}`
  if (language !== text.language || !PAGES.includes(page) || !pathname.endsWith('/')) return dead
  const anchor = decodeURIComponent(hash.slice(1))
  if (page === 'glossary') return anchor === '' || course.glossary[anchor] ? undefined : dead
  if (page !== 'lessons' || slug === '') return undefined
  const target = course.lessons[slug]?.[text.language]
  if (!target) return dead
  const steps = all(target.parts, 'Step').map((step, index) => String(step.props['id'] ?? `step-${index + 1}`))
  return anchor === '' || steps.includes(anchor) ? undefined : dead
}

function outsideFault(url: string): string | undefined {
  if (!URL.canParse(url)) return `no address: ${url}`
  const { protocol, hostname } = new URL(url)
  if (protocol !== 'https:') return `not https: ${url}`
  return OFFICIAL.includes(hostname) ? undefined : `not official documentation: ${url}`
}

/** A prediction has a question, two choices or more, one that is right, and an answer that says why. */
const predictions: Rule = (course) =>
  texts(course).flatMap((text) => {
    const seen = new Set<string>()
    return all(text.parts, 'Predict').flatMap((part) => {
      const values = all(part.parts, 'Choice').map((choice) => String(choice.props['value']))
      const problems = [
        ...(seen.has(idOf(part)) || idOf(part) === '' ? ['its id is not its own'] : []),
        ...(all(part.parts, 'Question').length === 1 ? [] : ['it needs one Question']),
        ...(values.length >= 2 && new Set(values).size === values.length ? [] : ['it needs two different choices or more']),
        ...(all(part.parts, 'Answer').length === 1 ? [] : ['it needs one Answer']),
        ...(values.includes(String(part.props['answer'])) ? [] : [`no choice is the answer ${part.props['answer']}`]),
      ]
      seen.add(idOf(part))
      return problems.map((problem) => at(text, part.line, `prediction ${idOf(part)}: ${problem}`))
    })
  })

/** What every lesson has. */
const parts: Rule = (course) =>
  texts(course).flatMap((text) => {
    const has = (name: string): boolean => all(text.parts, name).length > 0
    const wanted: [boolean, string][] = [
      [all(text.parts, 'Step').length >= 2, 'needs steps'],
      [has('Predict') || text.slug === 'final', 'needs a prediction'],
      [has('Run'), 'needs a command to run'],
      [has('Tick'), 'needs a step that ticks itself'],
      [all(text.parts, 'Summary').length === 1, 'needs one Summary'],
      [all(text.parts, 'ReadOn').length === 1 && text.links.some(({ url }) => url.startsWith('https:')), 'needs ReadOn with a link'],
      [text.front.minutes >= 10 && text.front.minutes <= 25, `takes 10 to 25 minutes, not ${text.front.minutes}`],
    ]
    return [
      ...wanted.filter(([fine]) => !fine).map(([, what]) => at(text, 1, what)),
      // A command in a code block would neither be run by the lint nor by a click.
      ...text.code
        .filter(({ fenced, language }) => fenced && ['sh', 'bash', 'shell', 'console'].includes(language))
        .map(({ line }) => at(text, line, 'a command in a code block: write it as <Run>')),
    ]
  })

/** Exercises: answers on disk and in the file are the same, enough of them, misconceptions that there are. */
const exercises: Rule = (course) => [
  ...Object.entries(course.exercises).flatMap(([id, exercise]) =>
    lintExercise(exercise, id, Object.keys(course.misconceptions)).map((what) => `exercise ${id}: ${what}`),
  ),
]

/** Texts of glossary and misconceptions are there in both languages. */
const bilingual: Rule = (course) => {
  const missing = (value: Record<string, string> | undefined): string[] => LANGUAGES.filter((language) => !value?.[language]?.trim())
  return [
    ...Object.entries(course.glossary).flatMap(([id, entry]) =>
      (['term', 'text'] as const).flatMap((key) =>
        missing(entry[key] as GlossaryEntry['term']).map((language) => `glossary ${id}: ${key} has no ${language}`),
      ),
    ),
    ...Object.entries(course.misconceptions).flatMap(([id, text]) =>
      missing(text).map((language) => `misconception ${id}: no ${language}`),
    ),
  ]
}

/** Every lesson has notes whose minutes add up; plans name lessons that there are; all of it in both languages. */
const teaching: Rule = ({ lessons, teaching: { notes, plans, commands } }) => {
  const both = (where: string, texts: readonly (Record<string, unknown> | undefined)[]): string[] =>
    texts.flatMap((text, index) =>
      LANGUAGES.filter((language) => typeof text?.[language] !== 'string').map((language) => `${where}[${index}] has no ${language}`),
    )
  return [
    ...Object.entries(lessons).flatMap(([slug, lesson]) => {
      const { timing = [], notes: says = [], questions = [] } = notes[slug] ?? {}
      const sum = timing.reduce((minutes, part) => minutes + part.minutes, 0)
      const wanted = lesson['en']?.front.minutes
      return [
        ...(sum === wanted ? [] : [`notes of ${slug}: the timing has ${sum} minutes, the lesson ${wanted}`]),
        ...(says.length >= 1 ? [] : [`notes of ${slug}: no notes`]),
        ...(questions.length >= 2 ? [] : [`notes of ${slug}: two questions to discuss are needed`]),
        ...both(`notes of ${slug}`, [...timing, ...says, ...questions]),
      ]
    }),
    ...Object.keys(notes).flatMap((slug) => (lessons[slug] ? [] : [`notes of ${slug}: there is no such lesson`])),
    ...Object.entries(plans).flatMap(([id, plan]) => [
      ...both(`plan ${id}`, [plan.title, plan.for, ...plan.rows.filter((row) => !row['lesson'])]),
      ...plan.rows.flatMap((row) => (row['lesson'] && !lessons[row['lesson']] ? [`plan ${id}: there is no lesson ${row['lesson']}`] : [])),
    ]),
    ...commands.flatMap((group) => both(`commands ${group.title['en']}`, [group.title, ...group.commands])),
  ]
}

/** Words of other regions, and what they are called in Taiwan; characters that only simplified writing has. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  集群: '叢集',
  默認: '預設',
  信息: '訊息、資訊',
  網絡: '網路',
  服務器: '伺服器',
  服務端: '伺服器端',
  軟件: '軟體',
  硬件: '硬體',
  文件夾: '資料夾',
  命令行: '指令列',
  端口: 'port、連接埠',
  訪問: '連線、存取',
  緩存: '快取',
  字符: '字元',
  接口: '介面',
  進程: '行程',
  線程: '執行緒',
  內存: '記憶體',
  磁盤: '磁碟',
  數據: '資料',
  配置文件: '設定檔',
  域名: '網域名稱',
  鏈接: '連結',
  加載: '載入',
  運行: '執行',
  創建: '建立',
  負載均衡: '負載平衡',
  視頻: '影片',
  質量: '品質',
  程序: '程式',
  代碼: '程式碼',
  變量: '變數',
  返回值: '回傳值',
  終端: '終端機',
}
const SIMPLIFIED = /[们这时个从动应听说网络认证规则节点运务标签发现连过还没对间问题请简单际输选择边应变]/

const TOUCHING = /[\u4e00-\u9fff][A-Za-z0-9`]|[A-Za-z0-9`][\u4e00-\u9fff]/g
const HALF_WIDTH = /[\u4e00-\u9fff][,;:?!]/g

/** Chinese as it is written in Taiwan: its words, its characters, full-width punctuation, a space before and after Latin letters. */
const wording: Rule = (course) => {
  // What stands as code is not spaced inside.
  const outsideCode = (text: string): string => text.replace(/`[^`]*`/g, '`x`')
  const faultsOf = (text: string): string[] => [
    ...Object.entries(ELSEWHERE)
      .filter(([word, own]) => text.replaceAll(own, '').includes(word))
      .map(([word, own]) => `「${word}」: ${own}`),
    ...[...text].filter((character) => SIMPLIFIED.test(character)).map((character) => `simplified character ${character}`),
    ...[...outsideCode(text).matchAll(TOUCHING)].map(([both]) => `no space between Chinese and Latin: ${both}`),
    ...[...outsideCode(text).matchAll(HALF_WIDTH)].map(([mark]) => `half-width punctuation: ${mark}`),
  ]
  const inExercises = Object.entries(course.exercises).flatMap(([id, { exercise }]) =>
    [
      exercise.title['zh-tw'],
      exercise.task['zh-tw'],
      ...exercise.checks.flatMap((check) => [check.title['zh-tw'], ...check.hints.map((hint) => hint.text['zh-tw'])]),
    ].flatMap((text) => faultsOf(text).map((fault) => `exercise ${id}: ${fault}`)),
  )
  return [
    ...texts(course)
      .filter((text) => text.language === 'zh-tw')
      .flatMap((text) => [
        ...faultsOf(`${text.front.title}\n${text.front.summary}`).map((fault) => at(text, 1, fault)),
        ...text.prose.flatMap(({ text: prose, line }) => faultsOf(prose).map((fault) => at(text, line, fault))),
      ]),
    ...inExercises,
    ...Object.entries(course.glossary).flatMap(([id, { term, text }]) =>
      faultsOf(`${term?.['zh-tw']}\n${text?.['zh-tw']}`).map((fault) => `glossary ${id}: ${fault}`),
    ),
    ...faultsOf(JSON.stringify(course.teaching)).map((fault) => `content/workshop: ${fault}`),
    ...Object.entries(course.misconceptions).flatMap(([id, text]) =>
      faultsOf(text['zh-tw'] ?? '').map((fault) => `misconception ${id}: ${fault}`),
    ),
  ]
}

export const RULES = { parallel, references, links, predictions, parts, exercises, bilingual, teaching, wording } as const satisfies Record<
  string,
  Rule
>

/** For authors: `node scripts/content-lint/show.ts <slug> [language]` prints what every command of a lesson prints; `--write` puts it into both languages. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { contentFolder } from '../../src/cli/course.ts'
import { loadAllCode } from '../../src/sim/code.ts'
import { readCourse } from './course.ts'
import type { LessonText } from './lesson.ts'
import { type RanCommand, runLesson } from './run-lesson.ts'

const [slug = '', ...options] = process.argv.slice(2)
await loadAllCode()
const course = readCourse()
const lesson = course.lessons[slug]
const scenario = course.scenarios[lesson?.['en']?.front.scenario ?? '']
if (!lesson || !scenario) {
  process.stderr.write(`Usage: node scripts/content-lint/show.ts LESSON [--write]\n\nLessons: ${Object.keys(course.lessons).join(', ')}\n`)
  process.exit(2)
}
for (const [language, text] of Object.entries(lesson)) {
  const { commands, missed } = runLesson(text, scenario)
  if (options.includes('--write')) write(language, text, commands)
  if (language !== 'en') continue
  for (const { part, command, printed, exit, fault } of commands) {
    process.stdout.write(
      `${slug}.mdx:${part.line} $ ${command}\n${printed}${exit ? `[exit ${exit}]\n` : ''}${fault ? `!!! ${fault}\n` : ''}\n`,
    )
  }
  for (const { part, id } of missed) process.stdout.write(`${slug}.mdx:${part.line} tick ${id} does not hold\n`)
}

/** Blank lines are written `\\n`: MDX ends a paragraph at a blank line, in braces too; `\\x20` begins an indented line: it takes spaces away there; and `\\x2d` a line that MDX would take for a rule, a heading or a quote. Puts what was printed into each chip's `output` that shows something else or nothing although the command failed. */
function write(language: string, text: LessonText, commands: readonly RanCommand[]): void {
  let source = text.source
  for (const { part, printed, fault } of commands.toReversed()) {
    if (!fault || printed.trim() === '') continue
    const shown = printed
      .trimEnd()
      .replace(/[`\\]/g, '\\$&')
      .replaceAll('${', '\\${')
      .replace(/\n(?=\n)/g, '\\n')
      .replace(/^ /gm, '\\x20')
      .replace(/^([-#>*=~])/gm, (mark) => `\\x${mark.charCodeAt(0).toString(16)}`)
    const opening = source.slice(part.start, part.openEnd).replace(/\s+output=(?:\{`(?:\\[\s\S]|[^`])*`\}|"[^"]*")/, '')
    source = `${source.slice(0, part.start)}${opening.replace(/(\/?>)$/, ` output={\`\n${shown}\n\`}$1`)}${source.slice(part.openEnd)}`
  }
  const path = join(contentFolder(), 'lessons', language, `${slug}.mdx`)
  if (source !== readFileSync(path, 'utf8')) writeFileSync(path, source)
}

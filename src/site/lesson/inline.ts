const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => ENTITIES[letter] as string)
}

/** Letters of code that stay on one line, and of one word: every text has room for so many. */
const SHORT = 24
const WORD = 38

/** Escaped code as HTML. Short code, and words that a line would be broken in at a hyphen (`--replicas=3`), stay whole. */
export function wholeWords(code: string): string {
  const whole = (text: string): string => (text.length <= WORD ? `<span class="word">${text}</span>` : text)
  return code.length <= SHORT ? code.replace(/^.*[ -].*$/, whole) : code.replace(/\S*-\S+/g, whole)
}

/** A line of text with `code` and **strong** in it, as HTML. */
export function inlineHtml(text: string): string {
  return escapeHtml(text)
    .replace(/`([^`]+)`/g, (_, code: string) => `<code>${wholeWords(code)}</code>`)
    .replace(/\*\*([^*]+)\*\*/g, '<strong>$1</strong>')
}

/** A few paragraphs, lists and code blocks (an exercise's task), as HTML. */
export function blockHtml(markdown: string): string {
  const out: string[] = []
  let paragraph: string[] = []
  let list: { ordered: boolean; items: string[][] } | undefined
  const close = (): void => {
    if (paragraph.length > 0) out.push(`<p>${joined(paragraph)}</p>`)
    if (list)
      out.push(
        `<${list.ordered ? 'ol' : 'ul'}>${list.items.map((item) => `<li>${joined(item)}</li>`).join('')}</${list.ordered ? 'ol' : 'ul'}>`,
      )
    paragraph = []
    list = undefined
  }
  const lines = markdown.trim().split('\n')
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] as string
    const item = /^(\d+\.|[-*])\s+(.*)$/.exec(line)
    if (line.startsWith('```')) {
      close()
      const end = lines.findIndex((each, at) => at > index && each.startsWith('```'))
      const code = lines.slice(index + 1, end < 0 ? undefined : end)
      out.push(`<pre tabindex="0"><code>${escapeHtml(code.join('\n'))}</code></pre>`)
      index = end < 0 ? lines.length : end
    } else if (item) {
      const ordered = /\d/.test(item[1] as string)
      if (!list || list.ordered !== ordered) {
        close()
        list = { ordered, items: [] }
      }
      list.items.push([item[2] as string])
    } else if (line.trim() === '') {
      if (!list || !/^(?:\s{2,}|\d+\.\s|[-*]\s)/.test(lines[index + 1] ?? '')) close()
    } else if (list && /^\s{2,}/.test(line)) list.items.at(-1)?.push(line.trim())
    else {
      if (list) close()
      paragraph.push(line)
    }
  }
  close()
  return out.join('')
}

/** Chinese lines join without a space, others with one. */
function joined(lines: readonly string[]): string {
  return inlineHtml(
    lines
      .join('\n')
      .replace(/([\u2e80-\uffef])\n\s*(?=[\u2e80-\uffef])/g, '$1')
      .replace(/\n\s*/g, ' '),
  )
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => ENTITIES[letter] as string)
}

/** A line of text with `code` and **strong** in it, as HTML. */
export function inlineHtml(text: string): string {
  return escapeHtml(text)
    .replace(/`([^`]+)`/g, '<code>$1</code>')
    .replace(/\*\*([^*]+)\*\*/g, '<strong>$1</strong>')
}

/** A few paragraphs, lists and code blocks (an exercise's task), as HTML. */
export function blockHtml(markdown: string): string {
  const blocks = markdown.trim().split(/\n{2,}(?![^\n]*\n?\s{2,})/)
  return blocks.map(blockOf).join('')
}

function blockOf(block: string): string {
  const fence = /^```\w*\n([\s\S]*?)\n?```$/.exec(block)
  if (fence) return `<pre tabindex="0"><code>${escapeHtml(fence[1] as string)}</code></pre>`
  const ordered = /^\d+\.\s/.test(block)
  if (ordered || /^[-*]\s/.test(block)) {
    const items = block.split(/\n(?=(?:\d+\.|[-*])\s)/).map((item) => `<li>${lines(item.replace(/^(?:\d+\.|[-*])\s+/, ''))}</li>`)
    return ordered ? `<ol>${items.join('')}</ol>` : `<ul>${items.join('')}</ul>`
  }
  return `<p>${lines(block)}</p>`
}

/** Chinese lines join without a space, others with one. */
function lines(text: string): string {
  return inlineHtml(text.replace(/([\u2e80-\uffef])\n\s*/g, '$1').replace(/\n\s*/g, ' '))
}

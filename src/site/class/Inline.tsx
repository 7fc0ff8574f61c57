import { inlineHtml } from '../lesson/inline.ts'

/** A line of the course's text, with `code` and **strong** in it. */
export function Inline({ text }: { text: string }) {
  return <span dangerouslySetInnerHTML={{ __html: inlineHtml(text) }} />
}

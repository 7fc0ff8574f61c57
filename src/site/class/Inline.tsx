import { inlineHtml } from '../lesson/inline.ts'

/** A line of the course's text, with `code` and **strong** in it. */
export function Inline({ text }: { text: string }) {
  // biome-ignore lint/security/noDangerouslySetInnerHtml: made of escaped text by inlineHtml
  return <span dangerouslySetInnerHTML={{ __html: inlineHtml(text) }} />
}

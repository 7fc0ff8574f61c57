/** Learners' texts without the control characters that no text form may hold; line ends become spaces. */
export function printable(text: string): string {
  return text
    .replace(/[\x00-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]+/g, ' ')
    .replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd')
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** A text for HTML or XML, between tags or in an attribute. */
export function escape(text: string): string {
  return printable(text).replace(/[&<>"']/g, (letter) => ENTITIES[letter] as string)
}

/**
 * One cell of a CSV file (RFC 4180). A text that begins like a formula, also with the wide signs of
 * East Asian keyboards, would be run by a spreadsheet: an apostrophe keeps it a text.
 */
export function cell(text: string): string {
  const plain = printable(text)
  const safe = /^\s*[=+\-@＝＋－＠]/.test(plain) ? `'${plain}` : plain
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

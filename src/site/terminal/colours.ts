const PROMPT = /^((?:[\w.-]+@)?[\w.-]+)(:)((?:~|\/)[^\n]*?)([$#]) (?=.*$)/gm
const BARE_PROMPT = /^((?:~|\/)[\w./-]*) ([#$]) (?=.*$)/gm

/** Colours the prompts in what a terminal shows: who and where. Programs' own output has no colours in the course. */
export function colourPrompts(text: string): string {
  return text
    .replace(
      PROMPT,
      (_, who: string, colon: string, where: string, sign: string) => `\x1b[32m${who}\x1b[0m${colon}\x1b[34m${where}\x1b[0m${sign} `,
    )
    .replace(BARE_PROMPT, (_, where: string, sign: string) => `\x1b[34m${where}\x1b[0m ${sign} `)
}

import { forEachChild, type ParsedScript, parse, type SyntaxNode } from 'unbash'
import { ownValue } from '../../cluster/api/json.ts'
import type { Dialect } from './dialect.ts'

/** Why a text is no script. */
export interface SyntaxError {
  /** where it goes wrong */
  position: number
  /** more lines could mend it */
  incomplete: boolean
  /** what came unexpectedly: a token, `newline` */
  token: string | undefined
  /** the end of input came inside of what this would have closed */
  closing: string | undefined
  /** the word that would have been right */
  wanted?: string
}

export interface Parsed {
  script: ParsedScript
  error: SyntaxError | undefined
}

const CLOSING: Record<string, string> = {
  'single quote': "'",
  'double quote': '"',
  backtick: '`',
  'command substitution': ')',
  'process substitution': ')',
  'arithmetic expansion': ')',
  'arithmetic command': ')',
  'array value': ')',
  'parameter expansion': '}',
}

const TOKEN = /;;&|;;|;&|&&|\|\||\|&|<<<|<<-|<<|<>|<&|<\(|>>|>&|>\||>\(|&>>|&>|[;&|()<>\n]|[^\s;&|()<>]+/y

const CACHE = new Map<string, Parsed>()

/** Parses a script; the last ones are kept (probes and loops run the same text again and again). */
export function parseScript(text: string): Parsed {
  let parsed = CACHE.get(text)
  if (!parsed) {
    const script = parse(text)
    const first = script.errors?.[0]
    parsed = { script, error: first ? classify(text, first.message, first.pos) : undefined }
    if (CACHE.size >= 200) CACHE.clear()
    if (text.length < 100_000) CACHE.set(text, parsed)
  }
  return parsed
}

/** Patterns like `?(a|b)`, which a shell that was not told to (`extglob`) reads in `[[ ]]` alone: a jsonpath without quotes has them. */
export function patternInParentheses(text: string, script: ParsedScript): SyntaxError | undefined {
  if (!/[?*+@!]\(/.test(text) || text.includes('extglob')) return undefined
  let found: SyntaxError | undefined
  const visit = (node: SyntaxNode): void => {
    if (found || node.type === 'TestCommand') return
    if (node.type === 'ExtendedGlob') found = { position: node.pos + 1, incomplete: false, token: '(', closing: undefined }
    else forEachChild(node, visit)
  }
  forEachChild(script, visit)
  return found
}

function classify(text: string, message: string, at: number): SyntaxError {
  const unterminated = /^unterminated (.*)$/.exec(message)
  if (unterminated) {
    const closing = ownValue(CLOSING, unterminated[1] as string)
    return { position: at, incomplete: true, token: undefined, closing }
  }
  // what the parser leaves to its callers, bash finds at once
  const bare = /^expected '(do|then)'/.exec(message) ? unexpectedWord(text, message) : undefined
  if (bare) return bare
  let position = at
  while (position < text.length && ' \t'.includes(text[position] as string)) position++
  const empty = /^expected command in (?:brace group|subshell)/.test(message) ? /^[({]\s*([)}])/.exec(text.slice(at)) : null
  if (empty) return { position: at + empty[0].length - 1, incomplete: false, token: empty[1], closing: undefined }
  const without = /^expected 'in' after 'case'/.test(message) ? /\S+$/.exec(text.slice(0, at)) : null
  if (without && text.slice(at).trim() !== '')
    return { position: at - without[0].length, incomplete: false, token: without[0], closing: undefined, wanted: 'in' }
  const bareCondition = /^expected '(then|do)'/.test(message) ? /\b(?:if|elif|while|until)\s*;/.exec(text) : null
  if (bareCondition)
    return { position: bareCondition.index + bareCondition[0].length - 1, incomplete: false, token: ';', closing: undefined }
  if (/^expected command in brace group/.test(message) && text.slice(at).replace(/^[\s{]+/, '') === '') {
    return { position: text.length, incomplete: true, token: undefined, closing: undefined }
  }
  if (/^\s*for\s*$/.test(text) && /'do'/.test(message))
    return { position: text.length, incomplete: false, token: 'newline', closing: undefined }
  if (/^expected (redirect target|here-doc)/.test(message) && (position >= text.length || text[position] === '\n')) {
    return { position, incomplete: false, token: 'newline', closing: undefined }
  }
  if (text.slice(position).trim() === '') {
    // `if true; fi`: what closes came too early
    const last = /(?:^|[\s;])(fi|done|esac|else|elif|then|do)\s*$/.exec(text)
    if (last && /^expected '(then|do|in)'/.test(message) && last[1] !== /'(\w+)'/.exec(message)?.[1]) {
      return {
        position: text.lastIndexOf(last[1] as string),
        incomplete: false,
        token: last[1],
        closing: undefined,
        wanted: /'(\w+)'/.exec(message)?.[1] ?? '',
      }
    }
    return { position: text.length, incomplete: true, token: undefined, closing: undefined }
  }
  // `echo (a)`: the word in the parentheses is one too many, and not what closes them
  const inside =
    message.startsWith('unexpected token') || position === at ? /[\w'"]\s*\(\s*([^\s();&|<>]+)\s*$/.exec(text.slice(0, position)) : null
  if (inside && text[position] === ')' && !/[$<>]\(\s*[^\s()]+\s*$/.test(text.slice(0, position)))
    return { position: position - (inside[1] as string).length, incomplete: false, token: inside[1], closing: undefined, wanted: ')' }
  TOKEN.lastIndex = position
  const token = TOKEN.exec(text)?.[0] ?? ''
  return { position, incomplete: false, token: token === '\n' ? 'newline' : token, closing: undefined }
}

/** Is this input whole, or does the shell have to ask for more lines (PS2)? */
export function isComplete(text: string): boolean {
  const { script, error } = parseScript(text)
  if (error) return !error.incomplete
  if (/(?:^|[^\\])(?:\\\\)*\\$/.test(text) && !text.trimStart().startsWith('#')) return false
  return !text.includes('<<') || openHeredocs(script).length === 0
}

/** Here documents that end with the text and not with their delimiter. */
export function openHeredocs(script: ParsedScript): { delimiter: string; position: number }[] {
  const open: { delimiter: string; position: number }[] = []
  const visit = (node: SyntaxNode): void => {
    if (node.type === 'HereDoc' && !node.closing) open.push({ delimiter: node.delimiter?.value ?? '', position: node.pos })
    forEachChild(node, visit)
  }
  forEachChild(script, visit)
  return open
}

/** `for i in a; echo`: the word where `do` should be. */
function unexpectedWord(text: string, message: string): SyntaxError | undefined {
  if (!message.includes("'do'")) return undefined
  const found = /(?:^|[\s;&|(])(?:for\s+\w+(?:\s+in\b[^;\n]*)?)\s*[;\n]\s*([^\s;&|()<>]+)/.exec(text)
  if (!found || found[1] === 'do') return undefined
  return {
    position: found.index + found[0].length - (found[1] as string).length,
    incomplete: false,
    token: found[1],
    closing: undefined,
    wanted: 'do',
  }
}

function lineAt(text: string, position: number): number {
  let line = 1
  for (let at = text.indexOf('\n'); at >= 0 && at < position; at = text.indexOf('\n', at + 1)) line++
  return line
}

/** What the shell says about a syntax error; `name` is `bash: -c`, `./x.sh`, … */
export function syntaxErrorText(
  dialect: Dialect,
  error: SyntaxError,
  text: string,
  at: { name: string; line: number; interactive: boolean; command: boolean; builtin?: string | undefined },
): string {
  const line = at.line + lineAt(text, error.position)
  if (dialect.name !== 'bash') {
    const where =
      dialect.name === 'dash'
        ? `${at.name}: ${line}: ${at.builtin ? `${at.builtin}: ` : ''}Syntax error: `
        : `${at.name}: ${at.builtin ? `${at.builtin}: line ${line - 1}: ` : at.command || at.interactive ? '' : `line ${line}: `}syntax error: `
    if (error.closing === "'" || error.closing === '"')
      return dialect.name === 'dash' ? `${where}Unterminated quoted string\n` : `${where}unterminated quoted string\n`
    if (error.closing === '`') return `${where}EOF in backquote substitution\n`
    if (error.closing === '}') return dialect.name === 'dash' ? `${where}Missing '}'\n` : `${where}missing '}'\n`
    if (error.closing === ')' && text.startsWith('$((', error.position))
      return `${where}${dialect.name === 'dash' ? 'Missing' : 'missing'} '))'\n`
    if (error.incomplete) {
      const opener = expecting(text)
      const wanted = error.closing ?? opener
      return dialect.name === 'dash'
        ? `${where}end of file unexpected${wanted ? ` (expecting "${wanted}")` : ''}\n`
        : `${where}unexpected end of file${wanted ? ` (expecting "${wanted}")` : ''}\n`
    }
    if (error.token === BAD_FUNCTION_NAME) return `${where}${dialect.name === 'dash' ? 'Bad' : 'bad'} function name\n`
    const atEnd = text.slice(error.position).trim() === ''
    if (error.token === 'for((' || (error.token === 'newline' && /^\s*for\s*$/.test(text)))
      return `${where}${dialect.name === 'dash' ? 'Bad' : 'bad'} for loop variable\n`
    const token =
      error.token === 'newline'
        ? atEnd
          ? 'end of file'
          : 'newline'
        : /^[<>]/.test(error.token ?? '')
          ? 'redirection'
          : /^[a-z]/i.test(error.token ?? '') && !RESERVED.has(error.token ?? '')
            ? 'word'
            : `"${error.token}"`
    const hint = error.wanted ? ` (expecting "${error.wanted}")` : ''
    return dialect.name === 'dash' ? `${where}${token} unexpected${hint}\n` : `${where}unexpected ${token}${hint}\n`
  }
  const prefix = (number: number) => `${at.name}: ${at.interactive ? '' : `${at.command ? '-c: ' : ''}line ${number}: `}`
  if (error.closing !== undefined) {
    const where =
      error.closing === ')' && /\$\(|<\(/.test(text.slice(error.position, error.position + 2)) && !text.startsWith('$((', error.position)
        ? at.line + lineAt(text, text.length) + (text.endsWith('\n') ? 0 : 1)
        : line
    return `${prefix(where)}unexpected EOF while looking for matching \`${error.closing}'\n`
  }
  if (error.incomplete)
    return `${prefix(at.line + lineAt(text, text.length) + (text.endsWith('\n') ? 0 : 1))}syntax error: unexpected end of file\n`
  const shown = text.split('\n')[line - at.line - 1] ?? ''
  const near = `${prefix(line)}syntax error near unexpected token \`${error.token}'\n`
  return `${near}${prefix(line)}\`${shown}'\n`
}

/** A token that says: the name of a function is none. */
const BAD_FUNCTION_NAME = '()'

const RESERVED = new Set(['fi', 'then', 'else', 'elif', 'do', 'done', 'esac', 'in', '{', '}'])
const CLOSERS: Record<string, string> = {
  if: 'then',
  then: 'fi',
  else: 'fi',
  elif: 'then',
  while: 'do',
  until: 'do',
  for: 'do',
  do: 'done',
  '{': '}',
  '(': ')',
}

/** The word that would close the innermost open construct. */
function expecting(text: string): string | undefined {
  const open: string[] = []
  for (const word of text.match(/[(){}]|\b(?:if|then|else|elif|fi|while|until|for|do|done|case|esac)\b/g) ?? []) {
    if (word === ')' && open.at(-1)?.startsWith('case')) open[open.length - 1] = 'case x in x)'
    else if (word === ')' || word === '}' || word === 'fi' || word === 'done' || word === 'esac') open.pop()
    else if (word === 'then' || word === 'do' || word === 'else' || word === 'elif') open[open.length - 1] = word
    else open.push(word)
  }
  const last = open.at(-1)
  if (last === 'case') return /\bcase\s+\S+\s+in\b/.test(text) ? ')' : 'in'
  if (last === 'case x in x)') return ';;'
  return last === undefined ? undefined : CLOSERS[last]
}

/** The first thing in a script that bash's grammar knows and this shell does not, as a syntax error. */
export function foreignSyntax(dialect: Dialect, script: ParsedScript, text: string): SyntaxError | undefined {
  if (dialect.lacks.size === 0) return undefined
  let found: SyntaxError | undefined
  const report = (position: number, token: string, wanted?: string) => {
    if (!found || position < found.position)
      found = { position, incomplete: false, token, closing: undefined, ...(wanted ? { wanted } : {}) }
  }
  const visit = (node: SyntaxNode): void => {
    if (node.type === 'ArrayValue' && dialect.lacks.has('arrays')) report(node.pos, '(')
    else if (node.type === 'Pipeline' && node.prefixes.filter(({ type }) => type === 'Negation').length > 1) report(node.end, '!')
    else if (node.type === 'Pipeline' && node.commands.length === 0 && node.prefixes.some(({ type }) => type === 'Negation'))
      found ??= { position: node.end, incomplete: true, token: undefined, closing: undefined }
    else if (node.type === 'HereString' && dialect.lacks.has('<<<')) report(node.pos, '<')
    else if (node.type === 'ProcessSubstitution' && dialect.lacks.has('<(')) report(node.pos, '(')
    else if (node.type === 'ArithmeticFor') report(node.pos, 'for((')
    else if (node.type === 'Select') report(node.pos, 'do')
    else if (node.type === 'Pipeline' && node.operators.includes('|&'))
      report(node.commands[node.operators.indexOf('|&')]?.end ?? node.pos, '&')
    else if (node.type === 'Function' && !/^[A-Za-z_]\w*$/.test(node.name.value)) report(node.pos, BAD_FUNCTION_NAME)
    else if (node.type === 'Function' && dialect.lacks.has('function') && text.startsWith('function', node.pos)) {
      const bare = node.body.pos === node.name.end + 1
      report(bare ? node.body.end - 1 : node.name.end, bare ? '}' : '(')
    } else if (node.type === 'Case') {
      const item = node.items.find(({ terminator }) => terminator === ';&' || terminator === ';;&')
      if (item?.terminator === ';&') report(item.end, '&')
      else if (item) report(item.end, 'word', ')')
      forEachChild(node, visit)
    } else if (node.type !== 'ArithmeticExpansion') forEachChild(node, visit)
  }
  forEachChild(script, visit)
  return found
}

import { describe, expect, test } from 'vitest'
import { keysOf } from './keys.ts'
import { type Effect, LineEditor } from './line-editor.ts'
import { layOut } from './prompt-layout.ts'
import { cells } from './width.ts'

/** An editor with these lines behind it, after what was typed. */
function typed(data: string, history: string[] = []): { editor: LineEditor; effects: Effect[] } {
  const editor = new LineEditor()
  editor.begin(history)
  const effects = keysOf(data).flatMap((key) => editor.key(key) ?? [])
  return { editor, effects }
}
const line = (data: string, history?: string[]): string => {
  const { text, cursor } = typed(data, history).editor
  return `${text.slice(0, cursor)}|${text.slice(cursor)}`
}

describe('the line editor', () => {
  test.each([
    ['text', 'ls -l', 'ls -l|'],
    ['left and right', 'abc\x1b[D\x1b[DX', 'aX|bc'],
    ['Ctrl-A, Ctrl-E', 'abc\x01X\x05Y', 'XabcY|'],
    ['Ctrl-U', 'one two\x15', '|'],
    ['Ctrl-K', 'one two\x01\x1bf\x0b', 'one|'],
    ['Ctrl-W takes the last blank-separated word', 'get pods/a-b \x17', 'get |'],
    ['Alt-Backspace takes the last word of letters', 'get pods/a-b\x1b\x7f', 'get pods/a-|'],
    ['Alt-D', 'one two\x01\x1bd', '| two'],
    ['Ctrl-Y puts back what was cut', 'one two\x17\x19\x19', 'one twotwo|'],
    ['word movement', 'one two three\x1b[1;5D\x1b[1;5D', 'one |two three'],
    ['Backspace takes a whole letter, however it is made of code units', 'a👩‍💻é\x7f\x7f', 'a|'],
    ['Chinese', '叢集\x1b[D一', '叢一|集'],
    ['Ctrl-D in a line deletes', 'abc\x01\x04', '|bc'],
    ['Ctrl-T', 'ab\x14', 'ba|'],
    ['Ctrl-_ undoes', 'one two\x15\x1f', 'one two|'],
    ['an unknown sequence does nothing', 'a\x1b[99;9Xb', 'ab|'],
  ])('%s', (_, data, expected) => {
    expect(line(data)).toBe(expected)
  })

  test('history: up, down, and the new line is still there', () => {
    expect(line('new\x1b[A', ['first', 'second'])).toBe('second|')
    expect(line('new\x1b[A\x1b[A\x1b[A', ['first', 'second'])).toBe('first|')
    expect(line('new\x1b[A\x1b[A\x1b[B\x1b[B', ['first', 'second'])).toBe('new|')
  })

  test('Ctrl-R searches back, again further back, Esc gives up', () => {
    const history = ['kubectl get pods', 'ls', 'kubectl get svc', 'ls']
    expect(typed('\x12get', history).editor.text).toBe('kubectl get svc')
    expect(typed('\x12get\x12', history).editor.text).toBe('kubectl get pods')
    expect(typed('\x12nothing', history).editor.search?.found).toBe(false)
    expect(typed('mine\x12get\x07', history).editor.text).toBe('mine')
    expect(typed('\x12svc\r', history).effects.at(-1)).toEqual({ do: 'enter', text: 'kubectl get svc' })
  })

  test('an unfinished command goes on in the next line', () => {
    const editor = new LineEditor()
    editor.begin([])
    editor.isComplete = (text) => !text.endsWith('\\')
    const effects = keysOf('echo a \\\rb\r').map((key) => editor.key(key))
    expect(effects.at(-1)).toEqual({ do: 'enter', text: 'echo a \\\nb' })
  })

  test('a paste of many lines waits for Enter', () => {
    const { editor, effects } = typed('\x1b[200~a\r\nb\tc\x07\n\x1b[201~')
    expect(editor.text).toBe('a\nb  c')
    expect(effects).toEqual([{ do: 'draw' }])
  })

  test('up and down move inside an input of many lines first', () => {
    expect(line('\x1b[200~abc\ndefg\x1b[201~\x1b[A', ['old'])).toBe('abc|\ndefg')
    expect(line('\x1b[200~abc\ndefg\x1b[201~\x1b[A\x1b[A', ['old'])).toBe('old|')
  })

  test('Ctrl-C, Ctrl-D on an empty line, Ctrl-L are told', () => {
    expect(typed('\x04').effects).toEqual([{ do: 'eof' }])
    expect(typed('ab\x03').effects.at(-1)).toEqual({ do: 'interrupt' })
    expect(typed('\x0c').effects).toEqual([{ do: 'clear' }])
  })
})

describe('widths', () => {
  test.each([
    ['abc', 3],
    ['叢集', 4],
    ['，。', 4],
    ['é', 1],
    ['🚀', 2],
    ['…—', 2],
  ])('%s', (text, width) => expect(cells(text)).toBe(width))
})

describe('the layout of a prompt', () => {
  test('a line that just fills the row puts the cursor on the next', () => {
    expect(layOut('$ ', 'abcdef', 6, 8)).toMatchObject({ end: { row: 1, column: 0 }, cursor: { row: 1, column: 0 } })
  })
  test('a wide letter that does not fit goes to the next row', () => {
    expect(layOut('$ ', '一二三四', 4, 9)).toMatchObject({ end: { row: 1, column: 2 } })
  })
  test('the cursor in the middle of several lines', () => {
    expect(layOut('$ ', 'ab\ncd', 4, 80)).toMatchObject({ text: '$ ab\r\n> cd', end: { row: 1, column: 4 }, cursor: { row: 1, column: 3 } })
  })
  test('it may begin behind output without a line end', () => {
    expect(layOut('$ ', 'a', 1, 10, 8)).toMatchObject({ end: { row: 1, column: 1 } })
  })
})

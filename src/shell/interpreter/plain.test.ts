import fc from 'fast-check'
import { expect, test } from 'vitest'
import { plainWords } from './plain.ts'
import { isComplete, parseScript } from './syntax.ts'

/** The words that the whole grammar reads in a line which is one simple command and nothing else. */
function wordsOf(text: string): string[] | undefined {
  const { script, error } = parseScript(text)
  if (error || script.commands.length > 1) return undefined
  const statement = script.commands[0]
  if (!statement) return []
  const { command } = statement
  if (statement.background || command.type !== 'Command' || command.prefix.length > 0) return undefined
  const words = command.name ? [command.name.value] : []
  for (const item of command.suffix) {
    if (item.type === 'Word') words.push(item.value)
    else if (item.type === 'Assignment') words.push(item.text.replace(/'([^']*)'|"([^"]*)"/g, '$1$2'))
    else return undefined
  }
  return words
}

test('a plain line has the words that the whole grammar reads', () => {
  for (const text of [
    'kubectl get pods',
    '  kubectl   get pods -n kube-system\t-o wide ',
    "kubectl get pods -o jsonpath='{.items[*].metadata.name}'",
    'kubectl get svc -l "app in (a, b)" --sort-by=.metadata.name',
    "kubectl get ''",
  ])
    expect(plainWords(text), text).toEqual(wordsOf(text))
})

test('what only the language can read is no plain line', () => {
  for (const text of [
    'kubectl get pods | grep web',
    'kubectl get pods > out',
    'kubectl get pod $NAME',
    'kubectl get "$NAME"',
    'kubectl get pods; ls',
    'kubectl get pods &',
    'kubectl get p*',
    'kubectl get {a,b}',
    'kubectl apply -f ~/x.yaml',
    'kubectl get pods # all',
    'kubectl get pods \\',
    "kubectl get 'pods",
    'kubectl get pods\nls',
  ])
    expect(plainWords(text), text).toBeUndefined()
})

test('whatever the line: it is read as the grammar reads it, and is whole', () => {
  const piece = fc.constantFrom(...'ab-=/.:,@%+_1 \t\'"$`\\~*?[]{}()<>|&;#!^\n'.split(''), 'kubectl ', ' get ', "'a b'", '"c d"')
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const text = `kubectl ${pieces.join('')}`
      const words = plainWords(text)
      if (!words) return
      expect(words).toEqual(wordsOf(text))
      expect(isComplete(text)).toBe(true)
    }),
    { numRuns: 3000 },
  )
})

import { parseDocument } from 'yaml'
export function decodeYaml(text: string): unknown {
  const document = parseDocument(text, { version: '1.1', merge: true, prettyErrors: true })
  const problem = document.errors[0]
  if (problem) throw new Error(`error converting YAML to JSON: yaml: line ${problem.linePos?.[0].line ?? 1}: ${problem.message}`)
  return document.toJS({ maxAliasCount: 100 })
}

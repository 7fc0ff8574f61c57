import { forEachChild, type SyntaxNode } from 'unbash'
import { parseScript } from './syntax.ts'

/** Replaces command names that are aliases, as an interactive shell does before it runs a line. */
export function expandAliases(text: string, aliases: ReadonlyMap<string, string>): string {
  if (aliases.size === 0) return text
  let current = text
  const used = new Set<string>()
  for (let round = 0; round < 10; round++) {
    const found: { position: number; name: string }[] = []
    const visit = (node: SyntaxNode): void => {
      if (node.type === 'Command' && node.name && aliases.has(node.name.text) && !used.has(node.name.text))
        found.push({ position: node.name.pos, name: node.name.text })
      // positions inside substitutions may index another text
      if (node.type !== 'CommandExpansion' && node.type !== 'ProcessSubstitution') forEachChild(node, visit)
    }
    forEachChild(parseScript(current).script, visit)
    if (found.length === 0) return current
    for (const { position, name } of found.sort((a, b) => b.position - a.position)) {
      current = current.slice(0, position) + aliases.get(name) + current.slice(position + name.length)
      used.add(name)
    }
    if (current.length > 100_000) return text
  }
  return current
}

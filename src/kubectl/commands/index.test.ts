import { describe, expect, test } from 'vitest'
import { wholeOf } from '../command.ts'
import { COMMAND_WORDS } from '../help-words.ts'
import { ROOT } from './index.ts'

describe('kubectl’s subcommands', () => {
  test.each((ROOT.commands ?? []).map((command) => [command.name, command] as const))('%s is announced as it is', (_, command) => {
    const words = COMMAND_WORDS[`kubectl ${command.name}`]
    const { name, aliases, short = words?.short, group = words?.group, hidden } = wholeOf(command)
    expect({ name, aliases, short, group, hidden }).toEqual({
      name: command.name,
      aliases: command.aliases,
      short: words?.short,
      group: words?.group,
      hidden: command.hidden,
    })
    expect(short).toMatch(/^\w/)
    expect(wholeOf(command).whole).toBeUndefined()
  })
})

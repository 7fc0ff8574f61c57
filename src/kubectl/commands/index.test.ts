import { describe, expect, test } from 'vitest'
import { wholeOf } from '../command.ts'
import { ROOT } from './index.ts'

describe('kubectl’s subcommands', () => {
  test.each((ROOT.commands ?? []).map((command) => [command.name, command] as const))('%s is announced as it is', (_, command) => {
    const { name, aliases, short, group, hidden } = wholeOf(command)
    expect({ name, aliases, short, group, hidden }).toEqual({
      name: command.name,
      aliases: command.aliases,
      short: command.short,
      group: command.group,
      hidden: command.hidden,
    })
    expect(wholeOf(command).whole).toBeUndefined()
  })
})

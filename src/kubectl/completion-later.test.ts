import { expect, test, vi } from 'vitest'
import type { Machine } from '../cluster/machine/machine.ts'

test('Tab after a subcommand whose code has still to come asks for the code, and then completes', async () => {
  // all tests begin with all code loaded: these modules are new ones, as a page has them
  vi.resetModules()
  const { CodeMissing } = await import('../sim/code.ts')
  const { completeLine } = await import('./completion.ts')
  // a list of subcommands needs no machine
  const machine = {} as Machine
  const tab = () => completeLine({ machine, cwd: '/root', env: new Map(), words: ['kubectl', 'create', 'dep'] })
  let missing: InstanceType<typeof CodeMissing> | undefined
  try {
    tab()
  } catch (error) {
    if (error instanceof CodeMissing) missing = error
  }
  await missing?.code.load()
  expect(missing?.code.name).toBe('kubectl’s everyday subcommands')
  expect(tab().map(({ text }) => text)).toEqual(['deployment'])
})

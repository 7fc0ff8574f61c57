import { describe, expect, test } from 'vitest'
import type { LabLog } from '../../lab/log.ts'
import { scenario } from '../../lab/scenario.ts'
import { pack, shareLink, unpack } from './share.ts'

const log: LabLog = {
  version: 1,
  scenario: scenario({ id: 'shared' }),
  seed: '1',
  inputs: [{ at: 5, do: 'line', terminal: 't1', text: 'echo 叢集' }],
  end: 100,
}

describe('sharing a lab', () => {
  test('what is packed can be unpacked', async () => {
    expect(JSON.parse(await unpack(await pack(log)))).toEqual(log)
    expect(await pack(log)).toMatch(/^[\w-]+$/)
  })
  test('a link stays short; a lab that does not fit has none', async () => {
    expect(await shareLink(log, 'https://example.org/en/sandbox/')).toMatch(/^https:\/\/example\.org\/en\/sandbox\/#lab=[\w-]+$/)
    let noise = ''
    for (let seed = 1; noise.length < 120_000; seed = (seed * 48271) % 2147483647) noise += seed.toString(36)
    expect(await shareLink({ ...log, inputs: [{ at: 1, do: 'line', terminal: 't1', text: noise }] }, 'x')).toBeUndefined()
  })
  test.each(['', '!!', 'AAAA', 'c29tZSB0ZXh0'])('%j is refused', async (text) => {
    await expect(unpack(text).then((value) => JSON.parse(value))).rejects.toThrow()
  })
  test('a bomb is refused before it fills the memory', async () => {
    const bomb = await pack('0'.repeat(30_000_000) as unknown as LabLog)
    expect(bomb.length).toBeLessThan(60_000)
    await expect(unpack(bomb)).rejects.toThrow('too large')
  })
})

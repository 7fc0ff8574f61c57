import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { OtherTabs } from './other-tabs.ts'
import { guestOf, guestPlace, keyOf, placeOf } from './places.ts'

/** What is said in one tab is heard in all others, a moment later. */
class Channel {
  static all = new Set<Channel>()
  onmessage: ((event: { data: unknown }) => void) | undefined
  constructor() {
    Channel.all.add(this)
  }
  postMessage(data: unknown): void {
    for (const other of Channel.all) if (other !== this) queueMicrotask(() => other.onmessage?.({ data }))
  }
}

/** A tab that keeps account of what it was asked. */
function tab(): { tabs: OtherTabs; heard: string[] } {
  const heard: string[] = []
  const tabs = new OtherTabs({
    taken: (place) => heard.push(`taken ${place}`),
    arrived: (place) => heard.push(`arrived ${place}`),
    give: async (place) => {
      heard.push(`give ${place}`)
    },
  })
  return { tabs, heard }
}

beforeEach(() => {
  vi.useFakeTimers()
  Channel.all.clear()
  vi.stubGlobal('BroadcastChannel', Channel)
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('tabs of one browser', () => {
  test('who comes second hears that a place is taken, who comes to another does not', async () => {
    const [first, second] = [tab(), tab()]
    first.tabs.use('sandbox')
    await vi.advanceTimersByTimeAsync(5)
    second.tabs.use('sandbox')
    await vi.advanceTimersByTimeAsync(5)
    expect(second.heard.at(-1)).toBe('taken sandbox')
    expect(first.heard).toEqual([])
    second.tabs.use('copy x of sandbox')
    await vi.advanceTimersByTimeAsync(5)
    expect(first.heard).toEqual(['arrived copy x of sandbox'])
  })

  test('of two that come at the same moment one has it', async () => {
    const both = [tab(), tab()]
    for (const { tabs } of both) tabs.use('sandbox')
    await vi.advanceTimersByTimeAsync(5)
    expect(both.flatMap(({ heard }) => heard)).toEqual(['taken sandbox'])
  })

  test('a place is given when another tab asks for it; one that sleeps is not waited for', async () => {
    const [first, second] = [tab(), tab()]
    first.tabs.use('sandbox')
    const given = vi.fn()
    second.tabs.take('sandbox').then(given)
    await vi.advanceTimersByTimeAsync(5)
    expect(first.heard).toContain('give sandbox')
    expect(given).toHaveBeenCalled()
    const alone = vi.fn()
    second.tabs.take('nowhere').then(alone)
    await vi.advanceTimersByTimeAsync(400)
    expect(alone).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(600)
    expect(alone).toHaveBeenCalled()
  })

  test('it can be asked whether a place is in use, without taking it', async () => {
    const [first, second] = [tab(), tab()]
    first.tabs.use('copy x of sandbox')
    const asked = second.tabs.inUse('copy x of sandbox')
    const empty = second.tabs.inUse('copy y of sandbox')
    await vi.advanceTimersByTimeAsync(1_000)
    expect([await asked, await empty]).toEqual([true, false])
    expect(first.heard).toEqual([])
  })
})

test('a guest’s place tells what it is and whose; a tab without one keeps its lab under the key', () => {
  const place = guestPlace('copy', 'scenario:pod-ip', 'tab')
  expect([guestOf(place), keyOf(place)]).toEqual(['copy', 'scenario:pod-ip'])
  expect([guestOf('sandbox'), keyOf('sandbox')]).toEqual([undefined, 'sandbox'])
  const kept = new Map([['podtalk.places', JSON.stringify({ sandbox: place, __proto__: 'x' })]])
  vi.stubGlobal('sessionStorage', { getItem: (name: string) => kept.get(name) ?? null })
  // A place of another key is none of this one.
  expect(placeOf('sandbox')).toBe('sandbox')
  expect(placeOf('constructor')).toBe('constructor')
  kept.set('podtalk.places', JSON.stringify({ 'scenario:pod-ip': place }))
  expect(placeOf('scenario:pod-ip')).toBe(place)
})

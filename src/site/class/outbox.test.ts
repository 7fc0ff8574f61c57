import { beforeEach, expect, test, vi } from 'vitest'
import { Outbox } from './outbox.ts'

/** A browser's storage with so much room, in letters. */
function storage(room = 1_000_000): Storage {
  const items: Record<string, string> = {}
  const methods = {
    getItem: (key: string) => items[key] ?? null,
    setItem(key: string, value: string) {
      if (Object.values(items).join('').length + value.length > room) throw new DOMException('full', 'QuotaExceededError')
      items[key] = value
    },
    removeItem: (key: string) => void delete items[key],
  }
  return new Proxy(items, { get: (_, name) => methods[name as never] ?? items[name as string] }) as never
}

beforeEach(() => vi.stubGlobal('localStorage', storage()))

const deed = (id: string) => ({ id, deed: { do: id } })
const ids = (outbox: Outbox<unknown>) => outbox.all().map(({ id }) => id)

test('what one tab tells stays when another tells something, and whoever comes later has all of it, in order', () => {
  const [one, two] = [new Outbox('ann'), new Outbox('ann')]
  one.add(deed('b'))
  two.add(deed('a'))
  one.add(deed('c'))
  expect(ids(new Outbox('ann'))).toEqual(['b', 'a', 'c'])
  two.remove(['b', 'c'])
  expect(ids(one)).toEqual(['a'])
})

test("another learner's deeds wait on their own", () => {
  const [ann, ben] = [new Outbox('ann'), new Outbox('ben')]
  ann.add(deed('a'))
  expect(ben.size).toBe(0)
  ben.clear()
  expect(ids(ann)).toEqual(['a'])
})

test('without room it waits in the page; what is broken in the storage is passed over', () => {
  vi.stubGlobal('localStorage', storage(60))
  const outbox = new Outbox('ann')
  outbox.add({ id: 'large', deed: { text: 'x'.repeat(100) } })
  expect(ids(outbox)).toEqual(['large'])
  localStorage.setItem('podtalk.class.outbox.ann.broken', '{')
  expect(ids(outbox)).toEqual(['large'])
  outbox.remove(['large'])
  expect(ids(outbox)).toEqual([])
})

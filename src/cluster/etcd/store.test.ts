import { describe, expect, it } from 'vitest'
import type { KubeObject } from '../api/object.ts'
import { Store } from './store.ts'

const object = (name: string, namespace = 'default'): KubeObject => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace } })

describe('the store', () => {
  it('numbers writes over all tables and lists in key order', () => {
    const store = new Store()
    const start = store.revision
    const table = store.table('configmaps')
    table.put('b', 'x', object('x', 'b'), undefined)
    store.table('secrets').put('default', 'z', object('z'), undefined)
    table.put('a', 'y', object('y', 'a'), undefined)
    table.put('a', 'x', object('x', 'a'), undefined)
    expect(store.revision).toBe(start + 4)
    expect(table.list().map(({ metadata }) => `${metadata.namespace}/${metadata.name}`)).toEqual(['a/x', 'a/y', 'b/x'])
    expect(table.list('a')).toHaveLength(2)
    expect(table.size).toBe(3)
  })

  it('keeps key order as objects and namespaces come and go, before a snapshot and after it', () => {
    const before = new Store()
    before.table('configmaps').put('b', 'm', object('m', 'b'), undefined)
    const store = new Store(before.snapshot())
    const table = store.table('configmaps')
    const keys = (namespace?: string): string[] => table.list(namespace).map(({ metadata }) => `${metadata.namespace}/${metadata.name}`)
    expect(keys()).toEqual(['b/m'])
    for (const name of ['z', 'a', 'n']) {
      table.put('b', name, object(name, 'b'), undefined)
      expect(keys('b')).toEqual([...keys('b')].sort())
    }
    for (const namespace of ['c', 'a']) {
      table.put(namespace, 'x', object('x', namespace), undefined)
      expect(keys()).toEqual([...keys()].sort())
    }
    table.remove('b', 'm')
    table.put('b', 'q', object('q', 'b'), undefined)
    expect(keys()).toEqual(['a/x', 'b/a', 'b/n', 'b/q', 'b/z', 'c/x'])
    expect(before.table('configmaps').list()).toHaveLength(1)
    const copied = [...store.snapshot().tables.values()].flatMap((tables) =>
      [...tables.values()].flatMap((bucket) => [...bucket.values()].map(({ object }) => object)),
    )
    expect(store.objects()).toEqual(copied)
  })

  it('tells watchers in the order of the writes, also of those that watchers make', () => {
    const store = new Store()
    const table = store.table('configmaps')
    const first: string[] = []
    const second: string[] = []
    table.watch(({ type, object }) => {
      first.push(`${type} ${object.metadata.name}`)
      if (object.metadata.name === 'a' && type === 'ADDED')
        table.put('default', 'b', { ...object, metadata: { ...object.metadata, name: 'b' } }, undefined)
    })
    table.watch(({ type, object }) => second.push(`${type} ${object.metadata.name}`))
    table.put('default', 'a', object('a'), undefined)
    table.remove('default', 'a')
    expect(first).toEqual(['ADDED a', 'ADDED b', 'DELETED a'])
    expect(second).toEqual(first)
  })

  it('indexes hear of a write before any watcher', () => {
    const store = new Store()
    const table = store.table('configmaps')
    const heard: string[] = []
    table.watch(() => heard.push('watcher'))
    table.onWrite(() => heard.push('index'))
    table.put('default', 'a', object('a'), undefined)
    expect(heard).toEqual(['index', 'watcher'])
  })

  it('remembers changes for a while', () => {
    const store = new Store()
    const table = store.table('configmaps')
    table.put('default', 'a', object('a'), undefined)
    const since = store.revision
    table.put('default', 'b', object('b'), undefined)
    expect(table.since(since)?.map((change) => change.object.metadata.name)).toEqual(['b'])
    expect(table.since(store.revision)).toEqual([])
    for (let i = 0; i < 2_500; i++) table.put('default', 'a', object('a'), undefined)
    expect(table.since(since)).toBeUndefined()
  })

  it('snapshots stay as they were taken and share objects', () => {
    const store = new Store()
    const table = store.table('configmaps')
    const put = table.put('default', 'a', object('a'), undefined)
    const snapshot = store.snapshot()
    table.remove('default', 'a')
    const restored = new Store(snapshot)
    expect(restored.revision).toBe(snapshot.revision)
    expect(restored.table('configmaps').get('default', 'a')).toBe(put)
    expect(restored.table('configmaps').since(snapshot.revision - 1)).toBeUndefined()
  })

  it('in tests, what is stored cannot be changed', () => {
    const store = new Store()
    const put = store.table('configmaps').put('default', 'a', object('a'), undefined)
    expect(() => {
      put.metadata.name = 'b'
    }).toThrow(TypeError)
  })
})

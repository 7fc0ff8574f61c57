import type { LabLog } from '../../lab/log.ts'

/** A lab as the browser keeps it. */
export interface SavedLab {
  key: string
  log: LabLog
  /** wall clock, ms */
  savedAt: number
}

const DATABASE = 'podtalk'
const STORE = 'labs'

let opening: Promise<IDBDatabase> | undefined

function database(): Promise<IDBDatabase> {
  opening ??= new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1)
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: 'key' })
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
  return opening
}

async function run<T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const transaction = (await database()).transaction(STORE, mode)
  return new Promise((resolve, reject) => {
    const request = work(transaction.objectStore(STORE))
    transaction.oncomplete = () => resolve(request.result)
    transaction.onabort = transaction.onerror = () => reject(transaction.error ?? request.error)
  })
}

/** The saved lab of that key; undefined when there is none or the browser keeps nothing. */
export async function loadLab(key: string): Promise<SavedLab | undefined> {
  try {
    return await run<SavedLab | undefined>('readonly', (store) => store.get(key))
  } catch {
    return undefined
  }
}

/** Rejects when the browser cannot keep it: no room left, or storage switched off. */
export async function saveLab(key: string, log: LabLog): Promise<void> {
  await run('readwrite', (store) => store.put({ key, log, savedAt: Date.now() } satisfies SavedLab))
}

export async function removeLab(key: string): Promise<void> {
  await run('readwrite', (store) => store.delete(key))
}

export async function labKeys(): Promise<string[]> {
  try {
    return (await run('readonly', (store) => store.getAllKeys())).map(String)
  } catch {
    return []
  }
}

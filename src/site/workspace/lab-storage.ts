import type { LabLog } from '../../lab/log.ts'

/** A lab as the browser keeps it. */
export interface SavedLab {
  key: string
  log: LabLog
  /** wall clock, ms */
  savedAt: number
  /** names this writing of it */
  stamp?: string
  /** a copy that another tab has left: its learner was told of it, and has opened it or not wanted it */
  offered?: true
}

/** Somebody else has written in this place since one has read it. */
export class WrittenElsewhere extends Error {}

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
export async function saveLab(key: string, log: LabLog, stamp?: string): Promise<void> {
  await run('readwrite', (store) => store.put({ key, log, savedAt: Date.now(), ...(stamp && { stamp }) } satisfies SavedLab))
}

/** The same, but only over the writing that is known: `WrittenElsewhere` when there is another by now. */
export async function saveLabOver(known: string | undefined, key: string, log: LabLog, stamp: string): Promise<void> {
  const transaction = (await database()).transaction(STORE, 'readwrite')
  const store = transaction.objectStore(STORE)
  let refused: unknown
  const before = store.get(key) as IDBRequest<SavedLab | undefined>
  before.onsuccess = () => {
    try {
      if (before.result && before.result.stamp !== known) throw new WrittenElsewhere()
      store.put({ key, log, savedAt: Date.now(), stamp } satisfies SavedLab)
    } catch (error) {
      refused = error
      transaction.abort()
    }
  }
  await new Promise<void>((resolve, reject) => {
    transaction.oncomplete = () => resolve()
    transaction.onabort = transaction.onerror = () => reject(refused ?? transaction.error)
  })
}

/** Labs whose place passes. */
export async function labsWhere(passes: (place: string) => boolean): Promise<SavedLab[]> {
  try {
    const keys = (await run<IDBValidKey[]>('readonly', (store) => store.getAllKeys())).map(String).filter(passes)
    return (await Promise.all(keys.map(loadLab))).filter((lab) => lab !== undefined)
  } catch {
    return []
  }
}

/** Notes that a lab's learner has been told of it. */
export async function markOffered(key: string): Promise<void> {
  const transaction = (await database()).transaction(STORE, 'readwrite')
  const store = transaction.objectStore(STORE)
  const before = store.get(key) as IDBRequest<SavedLab | undefined>
  before.onsuccess = () => before.result && store.put({ ...before.result, offered: true })
}

export async function removeLab(key: string): Promise<void> {
  await run('readwrite', (store) => store.delete(key))
}

/** How the keys of labs begin that were set aside. */
const ASIDE = 'aside '

/** Takes all labs away; they can be brought back until the next time. */
export async function setLabsAside(): Promise<void> {
  await renameAll((key) => (key.startsWith(ASIDE) ? undefined : ASIDE + key))
}

/** Brings the labs back that were set aside, in the place of those that have come since. */
export async function bringLabsBack(): Promise<void> {
  await renameAll((key) => (key.startsWith(ASIDE) ? key.slice(ASIDE.length) : undefined))
}

/** Gives every lab its new key; those without one go. */
async function renameAll(rename: (key: string) => string | undefined): Promise<void> {
  const transaction = (await database()).transaction(STORE, 'readwrite')
  const store = transaction.objectStore(STORE)
  const all = store.getAll() as IDBRequest<SavedLab[]>
  all.onsuccess = () => {
    store.clear()
    for (const lab of all.result) {
      const key = rename(lab.key)
      if (key !== undefined) store.put({ ...lab, key })
    }
  }
  await new Promise<void>((resolve, reject) => {
    transaction.oncomplete = () => resolve()
    transaction.onabort = transaction.onerror = () => reject(transaction.error)
  })
}

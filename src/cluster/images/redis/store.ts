/** What a Redis command answers: a status line, an error, an integer, a text, nothing, or a list of those. */
export type Reply = { status: string } | { error: string } | number | string | undefined | Reply[]

const WRONG_NUMBER = (name: string): Reply => ({ error: `ERR wrong number of arguments for '${name.toLowerCase()}' command` })
const WRONG_TYPE: Reply = { error: 'WRONGTYPE Operation against a key holding the wrong kind of value' }
const NOT_AN_INTEGER: Reply = { error: 'ERR value is not an integer or out of range' }
const OK: Reply = { status: 'OK' }
/** Keys kept; a course needs a handful. */
const MAX_KEYS = 10_000

/** A Redis in memory: the commands that a guestbook needs. */
export class RedisStore {
  readonly #values = new Map<string, string | string[]>()
  readonly #expires = new Map<string, number>()
  readonly #now: () => number

  constructor(now: () => number) {
    this.#now = now
  }

  run(words: readonly string[]): Reply {
    const [name = '', ...args] = words
    const command = COMMANDS.get(name.toUpperCase())
    if (!command) return { error: `ERR unknown command '${name}', with args beginning with: ${args.map((arg) => `'${arg}' `).join('')}` }
    if (args.length < command.least) return WRONG_NUMBER(name)
    return command.run(this, args)
  }

  get(key: string): string | string[] | undefined {
    const end = this.#expires.get(key)
    if (end !== undefined && end <= this.#now()) this.delete(key)
    return this.#values.get(key)
  }

  set(key: string, value: string | string[]): boolean {
    if (!this.#values.has(key) && this.#values.size >= MAX_KEYS) return false
    this.#values.set(key, value)
    return true
  }

  delete(key: string): boolean {
    this.#expires.delete(key)
    return this.#values.delete(key)
  }

  expire(key: string, ms: number): void {
    this.#expires.set(key, this.#now() + ms)
  }

  ttl(key: string): number {
    if (this.get(key) === undefined) return -2
    const end = this.#expires.get(key)
    return end === undefined ? -1 : Math.ceil((end - this.#now()) / 1000)
  }

  keys(): string[] {
    return [...this.#values.keys()].filter((key) => this.get(key) !== undefined)
  }

  clear(): void {
    this.#values.clear()
    this.#expires.clear()
  }
}

interface Command {
  least: number
  run: (store: RedisStore, args: readonly string[]) => Reply
}

function add(store: RedisStore, key: string, by: number): Reply {
  const old = store.get(key) ?? '0'
  if (typeof old !== 'string') return WRONG_TYPE
  const sum = Number(old) + by
  if (!/^-?\d+$/.test(old) || !Number.isSafeInteger(sum)) return NOT_AN_INTEGER
  store.set(key, String(sum))
  return sum
}

function list(store: RedisStore, key: string): string[] | undefined {
  const value = store.get(key)
  return value === undefined ? [] : typeof value === 'string' ? undefined : value
}

function push(store: RedisStore, [key = '', ...values]: readonly string[], front: boolean): Reply {
  const old = list(store, key)
  if (!old) return WRONG_TYPE
  const next = front ? [...values.reverse(), ...old] : [...old, ...values]
  store.set(key, next)
  return next.length
}

const COMMANDS = new Map<string, Command>(
  Object.entries<Command>({
    PING: { least: 0, run: (_, [text]) => text ?? { status: 'PONG' } },
    ECHO: { least: 1, run: (_, [text]) => text },
    GET: {
      least: 1,
      run(store, [key = '']) {
        const value = store.get(key)
        return typeof value === 'object' ? WRONG_TYPE : value
      },
    },
    SET: {
      least: 2,
      run(store, [key = '', value = '', ...options]) {
        store.delete(key)
        if (!store.set(key, value)) return { error: "OOM command not allowed when used memory > 'maxmemory'." }
        const at = options.findIndex((option) => /^[ep]x$/i.test(option))
        if (at >= 0) store.expire(key, Number(options[at + 1]) * (options[at]?.toUpperCase() === 'EX' ? 1000 : 1))
        return OK
      },
    },
    DEL: { least: 1, run: (store, keys) => keys.filter((key) => store.delete(key)).length },
    EXISTS: { least: 1, run: (store, keys) => keys.filter((key) => store.get(key) !== undefined).length },
    INCR: { least: 1, run: (store, [key = '']) => add(store, key, 1) },
    DECR: { least: 1, run: (store, [key = '']) => add(store, key, -1) },
    INCRBY: { least: 2, run: (store, [key = '', by = '']) => (/^-?\d+$/.test(by) ? add(store, key, Number(by)) : NOT_AN_INTEGER) },
    EXPIRE: {
      least: 2,
      run(store, [key = '', seconds = '']) {
        if (store.get(key) === undefined) return 0
        store.expire(key, Number(seconds) * 1000)
        return 1
      },
    },
    TTL: { least: 1, run: (store, [key = '']) => store.ttl(key) },
    KEYS: {
      least: 1,
      run(store, [pattern = '*']) {
        const parts = pattern.split('*')
        const first = parts[0] as string
        const last = parts.at(-1) as string
        return store.keys().filter((key) => (parts.length === 1 ? key === pattern : key.startsWith(first) && key.endsWith(last)))
      },
    },
    DBSIZE: { least: 0, run: (store) => store.keys().length },
    FLUSHALL: {
      least: 0,
      run(store) {
        store.clear()
        return OK
      },
    },
    LPUSH: { least: 2, run: (store, args) => push(store, args, true) },
    RPUSH: { least: 2, run: (store, args) => push(store, args, false) },
    LLEN: { least: 1, run: (store, [key = '']) => list(store, key)?.length ?? WRONG_TYPE },
    LRANGE: {
      least: 3,
      run(store, [key = '', from = '0', to = '-1']) {
        const values = list(store, key)
        if (!values) return WRONG_TYPE
        const end = Number(to) < 0 ? values.length + Number(to) + 1 : Number(to) + 1
        return values.slice(Number(from), end)
      },
    },
    TYPE: {
      least: 1,
      run(store, [key = '']) {
        const value = store.get(key)
        return { status: value === undefined ? 'none' : typeof value === 'string' ? 'string' : 'list' }
      },
    },
    COMMAND: { least: 0, run: () => [] },
    SELECT: { least: 1, run: () => OK },
    INFO: {
      least: 0,
      run: (store) =>
        `# Server\r\nredis_version:7.4.7\r\nredis_mode:standalone\r\n\r\n# Keyspace\r\ndb0:keys=${store.keys().length},expires=0,avg_ttl=0\r\n`,
    },
  }),
)

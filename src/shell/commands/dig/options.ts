/** dig's `+name` switches that are simulated, with what they are at first. */
export const SWITCHES = {
  cmd: true,
  question: true,
  answer: true,
  authority: true,
  additional: true,
  comments: true,
  stats: true,
  short: false,
  search: false,
  tcp: false,
  recurse: true,
  edns: true,
  cookie: true,
  dnssec: false,
  showsearch: false,
  identify: false,
  ttlid: true,
  class: true,
  multiline: false,
  qr: false,
  ttlunits: false,
}

export type Switch = keyof typeof SWITCHES
export type Switches = Record<Switch, boolean>

/** Names that dig also takes for a switch. */
const SYNONYMS: Record<string, Switch> = { vc: 'tcp', defname: 'search', rec: 'recurse', rdflag: 'recurse', cl: 'class', do: 'dnssec' }
/** Switches without effect on what the simulation shows. */
const IGNORED =
  /^(aaflag|aaonly|adflag|cdflag|badcookie|besteffort|crypto|expire|fail|idnin|idnout|ignore|keepalive|keepopen|mapped|nsid|onesoa|rrcomments|sit|split|zflag|expandaaaa|raflag|tcflag|cd|ad)$/
const NOT_SIMULATED = /^(trace|nssearch|yaml|header-only|unknownformat|opcode)$/

export interface DigSettings extends Switches {
  time: number
  tries: number
  ndots: number | undefined
  /** `+domain=`: stands for the search list */
  domain: string | undefined
  /** bytes a UDP answer may have, as the server is told */
  bufsize: number
}

const NUMBERS: Record<string, string> = {
  time: 'timeout',
  timeout: 'timeout',
  tries: 'tries',
  retry: 'retries',
  ndots: 'ndots',
  bufsize: 'buffer size',
}

/** Applies `+something`; false when dig does not know it, `number` when its value is none. */
export function applySwitch(settings: DigSettings, text: string): boolean | 'not simulated' | { number: string; value: string } {
  const [word = '', value] = text.split('=', 2)
  const off = word.startsWith('no')
  const name = off ? word.slice(2) : word
  if (name === 'all') {
    for (const each of ['question', 'answer', 'authority', 'additional', 'comments', 'stats', 'cmd'] as const) settings[each] = !off
    return true
  }
  if (!off && Object.hasOwn(NUMBERS, name)) {
    if (value === undefined) return false
    const number = Number(value)
    if (!/^\d+$/.test(value)) return { number: NUMBERS[name] as string, value }
    if (name === 'bufsize') settings.bufsize = Math.min(65_535, number)
    else if (name === 'ndots') settings.ndots = number
    else if (name === 'tries') settings.tries = Math.min(100, Math.max(1, number))
    else if (name === 'retry') settings.tries = Math.min(100, number + 1)
    else settings.time = Math.min(3_600, Math.max(1, number))
    return true
  }
  if (name === 'domain') {
    settings.domain = off ? undefined : value
    settings.search = !off
    return true
  }
  if (name === 'edns') {
    settings.edns = !off
    return true
  }
  if (/^(subnet|padding|ednsflags|ednsopt)$/.test(name) || IGNORED.test(name)) return true
  if (NOT_SIMULATED.test(name)) return off || 'not simulated'
  const known = Object.hasOwn(SWITCHES, name)
    ? (name as Switch)
    : Object.hasOwn(SYNONYMS, name)
      ? SYNONYMS[name]
      : (Object.keys(SWITCHES) as Switch[]).find((each) => name.length >= 2 && each.startsWith(name))
  if (!known) return false
  settings[known] = !off
  if (known === 'ttlunits' && !off) settings.ttlid = true
  if (known === 'short' && !off)
    for (const each of ['question', 'authority', 'additional', 'comments', 'stats', 'cmd'] as const) settings[each] = false
  return true
}

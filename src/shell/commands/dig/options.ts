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
}

export type Switch = keyof typeof SWITCHES
export type Switches = Record<Switch, boolean>

/** Names that dig also takes for a switch. */
const SYNONYMS: Record<string, Switch> = { vc: 'tcp', defname: 'search', rec: 'recurse', rdflag: 'recurse', cl: 'class', ttlunits: 'ttlid' }
/** Switches without effect on what the simulation shows. */
const IGNORED =
  /^(aaflag|aaonly|adflag|cdflag|badcookie|besteffort|crypto|expire|fail|header-only|idnin|idnout|ignore|keepalive|keepopen|mapped|multiline|nsid|nssearch|onesoa|qr|rrcomments|sit|split|unknownformat|yaml|zflag|expandaaaa|raflag|tcflag|do|cd|ad)$/

export interface DigSettings extends Switches {
  time: number
  tries: number
  ndots: number | undefined
}

/** Applies `+something`; false when dig does not know it. */
export function applySwitch(settings: DigSettings, text: string): boolean | 'not simulated' {
  const [word = '', value] = text.split('=', 2)
  const off = word.startsWith('no')
  const name = off ? word.slice(2) : word
  if (name === 'all') {
    for (const each of ['question', 'answer', 'authority', 'additional', 'comments', 'stats', 'cmd'] as const) settings[each] = !off
    return true
  }
  if (name === 'time' || name === 'timeout' || name === 'tries' || name === 'retry' || name === 'ndots') {
    const number = Number(value)
    if (!Number.isInteger(number) || number < 0) return false
    if (name === 'ndots') settings.ndots = number
    else if (name === 'tries') settings.tries = Math.min(100, Math.max(1, number))
    else if (name === 'retry') settings.tries = Math.min(100, number + 1)
    else settings.time = Math.min(3_600, Math.max(1, number))
    return true
  }
  if (
    name === 'bufsize' ||
    name === 'subnet' ||
    name === 'padding' ||
    name === 'domain' ||
    name === 'ednsflags' ||
    name === 'ednsopt' ||
    name === 'opcode' ||
    name === 'edns' ||
    IGNORED.test(name)
  ) {
    if (name === 'edns') settings.edns = !off
    return true
  }
  if (name === 'trace') return 'not simulated'
  const known = Object.hasOwn(SWITCHES, name)
    ? (name as Switch)
    : Object.hasOwn(SYNONYMS, name)
      ? SYNONYMS[name]
      : (Object.keys(SWITCHES) as Switch[]).find((each) => name.length >= 2 && each.startsWith(name))
  if (!known) return false
  settings[known] = !off
  if (known === 'short' && !off)
    for (const each of ['question', 'authority', 'additional', 'comments', 'stats', 'cmd'] as const) settings[each] = false
  return true
}

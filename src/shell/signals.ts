const SIGNALS = [
  'EXIT',
  'HUP',
  'INT',
  'QUIT',
  'ILL',
  'TRAP',
  'ABRT',
  'BUS',
  'FPE',
  'KILL',
  'USR1',
  'SEGV',
  'USR2',
  'PIPE',
  'ALRM',
  'TERM',
  'STKFLT',
  'CHLD',
  'CONT',
  'STOP',
  'TSTP',
  'TTIN',
  'TTOU',
]

/** `INT`, `SIGINT`, `2` as `SIGINT`; `0` and EXIT as `EXIT`; undefined for no signal. */
export function signalName(text: string): string | undefined {
  const name = /^\d+$/.test(text) ? SIGNALS[Number(text)] : text.toUpperCase().replace(/^SIG/, '')
  if (name === undefined) return undefined
  if (name === 'EXIT') return 'EXIT'
  return SIGNALS.includes(name) ? `SIG${name}` : undefined
}

/** All signals by number. */
export function signalList(): readonly string[] {
  return SIGNALS
}

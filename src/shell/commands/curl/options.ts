import { type OptionSpec, type ParsedOptions, parseOptions } from '../network/options.ts'

/** `long`, `long=` (takes a value), with `short|` before where there is a letter. */
const TABLE =
  '4|ipv4 6|ipv6 0|http1.0 |http1.1 |http2 |http2-prior-knowledge |http0.9 A|user-agent= b|cookie= c|cookie-jar= |cacert= |capath= E|cert= |key= |compressed ' +
  '|connect-timeout= |connect-to= |create-dirs d|data= |data-ascii= |data-binary= |data-raw= |data-urlencode= D|dump-header= e|referer= f|fail |fail-early |fail-with-body F|form= |form-string= g|globoff G|get ' +
  'h|help H|header= i|include I|head k|insecure |interface= J|remote-header-name |json= K|config= l|list-only |limit-rate= L|location |location-trusted |local-port= m|max-time= |max-redirs= |max-filesize= M|manual ' +
  'N|no-buffer |no-keepalive |keepalive-time= n|netrc |noproxy= |no-progress-meter |oauth2-bearer= o|output= |output-dir= O|remote-name |remote-name-all |parallel Z|parallel |path-as-is p|proxytunnel |post301 |post302 |post303 ' +
  '#|progress-bar |proto= |proto-default= q|disable r|range= |raw R|remote-time |remove-on-error X|request= |request-target= |resolve= |retry= |retry-all-errors |retry-connrefused |retry-delay= |retry-max-time= s|silent S|show-error ' +
  '|speed-time= |speed-limit= |ssl-no-revoke |stderr= |styled-output |no-styled-output |tcp-fastopen |tcp-nodelay T|upload-file= |tlsv1.2 |tlsv1.3 |tr-encoding |trace= |trace-ascii= |trace-time u|user= |url= v|verbose V|version w|write-out= x|proxy= z|time-cond= |tls-max= |unix-socket= |doh-url= |ciphers= |happy-eyeballs-timeout-ms= |rate= |expect100-timeout= |next :|next'

const NAMES_BY_SHORT = new Map<string, string>()

export const CURL_OPTIONS: readonly OptionSpec[] = TABLE.split(' ').map((entry) => {
  const [short = '', name = ''] = entry.startsWith('#|') ? ['#', entry.slice(2)] : entry.split('|')
  const long = name.replace(/=$/, '')
  if (short) NAMES_BY_SHORT.set(short, long)
  return { ...(short ? { short } : {}), long, argument: name.endsWith('='), key: long }
})

/** Real options whose effect would be wrong if it were left out. */
const NOT_SIMULATED = [
  'proxy',
  'unix-socket',
  'doh-url',
  'netrc',
  'next',
  'config',
  'range',
  'connect-to',
  'cert',
  'manual',
  'time-cond',
  'limit-rate',
]

/** curl's exit code 2, with its words; or the options. */
export function parseCurl(args: readonly string[]): ParsedOptions | { error: string } {
  // `--no-silent`: any switch can be turned off again.
  const kept = args.filter(
    (arg) =>
      !/^--no-(?!buffer|keepalive|progress-meter|styled-output)/.test(arg) || !CURL_OPTIONS.some(({ long }) => long === arg.slice(5)),
  )
  const parsed = parseOptions(kept, CURL_OPTIONS)
  const hint = `curl: try 'curl --help' or 'curl --manual' for more information\n`
  if ('unknown' in parsed) return { error: `curl: option ${written(args, parsed.unknown, parsed.short)}: is unknown\n${hint}` }
  if ('ambiguous' in parsed) return { error: `curl: option --${parsed.ambiguous}: is ambiguous\n${hint}` }
  if ('missing' in parsed) return { error: `curl: option ${parsed.short ? '-' : '--'}${parsed.missing}: requires parameter\n${hint}` }
  for (const name of NOT_SIMULATED) if (parsed.values.has(name)) return { error: `curl: podtalk does not simulate the option --${name}\n` }
  for (const name of ['max-time', 'connect-timeout', 'retry-delay', 'retry', 'max-redirs', 'retry-max-time']) {
    const value = parsed.values.get(name)?.at(-1)
    if (value !== undefined && !/^-?\d*\.?\d+$/.test(value)) {
      const [short] = [...NAMES_BY_SHORT].find(([, long]) => long === name) ?? []
      const given = short !== undefined && !args.some((arg) => arg.startsWith(`--${name}`)) ? `-${short}` : `--${name}`
      return { error: `curl: option ${given}: expected a proper numerical parameter\n${hint}` }
    }
  }
  return parsed
}

/** The argument in which the unknown option stood, as curl repeats it. */
function written(args: readonly string[], name: string, short: boolean): string {
  const found = args.find((arg) => (short ? /^-[^-]/.test(arg) && arg.includes(name) : arg.startsWith(`--${name}`)))
  return found ?? name
}

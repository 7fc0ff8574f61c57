/** One directive of nginx's configuration, with the block that follows it where it has one. */
export interface Directive {
  name: string
  args: string[]
  block: Directive[] | undefined
  file: string
  line: number
}

/** What nginx says of a configuration that it does not take: the text after `[emerg]`. */
export class ConfigProblem extends Error {}

const at = ({ file, line }: { file: string; line: number }): string => ` in ${file}:${line}`

/** Directives that are understood or can be passed over, by the block they stand in; others are unknown. */
const KNOWN = new Set(
  `user worker_processes worker_rlimit_nofile error_log pid events http include worker_connections multi_accept use default_type log_format
access_log sendfile tcp_nopush tcp_nodelay keepalive_timeout keepalive_requests keepalive gzip gzip_types gzip_vary gzip_proxied gzip_min_length gzip_comp_level
gzip_static server_tokens client_max_body_size client_body_buffer_size client_body_timeout client_header_timeout large_client_header_buffers
send_timeout types_hash_max_size types_hash_bucket_size server_names_hash_bucket_size charset server listen server_name location root alias
index try_files return error_page proxy_pass proxy_set_header proxy_hide_header proxy_http_version proxy_buffering proxy_redirect
proxy_connect_timeout proxy_read_timeout proxy_send_timeout proxy_next_upstream proxy_cache_bypass proxy_buffer_size proxy_buffers
proxy_pass_request_headers add_header expires etag upstream least_conn ip_hash zone resolver resolver_timeout stub_status autoindex internal
deny allow log_not_found types absolute_redirect port_in_redirect set_real_ip_from real_ip_header ssl_protocols ssl_prefer_server_ciphers
map_hash_bucket_size http2 daemon load_module map set`.split(/\s+/),
)
/** Directives that nginx knows and Podtalk does not act out. */
const REAL = new Set(
  'rewrite if ssl_certificate ssl_certificate_key stream fastcgi_pass uwsgi_pass grpc_pass auth_basic auth_basic_user_file limit_req limit_req_zone limit_conn proxy_cache proxy_cache_path sub_filter geo split_clients auth_request mirror'.split(
    ' ',
  ),
)

interface Token {
  text: string
  quoted: boolean
  line: number
}

/** What a backslash before a letter stands for in quotes. */
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' }

function* tokens(text: string, file: string): Generator<Token> {
  let line = 1
  for (let i = 0; i < text.length; ) {
    const letter = text[i] as string
    if (letter === '\n') line++
    if (/\s/.test(letter)) i++
    else if (letter === '#') while (i < text.length && text[i] !== '\n') i++
    else if (letter === ';' || letter === '{' || letter === '}') {
      yield { text: letter, quoted: false, line }
      i++
    } else if (letter === '"' || letter === "'") {
      let word = ''
      const from = line
      for (i++; text[i] !== letter; i++) {
        if (i >= text.length) throw new ConfigProblem(`unexpected end of file, expecting ";" or "}"${at({ file, line })}`)
        const escaped = text[i] === '\\' && i + 1 < text.length
        if (escaped) i++
        if (text[i] === '\n') line++
        word += escaped ? (ESCAPES[text[i] as string] ?? text[i]) : text[i]
      }
      i++
      yield { text: word, quoted: true, line: from }
    } else {
      let word = ''
      // `${name}` holds a brace that opens no block.
      for (; i < text.length && !/[\s;]/.test(text[i] as string) && !(text[i] === '{' && !word.endsWith('$')); i++) word += text[i]
      yield { text: word, quoted: false, line }
    }
  }
}

/** Reads a configuration file with what it includes. `files`: the paths that a pattern fits, with their text. Throws ConfigProblem. */
export function parseConfig(
  file: string,
  read: (path: string) => string | undefined,
  list: (pattern: string) => string[],
  depth = 0,
): Directive[] {
  const text = read(file)
  if (text === undefined) throw new ConfigProblem(`open() "${file}" failed (2: No such file or directory)`)
  if (depth > 10) throw new ConfigProblem(`podtalk does not simulate includes this deep${at({ file, line: 1 })}`)
  const root: Directive[] = []
  const stack: Directive[][] = [root]
  let words: Token[] = []
  let line = 1
  for (const token of tokens(text, file)) {
    line = token.line
    const into = stack.at(-1) as Directive[]
    if (token.quoted || !';{}'.includes(token.text)) {
      words.push(token)
      continue
    }
    if (token.text === '}') {
      if (words.length > 0) throw new ConfigProblem(`unexpected "}"${at({ file, line })}`)
      if (stack.length === 1) throw new ConfigProblem(`unexpected "}"${at({ file, line })}`)
      stack.pop()
      continue
    }
    const [first, ...rest] = words
    if (!first) throw new ConfigProblem(`unexpected "${token.text}"${at({ file, line })}`)
    const directive: Directive = {
      name: first.text,
      args: rest.map((word) => word.text),
      block: token.text === '{' ? [] : undefined,
      file,
      line,
    }
    words = []
    if (directive.name === 'include') {
      for (const path of list(directive.args[0] ?? '')) into.push(...parseConfig(path, read, list, depth + 1))
      continue
    }
    check(directive, into, stack.length)
    into.push(directive)
    if (directive.block) stack.push(directive.block)
  }
  if (words.length > 0 || stack.length > 1)
    throw new ConfigProblem(`unexpected end of file, expecting ${words.length > 0 ? '";" or ' : ''}"}"${at({ file, line })}`)
  return root
}

const BLOCKS = new Set(['events', 'http', 'server', 'location', 'upstream', 'types', 'map'])

/** Is it a directive that may stand here? Inside `types` and `map` everything is. */
function check(directive: Directive, _into: Directive[], _depth: number): void {
  const { name, block } = directive
  if (REAL.has(name)) throw new ConfigProblem(`podtalk does not simulate the nginx directive "${name}"${at(directive)}`)
  if (/^[\w-]+\/|^default$|^~|^\d|^["'/*]/.test(name)) return
  if (!KNOWN.has(name)) throw new ConfigProblem(`unknown directive "${name}"${at(directive)}`)
  const needsBlock = BLOCKS.has(name) && !(name === 'server' && directive.args.length > 0)
  if (needsBlock && !block) throw new ConfigProblem(`directive "${name}" has no opening "{"${at(directive)}`)
  if (!needsBlock && block) throw new ConfigProblem(`directive "${name}" is not terminated by ";"${at(directive)}`)
}

/** The arguments of the last directive of that name, in the innermost of the given blocks that has one. */
export function setting(name: string, ...blocks: (readonly Directive[] | undefined)[]): string[] | undefined {
  for (const block of blocks) {
    const found = block?.findLast((directive) => directive.name === name)
    if (found) return found.args
  }
  return undefined
}

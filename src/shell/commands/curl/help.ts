export const VERSION = `curl 7.88.1 (x86_64-pc-linux-gnu) libcurl/7.88.1 OpenSSL/3.0.17 zlib/1.2.13 brotli/1.0.9 zstd/1.5.4 libidn2/2.3.3 libpsl/0.21.2 (+libidn2/2.3.3) libssh2/1.10.0 nghttp2/1.52.0 librtmp/2.3 OpenLDAP/2.5.13
Release-Date: 2023-02-20, security patched: 7.88.1-10+deb12u14
Protocols: http https
Features: HTTP2 HTTPS-proxy IPv6 SSL UnixSockets alt-svc
`

const USAGE: [string, string][] = [
  ['-d, --data <data>', 'HTTP POST data'],
  ['-f, --fail', 'Fail fast with no output on HTTP errors'],
  ['-h, --help <category>', 'Get help for commands'],
  ['-i, --include', 'Include protocol response headers in the output'],
  ['-o, --output <file>', 'Write to file instead of stdout'],
  ['-O, --remote-name', 'Write output to a file named as the remote file'],
  ['-s, --silent', 'Silent mode'],
  ['-T, --upload-file <file>', 'Transfer local FILE to destination'],
  ['-u, --user <user:password>', 'Server user and password'],
  ['-A, --user-agent <name>', 'Send User-Agent <name> to server'],
  ['-v, --verbose', 'Make the operation more talkative'],
  ['-V, --version', 'Show version number and quit'],
]

export const HELP = `Usage: curl [options...] <url>\n${USAGE.map(([option, text]) => ` ${option.padEnd(26)} ${text}\n`).join('')}`

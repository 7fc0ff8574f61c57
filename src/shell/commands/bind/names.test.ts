import { beforeAll, describe, expect, it } from 'vitest'
import { Classroom } from '../network/classroom.fixture.ts'

let room: Classroom
beforeAll(() => {
  room = new Classroom().furnish()
  room.service('ext', { type: 'ExternalName', externalName: 'web.default.svc.cluster.local' })
  room.service('pods', { clusterIP: 'None', selector: { app: 'web' }, ports: [{ name: 'http', port: 8080 }] })
  room.clock.advance(2_000)
})
const client = (line: string) => room.run('client', line)

describe('dig', () => {
  it('answers in short', () => {
    expect(client('dig +short web.default.svc.cluster.local').out).toBe(`${room.clusterIP('web')}\n`)
    expect(client('dig +short web').out).toBe('')
    expect(client('dig +short +search web').out).toBe(`${room.clusterIP('web')}\n`)
    expect(client('dig +short WEB.Default.SVC.cluster.local').out).toBe(`${room.clusterIP('web')}\n`)
    expect(client('dig +short web.default.svc.cluster.local AAAA')).toMatchObject({ out: '', exit: 0 })
    expect(client('dig +short ext.default.svc.cluster.local').out).toBe(`web.default.svc.cluster.local.\n${room.clusterIP('web')}\n`)
    expect(client('dig +short SRV _http._tcp.web.default.svc.cluster.local').out).toBe('0 100 80 web.default.svc.cluster.local.\n')
    expect(client('dig +short pods.default.svc.cluster.local | sort').out).toBe(
      `${[room.ip('web-1'), room.ip('web-2')].sort().join('\n')}\n`,
    )
    expect(client(`dig +short -x ${room.clusterIP('web')}`).out).toBe('web.default.svc.cluster.local.\n')
  })

  it('takes +short for the whole run, and after -t every word for a name', () => {
    expect(client('dig web.default.svc.cluster.local kubernetes.default.svc.cluster.local +short').out).toBe(
      `${room.clusterIP('web')}\n10.96.0.1\n`,
    )
    expect(client('dig +noall +question -t A web.default.svc.cluster.local TXT').out).toBe(
      ';web.default.svc.cluster.local.\tIN\tA\n;TXT.\t\t\t\tIN\tA\n',
    )
    expect(client("dig +short ''")).toMatchObject({ err: "dig: '' is not a legal name (unexpected end of input)\n", exit: 10 })
  })

  it('sets columns with tabs as BIND does', () => {
    expect(client('dig +noall +answer web.default.svc.cluster.local').out).toBe(
      `web.default.svc.cluster.local. 30 IN\tA\t${room.clusterIP('web')}\n`,
    )
    expect(client('dig +noall +authority nosuch.default.svc.cluster.local').out).toMatch(
      /^cluster\.local\.\t\t30\tIN\tSOA\tns\.dns\.cluster\.local\. hostmaster\.cluster\.local\. \d+ 7200 1800 86400 30\n$/,
    )
    expect(client('dig +noall +question NS cluster.local').out).toBe(';cluster.local.\t\t\tIN\tNS\n')
  })

  it('tells apart that a name is missing and that it has no such record', () => {
    const status = (line: string) => /status: (\w+)/.exec(client(line).out)?.[1]
    expect(status('dig nosuch.default.svc.cluster.local')).toBe('NXDOMAIN')
    expect(status('dig web.default.svc.cluster.local AAAA')).toBe('NOERROR')
    expect(status('dig svc.cluster.local')).toBe('NOERROR')
    expect(status('dig nosuch.svc.cluster.local')).toBe('NXDOMAIN')
    expect(status('dig web.default.cluster.local')).toBe('NXDOMAIN')
    expect(status('dig default.svc.cluster.local')).toBe('NOERROR')
    expect(status('dig 1-2-3-4.default.pod.cluster.local')).toBe('NOERROR')
    expect(status('dig web-1.default.pod.cluster.local')).toBe('NXDOMAIN')
    expect(status('dig 1-2-3-4.nowhere.pod.cluster.local')).toBe('NXDOMAIN')
    expect(status('dig example.com')).toBe('NXDOMAIN')
  })

  it('complains of a server that is not there', () => {
    expect(client('dig @10.96.99.99 +time=1 +tries=2 web')).toMatchObject({
      exit: 9,
      out: expect.stringMatching(
        /^(;; communications error to 10\.96\.99\.99#53: timed out\n){2}\n; <<>> DiG .*\n; \(1 server found\)\n;; global options: \+cmd\n;; no servers could be reached\n$/,
      ),
    })
    expect(client('dig -t BOGUS web')).toMatchObject({ exit: 0, err: ';; Warning, ignoring invalid type BOGUS\n' })
    expect(client(`dig @${room.ip('web-1')} web`).out).toContain('connection refused')
    const web = room.ip('web-1')
    const refused = `;; Connection to ${web}#53(${web}) for x failed: connection refused.\n;; no servers could be reached\n`
    expect(client(`dig +tcp +tries=2 @${web} x`)).toMatchObject({ out: refused.repeat(2), exit: 9 })
    expect(client(`nslookup -retry=0 x ${web}`).out).toMatch(/\n;; no servers could be reached\n\n$/)
    expect(client('dig +nosuch web')).toMatchObject({ exit: 1, err: expect.stringContaining('Invalid option: +nosuch\nUsage:  dig') })
  })
})

describe('host and nslookup', () => {
  it('host prints sentences', () => {
    expect(client('host web').out).toBe(`web.default.svc.cluster.local has address ${room.clusterIP('web')}\n`)
    expect(client('host ext').out).toBe(
      `ext.default.svc.cluster.local is an alias for web.default.svc.cluster.local.\nweb.default.svc.cluster.local has address ${room.clusterIP('web')}\n`,
    )
    expect(client('host nosuch')).toMatchObject({ out: 'Host nosuch not found: 3(NXDOMAIN)\n', exit: 1 })
    expect(client('host -t MX web.default.svc.cluster.local').out).toBe('web.default.svc.cluster.local has no MX record\n')
    expect(client('host 10.244.99.99')).toMatchObject({ out: 'Host 99.99.244.10.in-addr.arpa. not found: 3(NXDOMAIN)\n', exit: 1 })
  })

  it('BIND’s nslookup complains of missing recursion, answer by answer', () => {
    const got = ';; Got recursion not available from 10.96.0.10\n'
    const head = 'Server:\t\t10.96.0.10\nAddress:\t10.96.0.10#53\n\n'
    expect(client('nslookup web').out).toBe(
      `${got}${head}Name:\tweb.default.svc.cluster.local\nAddress: ${room.clusterIP('web')}\n${got}\n`,
    )
    expect(client('nslookup nosuch')).toMatchObject({ exit: 1, out: `${got.repeat(3)}${head}** server can't find nosuch: NXDOMAIN\n\n` })
  })

  it('says where an alias leads nowhere', () => {
    room.service('gone', { type: 'ExternalName', externalName: 'nosuch.example.com' })
    room.clock.advance(2_000)
    expect(client('nslookup gone')).toMatchObject({
      exit: 1,
      out: expect.stringContaining("** server can't find nosuch.example.com: NXDOMAIN"),
    })
    expect(client('host gone')).toMatchObject({ exit: 1, out: expect.stringContaining('Host nosuch.example.com not found: 3(NXDOMAIN)') })
  })

  it('complains of its own name server only', () => {
    expect(client('nslookup web 10.96.0.10').out).not.toContain('recursion')
    expect(client('host web 10.96.99.99').out).not.toContain('Using domain server')
  })

  it('shows the search on the way', () => {
    expect(
      client('host -v web.default')
        .out.match(/^Trying .*/gm)
        ?.slice(0, 2),
    ).toEqual(['Trying "web.default.default.svc.cluster.local"', 'Trying "web.default.svc.cluster.local"'])
    expect(client("printf 'set type=srv\\n_http._tcp.web\\n' | nslookup").out).toContain(
      'service = 0 100 80 web.default.svc.cluster.local.',
    )
  })

  it('busybox’s nslookup asks along the whole search list and exits 1 for what is missing', () => {
    const ran = room.run('bb', 'nslookup -type=a web')
    expect(ran).toMatchObject({
      exit: 1,
      out: expect.stringContaining(`Name:\tweb.default.svc.cluster.local\nAddress: ${room.clusterIP('web')}\n`),
    })
    expect(ran.out).toContain("** server can't find web.svc.cluster.local: NXDOMAIN\n")
    expect(room.run('bb', 'nslookup web.default.svc.cluster.local').exit).toBe(0)
    expect(room.run('bb', 'nslookup 10.96.0.1').out).toContain('1.0.96.10.in-addr.arpa\tname = kubernetes.default.svc.cluster.local\n')
  })

  it('getent uses files before names', () => {
    expect(client('getent hosts web').out).toBe(`${room.clusterIP('web').padEnd(15)} web.default.svc.cluster.local\n`)
    expect(client('getent hosts client').out).toBe(`${room.ip('client').padEnd(15)} client\n`)
    expect(client('getent hosts nosuch')).toMatchObject({ exit: 2, out: '' })
    expect(client('getent nosuch x').exit).toBe(1)
  })
})

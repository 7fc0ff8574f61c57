import { beforeAll, describe, expect, it } from 'vitest'
import { Classroom } from '../network/classroom.fixture.ts'

let room: Classroom
beforeAll(() => {
  room = new Classroom().furnish()
})

describe('busybox wget', () => {
  const wget = (args: string) => room.run('bb', `wget ${args}`)

  it('prints and saves', () => {
    expect(wget('-qO- http://web/healthz')).toMatchObject({ out: 'ok\n', err: '', exit: 0 })
    const saved = room.run('bb', 'cd /tmp && wget http://web/healthz && cat healthz')
    expect(saved.out).toBe('ok\n')
    expect(saved.err).toMatch(
      /^Connecting to web \(10\.\S+:80\)\nsaving to 'healthz'\n\rhealthz {14}100% \|\*+\| {5}3 {2}0:00:00 ETA\n'healthz' saved\n$/,
    )
    expect(room.run('bb', 'cd /tmp && wget http://web/healthz')).toMatchObject({
      exit: 1,
      err: expect.stringContaining("wget: can't open 'healthz': File exists\n"),
    })
  })

  it.each([
    ['http://svc2:8080/', "wget: bad address 'svc2:8080'\n"],
    ['http://nosuch/', "wget: bad address 'nosuch'\n"],
    ['http://web/nosuch', 'wget: server returned error: HTTP/1.1 404 Not Found\n'],
    ['htp://web/', 'wget: not an http or ftp url: htp://web/\n'],
    ['-T 2 http://10.96.99.99/', 'wget: download timed out\n'],
    ['http://127.0.0.1:1/', "wget: can't connect to remote host (127.0.0.1): Connection refused\n"],
    ['http://203.0.113.1/', "wget: can't connect to remote host (203.0.113.1): No route to host\n"],
  ])('says why %s failed', (url, err) => {
    expect(wget(`-q ${url}`)).toMatchObject({ exit: 1, err })
  })
})

describe('GNU wget', () => {
  const wget = (args: string) => room.run('node-1', `wget ${args}`)

  it('tells its whole story', () => {
    const { out, err } = wget('-O- http://192.168.50.11:30080/healthz')
    expect(out).toBe('ok\n')
    expect(err).toMatch(
      /^--2026-05-04 \d\d:\d\d:\d\d-- {2}http:\/\/192\.168\.50\.11:30080\/healthz\nConnecting to 192\.168\.50\.11:30080\.\.\. connected\.\nHTTP request sent, awaiting response\.\.\. 200 OK\nLength: 3 \[text\/plain\]\nSaving to: ‘STDOUT’\n/,
    )
  })

  it.each([
    ['http://nosuch.example/', 4, 'wget: unable to resolve host address ‘nosuch.example’\n'],
    ['http://192.168.50.11:30080/nosuch', 8, ' ERROR 404: Not Found.\n'],
    ['http://192.168.50.11:30999/', 4, 'failed: Connection refused.\n'],
  ])('ends %s with its own code', (url, exit, err) => {
    expect(wget(url)).toMatchObject({ exit, err: expect.stringContaining(err) })
    expect(wget(`-q ${url}`)).toMatchObject({ exit, err: '' })
  })
})

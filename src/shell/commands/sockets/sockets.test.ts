import { beforeAll, describe, expect, it } from 'vitest'
import { Classroom } from '../network/classroom.fixture.ts'

let room: Classroom
beforeAll(() => {
  room = new Classroom().furnish()
})

describe('nc', () => {
  it('talks to servers and serves itself', () => {
    expect(room.run('bb', 'printf "GET /healthz HTTP/1.0\\r\\n\\r\\n" | nc web 80').out).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*\r\n\r\nok\n$/)
    expect(room.run('bb', 'nc -zv web 80')).toMatchObject({ exit: 0, err: `web (${room.clusterIP('web')}:80) open\n` })
    expect(room.run('bb', 'nc -l -p 7000 > got & echo hello | nc 127.0.0.1 7000; wait; cat got').out).toBe('hello\n')
    expect(room.run('bb', 'nc -lk -p 7001 -e cat & echo hi | nc 127.0.0.1 7001; kill %1').out).toBe('hi\n')
    expect(room.run('bb', 'nc -u -l -p 7002 > got & echo dgram | nc -u -w 1 127.0.0.1 7002; kill %1; cat got').out).toBe('dgram\n')
  })

  it('fails in the words of its kind', () => {
    expect(room.run('bb', 'nc -l -p 7003 & nc -l -p 7003; kill %1').err).toContain('nc: bind: Address already in use\n')
    expect(room.run('bb', 'nc 127.0.0.1 1')).toMatchObject({
      exit: 1,
      err: "nc: can't connect to remote host (127.0.0.1): Connection refused\n",
    })
    expect(room.run('bb', 'nc nosuch 1').err).toBe("nc: bad address 'nosuch'\n")
    expect(room.run('node-1', 'nc -zv 192.168.50.11 30080').err).toBe('Connection to 192.168.50.11 30080 port [tcp/*] succeeded!\n')
    expect(room.run('node-1', 'nc -zv 192.168.50.11 30081')).toMatchObject({
      exit: 1,
      err: 'nc: connect to 192.168.50.11 port 30081 (tcp) failed: Connection refused\n',
    })
    expect(room.run('node-1', 'nc -zv -w 1 10.96.99.99 80').err).toBe(
      'nc: connect to 10.96.99.99 port 80 (tcp) timed out: Operation now in progress\n',
    )
  })
})

describe('ping', () => {
  it('reaches Pods and no virtual addresses', () => {
    const ip = room.ip('web-1')
    expect(room.run('bb', `ping -c 2 ${ip}`).out).toMatch(
      new RegExp(
        `^PING ${ip} \\(${ip}\\): 56 data bytes\n64 bytes from ${ip}: seq=0 ttl=64 time=[\\d.]+ ms\n64 bytes from ${ip}: seq=1 .*\n\n--- ${ip} ping statistics ---\n2 packets transmitted, 2 packets received, 0% packet loss\nround-trip min/avg/max = [\\d./]+ ms\n$`,
      ),
    )
    expect(room.run('bb', 'ping -c 1 -W 2 web')).toMatchObject({
      exit: 1,
      out: expect.stringContaining('1 packets transmitted, 0 packets received, 100% packet loss\n'),
    })
    expect(room.run('bb', 'ping nosuch')).toMatchObject({ exit: 1, err: "ping: bad address 'nosuch'\n" })
    expect(room.run('node-1', `ping -c 1 ${ip}`).out).toContain('1 packets transmitted, 1 received, 0% packet loss, time 0ms\n')
    expect(room.run('node-1', 'ping -c 1 10.244.0.200')).toMatchObject({
      exit: 1,
      out: expect.stringContaining('Destination Host Unreachable'),
    })
  })
})

describe('what a machine shows of itself', () => {
  it('listeners, by every tool', () => {
    room.pod('shy', 'busybox:1.36', ['sh', '-c', 'mkdir /www; echo here > /www/index.html; httpd -f -p 127.0.0.1:8080 -h /www'])
    room.clock.advance(3_000)
    expect(room.run('shy', 'netstat -ltn').out).toBe(
      'Active Internet connections (only servers)\nProto Recv-Q Send-Q Local Address           Foreign Address         State       \ntcp        0      0 127.0.0.1:8080          0.0.0.0:*               LISTEN      \n',
    )
    expect(room.run('shy', 'wget -qO- http://127.0.0.1:8080/').out).toBe('here\n')
    expect(room.run('client', `curl -s http://${room.ip('shy')}:8080/`).exit).toBe(7)
    expect(room.run('node-1', 'ss -ltnp').out).toMatch(/LISTEN +0 +4096 +\*:6443 +\*:\* +users:\(\("kube-apiserver"/)
  })

  it('of containers that share their sockets each names its own processes only', () => {
    const containers = [
      { name: 'web', image: 'nginx:1.27' },
      { name: 'c', image: 'dnsutils:1.0' },
    ]
    room.create('pods', { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'pair', namespace: 'default' }, spec: { containers } })
    room.clock.advance(3_000)
    const { out } = room.run('pair', 'ss -ltnp')
    expect(out).toMatch(/LISTEN .*:80 /)
    expect(out).not.toContain('users:')
  })

  it('kube-proxy’s own pages', () => {
    expect(
      room.run('node-1', 'curl -s http://localhost:10249/proxyMode; curl -s -o /dev/null -w %{http_code} http://localhost:10256/healthz')
        .out,
    ).toBe('iptables200')
    expect(room.run('client', 'curl -s http://192.168.50.11:10249/proxyMode').exit).toBe(7)
  })

  it('addresses and routes', () => {
    const ip = room.ip('bb')
    expect(room.run('bb', 'ip route').out).toBe(
      `default via 10.244.0.1 dev eth0 \n10.244.0.0/24 dev eth0 proto kernel scope link src ${ip} \n`,
    )
    expect(room.run('bb', 'ip -4 addr show eth0').out).toContain(`    inet ${ip}/24 brd 10.244.0.255 scope global eth0\n`)
    expect(room.run('client', 'ip -br a').out).toMatch(
      new RegExp(`^lo +UNKNOWN +127\\.0\\.0\\.1/8 ::1/128 \neth0@if\\d+ +UP +${ip.replace(/\d+$/, '\\d+')}/24 fe80::\\S+/64 \n$`),
    )
    expect(room.run('client', 'ip link add x type dummy')).toMatchObject({
      exit: 2,
      err: expect.stringContaining('podtalk does not simulate'),
    })
    expect(room.run('bb', 'ifconfig eth0').out).toContain(`inet addr:${ip}  Bcast:10.244.0.255  Mask:255.255.255.0\n`)
    expect(room.run('bb', 'route -n').out).toContain('0.0.0.0         10.244.0.1      0.0.0.0         UG    0      0        0 eth0\n')
  })

  it('iptables on a node: the rules that its kube-proxy keeps', () => {
    const { out } = room.run('node-1', 'iptables-save -t nat')
    expect(out).toContain(
      `-A KUBE-SERVICES -d 10.96.0.1/32 -p tcp -m comment --comment "default/kubernetes:https cluster IP" -m tcp --dport 443 -j KUBE-SVC-NPX46M4PTMTKRN6Y\n`,
    )
    expect(out).toMatch(/-A KUBE-NODEPORTS -p tcp -m comment --comment "default\/web:http" -m tcp --dport 30080 -j KUBE-EXT-[A-Z2-7]{16}\n/)
    expect(room.run('node-1', 'iptables -t nat -S KUBE-NODEPORTS').out).toMatch(/^-N KUBE-NODEPORTS\n-A KUBE-NODEPORTS /)
    expect(room.run('node-1', 'iptables -t nat -nL KUBE-SERVICES').out).toContain('/* default/kubernetes:https cluster IP */ tcp dpt:443\n')
    expect(room.run('node-1', 'iptables -A INPUT -j DROP')).toMatchObject({
      exit: 2,
      err: 'iptables: podtalk does not simulate changing rules\n',
    })
  })

  it('tcpdump: packets before and after their addresses are changed', () => {
    const { out } = room.run(
      'node-1',
      `tcpdump -n -i any -c 8 tcp and port 80 or port 8080 2>/dev/null & sleep 0.1; curl -s http://${room.clusterIP('web')}/ > /dev/null; wait`,
    )
    const lines = out.trimEnd().split('\n')
    expect(lines).toHaveLength(8)
    expect(lines[0]).toMatch(
      /^\d\d:\d\d:\d\d\.\d{6} cni0 Out IP 10\.244\.0\.1\.\d+ > 10\.244\.0\.\d+\.8080: Flags \[S\], seq \d+, win 64240, options \[.*\], length 0$/,
    )
    const dns = room.run(
      'node-1',
      `tcpdump -n -i cni0 -c 2 udp port 53 2>/dev/null & sleep 0.1; dig +short @10.96.0.10 web.default.svc.cluster.local > /dev/null; wait`,
    ).out
    expect(dns).toMatch(/A\? web\.default\.svc\.cluster\.local\. \(\d+\)\n.*\* ?-? ?1\/0\/0 A 10\.|A\? web/)
  })
})

import assert from 'node:assert/strict'
import { test } from 'vitest'
import { compareTranscript, misaligned } from './compare.mjs'

const sc = (outs, extra = {}) => ({
  id: 't',
  files: {},
  ...extra,
  steps: outs.map((o) => ({
    run: 'kubectl create deployment web; kubectl get pods',
    stdout: '',
    stderr: '',
    exit: 0,
    ...(typeof o === 'string' ? { stdout: o } : o),
  })),
})
const same = (e, a, extra) => {
  const r = compareTranscript(sc(e, extra), sc(a, extra).steps)
  assert.ok(r.pass, JSON.stringify(r, null, 1))
}
const differ = (e, a, extra) => {
  const r = compareTranscript(sc(e, extra), sc(a, extra).steps)
  assert.ok(!r.pass, 'should differ')
  return r
}

test('identical text', () => same(['hello\n'], ['hello\n']))
test('different text', () => differ(['hello\n'], ['hullo\n']))
test('missing line', () => differ(['a\nb\n'], ['a\n']))
test('extra line', () => differ(['a\n'], ['a\nb\n']))
test('missing final newline', () => differ(['a\n'], ['a']))
test('wrong exit code', () => differ([{ exit: 0 }], [{ exit: 1 }]))
test('exit code compared even with compare: exit', () => differ([{ exit: 0, compare: 'exit' }], [{ exit: 1 }]))
test('compare: exit ignores output', () => same([{ stdout: 'x', compare: 'exit' }], [{ stdout: 'y' }]))
test('compare: none ignores all', () => same([{ stdout: 'x', exit: 3, compare: 'none' }], [{ stdout: 'y' }]))
test('stderr is compared', () =>
  differ(
    [{ stderr: 'Error from server (NotFound): pods "a" not found\n' }],
    [{ stderr: 'Error from server (NotFound): pods "b" not found\n' }],
  ))
test('stdout is not stderr', () => differ([{ stderr: 'x\n' }], [{ stdout: 'x\n' }]))
test('a missing step', () => differ(['a', 'b'], ['a']))
test('a step too many', () => differ(['a'], ['a', 'b']))

const pods = (ip, age, sfx = '2xk7p', hash = '6c9f8d7b54') =>
  `NAME                   READY   STATUS    RESTARTS   AGE   IP           NODE\nweb-${hash}-${sfx}   1/1     Running   0          ${age.padEnd(3)}   ${ip}   node-1\n`
test('pod row with other volatile values', () =>
  same([pods('10.244.0.5', '5s')], [pods('10.244.0.9', '12s', 'zz9kt', '7bcd4f6h8').replace('-zz9kt ', '-zz9kt  ')]))
test('wrong status', () => differ([pods('10.244.0.5', '5s')], [pods('10.244.0.5', '5s').replace('Running', 'Pending')]))
test('wrong column (age left out)', () => differ([pods('10.244.0.5', '5s')], [pods('10.244.0.5', '5s').replace('   5s ', '')]))
test('wrong number of restarts', () =>
  differ([pods('10.244.0.5', '5s')], [pods('10.244.0.5', '5s').replace('Running   0 ', 'Running   1 ')]))
test('age is an age, not a word', () => differ([pods('10.244.0.5', '5s')], [pods('10.244.0.5', 'abc')]))
test('same IP twice', () => same(['10.244.0.5\n', 'ip 10.244.0.5\n'], ['10.244.0.7\n', 'ip 10.244.0.7\n']))
test('an IP that changes identity', () => differ(['10.244.0.5\n', '10.244.0.5\n'], ['10.244.0.7\n', '10.244.0.8\n']))
test('two IPs that become one', () => differ(['10.244.0.5\n', '10.244.0.6\n'], ['10.244.0.7\n', '10.244.0.7\n']))
test('a pod IP is not a service IP', () => differ(['10.244.0.5\n'], ['10.96.0.77\n']))
test('a service IP is not any IP', () => differ(['10.101.3.4\n'], ['192.168.50.11\n']))
test('kubernetes and kube-dns IPs are literal', () => {
  differ(['10.96.0.10\n'], ['10.96.3.4\n'])
  differ(['10.96.0.1\n'], ['10.96.0.10\n'])
})
test('node IP is literal', () => differ(['192.168.50.11\n'], ['192.168.50.12\n']))
test('IPs written in the scenario are literal', () =>
  differ(['10.96.100.100\n'], ['10.96.7.7\n'], { files: { 's.yaml': 'clusterIP: 10.96.100.100' } }))
test('dash form and dotted form are one identity', () => {
  same(['10.244.0.5 10-244-0-5.default.pod.cluster.local\n'], ['10.244.0.9 10-244-0-9.default.pod.cluster.local\n'])
  differ(['10.244.0.5 10-244-0-5.default.pod.cluster.local\n'], ['10.244.0.9 10-244-0-8.default.pod.cluster.local\n'])
})
test('reverse form is the same identity', () => {
  same(['10.97.1.2\n2.1.97.10.in-addr.arpa\n'], ['10.98.3.4\n4.3.98.10.in-addr.arpa\n'])
  differ(['10.97.1.2\n2.1.97.10.in-addr.arpa\n'], ['10.98.3.4\n3.4.98.10.in-addr.arpa\n'])
})
test('allocated node port may differ', () =>
  same(['svc   NodePort   10.96.1.2   <none>   80:31234/TCP   5s\n'], ['svc   NodePort   10.96.7.2   <none>   80:30999/TCP   7s\n']))
test('node port identity', () => differ(['80:31234/TCP\n31234\n'], ['80:30999/TCP\n31000\n']))
test('node port written in the scenario is literal', () =>
  differ(['80:30002/TCP\n'], ['80:30003/TCP\n'], { files: { 's.yaml': 'nodePort: 30002' } }))
test('a container port is literal', () => differ(['80:31234/TCP 8080\n'], ['80:31234/TCP 8081\n']))
test('pod name identity across steps', () =>
  differ(['web-6c9f8d7b54-2xk7p\n', 'Hello from web-6c9f8d7b54-2xk7p\n'], ['web-6c9f8d7b54-2xk7p\n', 'Hello from web-6c9f8d7b54-9zzzz\n']))
test('a suffix with letters Kubernetes never uses fails', () => differ(['web-6c9f8d7b54-2xk7p\n'], ['web-6c9f8d7b54-aeiou\n']))
test('names without a known base stay literal', () => differ(['other-6c9f8d7b54-2xk7p\n'], ['other-6c9f8d7b54-9zzzz\n']))
test('a bare suffix known from a name', () => same(['web-6c9f8d7b54-2xk7p\n2xk7p\n'], ['web-6c9f8d7b54-9zzkt\n9zzkt\n']))
test('pod-template-hash', () =>
  same(['Labels: app=web\n        pod-template-hash=6c9f8d7b54\n'], ['Labels: app=web\n        pod-template-hash=77bcd9d5f\n']))
test('UIDs keep identity', () => {
  const u = (n) => `${n}2345678-1234-1234-1234-123456789abc`
  same([`uid: ${u(1)}\nuid: ${u(2)}\n`], [`uid: ${u(3)}\nuid: ${u(4)}\n`])
  differ([`uid: ${u(1)}\nuid: ${u(1)}\n`], [`uid: ${u(3)}\nuid: ${u(4)}\n`])
})
test('timestamps', () => {
  same(['creationTimestamp: "2026-11-23T10:00:00Z"\n'], ['creationTimestamp: "2027-01-02T03:04:05Z"\n'])
  differ(['creationTimestamp: "2026-11-23T10:00:00Z"\n'], ['creationTimestamp: null\n'])
})
test('describe dates', () =>
  same(['Start Time:       Mon, 23 Nov 2026 10:32:44 +0000\n'], ['Start Time:       Tue, 24 Nov 2026 01:02:03 +0000\n']))
test('event ages in describe', () =>
  same(
    ['  Warning  BackOff    3s (x4 over 10s)  kubelet            Back-off\n'],
    ['  Warning  BackOff    11s (x2 over 20s)  kubelet            Back-off\n'],
  ))
test('event reason is compared', () =>
  differ(
    ['  Warning  BackOff    3s (x4 over 10s)  kubelet            Back-off\n'],
    ['  Warning  Failed    3s (x4 over 10s)  kubelet            Back-off\n'],
  ))
test('durations in describe values stay literal', () => differ(['Termination Grace Period:  30s\n'], ['Termination Grace Period:  10s\n']))
test('probe settings stay literal', () =>
  differ(
    ['    Liveness:  http-get http://:8080/ delay=0s timeout=1s period=10s\n'],
    ['    Liveness:  http-get http://:8080/ delay=5s timeout=1s period=10s\n'],
  ))
test('restarts with an age', () =>
  same(['web   0/1   CrashLoopBackOff   2 (13s ago)   30s\n'], ['web   0/1   CrashLoopBackOff   2 (5s ago)   40s\n']))
test('padding may differ, indentation may not', () => {
  same(['a     b\n'], ['a   b\n'])
  differ(['  a: b\n'], ['    a: b\n'])
  differ(['a   b\n'], ['a b\n'])
})
test('sorted steps take any order', () => {
  same([{ stdout: 'b\na\n', sort: true }], ['a\nb\n'])
  differ([{ stdout: 'b\na\n', sort: true }], ['a\na\n'])
  differ(['b\na\n'], ['a\nb\n'])
})
test('sorted steps respect identities bound elsewhere', () => {
  same(
    ['10.244.0.5\n', { stdout: 'x 10.244.0.5\nx 10.244.0.6\n', sort: true }],
    ['10.244.0.9\n', { stdout: 'x 10.244.0.2\nx 10.244.0.9\n' }],
  )
  differ(
    ['10.244.0.5\n', { stdout: 'x 10.244.0.5\nx 10.244.0.6\n', sort: true }],
    ['10.244.0.9\n', { stdout: 'x 10.244.0.2\nx 10.244.0.3\n' }],
  )
})
test('endpoint lists are sets', () => {
  same(['Endpoints:  10.244.0.5:80,10.244.0.6:80\n', '10.244.0.5\n'], ['Endpoints:  10.244.0.8:80,10.244.0.7:80\n', '10.244.0.7\n'])
  differ(['Endpoints:  10.244.0.5:80,10.244.0.6:80\n', '10.244.0.5\n'], ['Endpoints:  10.244.0.8:80,10.244.0.7:80\n', '10.244.0.9\n'])
  differ(['Endpoints:  10.244.0.5:80,10.244.0.6:80\n'], ['Endpoints:  10.244.0.8:80\n'])
  differ(['Endpoints:  10.244.0.5:80,10.244.0.6:80\n'], ['Endpoints:  10.244.0.8:80,10.244.0.7:8080\n'])
})
test('dig header id, query time, date', () =>
  same(
    [';; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 4711\n;; Query time: 3 msec\n;; WHEN: Mon Nov 23 10:32:44 UTC 2026\n'],
    [';; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 9\n;; Query time: 0 msec\n;; WHEN: Tue Nov 24 10:32:44 UTC 2026\n'],
  ))
test('dig status is compared', () =>
  differ([';; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 4711\n'], [';; ->>HEADER<<- opcode: QUERY, status: NXDOMAIN, id: 4711\n']))
test('curl times', () =>
  same(
    ['curl: (7) Failed to connect to 10.96.4.5 port 80 after 3 ms: Could not connect to server\n'],
    ['curl: (7) Failed to connect to 10.99.4.5 port 80 after 0 ms: Could not connect to server\n'],
  ))
test('ephemeral ports', () => {
  same(['from 10.244.0.5:45678\n'], ['from 10.244.0.7:60000\n'])
  differ(['from 10.244.0.5:8080\n'], ['from 10.244.0.5:8081\n'])
})
test('resourceVersion', () => same(['  resourceVersion: "512"\n  generation: 1\n'], ['  resourceVersion: "99"\n  generation: 1\n']))
test('generation is untouched', () => differ(['  generation: 1\n'], ['  generation: 2\n']))
test('event object names', () => same(['backend.18a1b2c3d4e5f6a7\n'], ['backend.18a1b2c3d4e5ffff\n']))
test('misaligned tables are found', () => {
  assert.equal(misaligned('NAME   READY   STATUS\na      1/1     Running\nbb     0/1     Pending\n').length, 0)
  assert.equal(misaligned('NAME   READY   STATUS\na      1/1     Running\nbb   0/1     Pending\n').length, 1)
  assert.equal(misaligned('  Type    Reason     Age\n  ----    ------     ----\n  Normal  Scheduled  3s\n').length, 0)
  assert.equal(misaligned('NAME        SHORTNAMES   KIND\nbindings                 Binding\npods        po           Pod\n').length, 0)
})
test('a misaligned actual table fails although the words agree', () =>
  differ(
    ['NAME   READY   STATUS\na      1/1     Running\nbb     0/1     Pending\n'],
    ['NAME   READY   STATUS\na      1/1     Running\nbb   0/1     Pending\n'],
  ))
test('klog prefix', () =>
  same(
    [{ stderr: "E1123 10:32:44.123456   12345 memcache.go:265] couldn't get\n" }],
    [{ stderr: "E1124 11:32:44.123456     345 memcache.go:265] couldn't get\n" }],
  ))
test('container ids and digests', () =>
  same([`containerID: containerd://${'a'.repeat(64)}\n`], [`containerID: containerd://${'b'.repeat(64)}\n`]))
test('a changed word beside a placeholder', () =>
  differ(['pod/web-6c9f8d7b54-2xk7p condition met\n'], ['pod/web-6c9f8d7b54-2xk7p deleted\n']))
test('CronJob names', () => same(['web-29384756   Complete   1/1   3s   5s\n'], ['web-29384999   Complete   1/1   4s   9s\n']))
test('SOA serial', () => {
  same(
    ['cluster.local.\t5\tIN\tSOA\tns.dns.cluster.local. hostmaster.cluster.local. 1795432672 7200 1800 86400 30\n'],
    ['cluster.local.\t7\tIN\tSOA\tns.dns.cluster.local. hostmaster.cluster.local. 1795435453 7200 1800 86400 30\n'],
  )
  differ(['x.\t5\tIN\tSOA\tns. host. 1 7200 1800 86400 30\n'], ['x.\t5\tIN\tSOA\tns. host. 1 7200 1800 86400 5\n'])
})
test('resourceVersion in quoted JSON', () => same(['{\\"resourceVersion\\":\\"19650\\"}\n'], ['{\\"resourceVersion\\":\\"36043\\"}\n']))

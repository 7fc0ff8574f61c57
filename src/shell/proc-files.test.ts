import { beforeAll, describe, expect, it } from 'vitest'
import { Classroom } from './commands/network/classroom.fixture.ts'

let room: Classroom
beforeAll(() => {
  room = new Classroom().furnish()
})

describe('/proc', () => {
  it('tells of a process: its words, its environment, its numbers', () => {
    expect(room.run('bb', 'tr "\\0" " " < /proc/1/cmdline').out).toBe('sleep 3600 ')
    expect(room.run('bb', 'tr "\\0" "\\n" < /proc/1/environ | grep ^KUBERNETES_SERVICE_HOST').out).toBe(
      'KUBERNETES_SERVICE_HOST=10.96.0.1\n',
    )
    expect(room.run('client', 'grep -E "^(Pid|Uid)" /proc/1/status').out).toBe('Pid:\t1\nUid:\t0\t0\t0\t0\n')
    expect(room.run('bb', '[ -r /proc/1/status ] && cat /proc/sys/net/ipv4/ip_forward').out).toBe('1\n')
  })

  it('tells of the machine what its other programs tell', () => {
    expect(room.run('client', 'cat /proc/version').out).toContain(room.run('client', 'uname -r').out.trim())
    const total = room.run('node-1', "awk '/MemTotal/{print $2}' /proc/meminfo").out
    expect(room.run('node-1', "free -k | awk '/Mem/{print $2}'").out).toBe(total)
    expect(room.run('node-1', 'free -k | awk \'/Mem/{print $2 "Ki"}\'').out).toBe(
      `${(room.cluster.informers.for('nodes').get('', 'node-1') as any).status.capacity.memory}\n`,
    )
    const gateway = room.run('client', 'awk \'$2=="00000000"{print $3}\' /proc/net/route').out
    expect(gateway).toBe('0100F40A\n')
    expect(room.run('client', 'cat /sys/fs/cgroup/memory.max').out).toBe('max\n')
  })

  it('shows on a node its daemons and the processes of its containers, which a signal reaches', () => {
    const list = room.run('node-1', 'ps -eo pid,comm,args').out
    for (const daemon of ['containerd', 'kubelet', 'kube-proxy', 'etcd', 'kube-apiserver']) expect(list).toContain(` ${daemon} `)
    expect(list).toMatch(/ \d+ sleep {11}sleep 3600\n/)
    const pid = room.run('node-1', "pgrep -f 'sleep 3600'").out.trim()
    expect(room.run('node-1', `tr "\\0" " " < /proc/${pid}/cmdline`).out).toBe('sleep 3600 ')
    expect(room.run('client', 'ps aux').out).not.toContain('kubelet')
    expect(room.run('node-1', 'pkill kubelet')).toMatchObject({ err: 'pkill: podtalk does not simulate ending kubelet\n', exit: 1 })
    room.pod('doomed', 'busybox:1.36', ['sleep', '7777'])
    room.clock.advance(4_000)
    room.run('node-1', "pkill -9 -f 'sleep 7777'")
    room.clock.advance(4_000)
    expect((room.cluster.informers.for('pods').get('default', 'doomed') as any).status.containerStatuses[0]).toMatchObject({
      restartCount: 1,
      lastState: { terminated: { exitCode: 137, reason: 'Error' } },
    })
  })

  it('has its sockets and processors as the kernel writes them', () => {
    expect(
      room.run('web-1', "awk 'NR>1{print $2,$4}' /proc/net/tcp6").out || room.run('web-1', "awk 'NR>1{print $2,$4}' /proc/net/tcp").out,
    ).toMatch(/^0+:1F90 0A\n$/)
    expect(room.run('client', 'grep -c ^processor /proc/cpuinfo; nproc').out).toBe('4\n4\n')
  })

  it('has no files of processes that are gone', () => {
    expect(room.run('client', 'cat /proc/999/cmdline')).toMatchObject({
      exit: 1,
      err: 'cat: /proc/999/cmdline: No such file or directory\n',
    })
  })
})

describe('id', () => {
  it('knows the image’s groups by name', () => {
    expect(room.run('bb', 'id').out).toBe('uid=0(root) gid=0(root) groups=0(root),10(wheel)\n')
    expect(room.run('client', 'id; whoami').out).toBe('uid=0(root) gid=0(root) groups=0(root)\nroot\n')
    expect(room.run('laptop', 'id -un; id -g').out).toBe('learner\n1000\n')
  })
})

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

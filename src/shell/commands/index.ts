import type { Flavour } from '../../cluster/cluster.ts'
import type { Program } from '../../cluster/machine/machine.ts'
import type { Style } from '../command.ts'
import { everyday } from '../everyday.ts'
import { laterCommands } from '../loading.ts'

const GNU: readonly Flavour[] = ['debian', 'node', 'laptop']
const OUTSIDE: readonly Flavour[] = ['node', 'laptop']

// The code of each group comes when one of its programs is run first.
const files = laterCommands('the programs for files', () => import('./files.ts'))
const text = laterCommands('the programs for text', () => import('./text.ts'))
const awk = laterCommands('awk', () => import('./awk/awk.ts'))
const query = laterCommands('jq and yq', () => import('./query.ts'))
const system = laterCommands('the programs that look after a machine', () => import('./system.ts'))

/** What a real machine has too and this one only knows by name. */
const LEFT_OUT: readonly (readonly [names: string, where?: readonly Flavour[]])[] = [
  [
    'chroot dd dmesg expand factor fallocate flock getopt gunzip gzip ionice last link logger login logname losetup mkfifo mknod mount ' +
      'nsenter passwd renice setpriv shred shuf split stty su sum sysctl taskset truncate umount unexpand unlink unshare w who zcat',
  ],
  ['bunzip2 bzip2 cal cpio crond crontab ed install ipcalc patch strings ts unzip vconfig xz', ['busybox']],
  [
    'findmnt fmt getconf iconv install locale lsblk lscpu lsns numfmt pathchk pinky pmap pr prlimit sha224sum sha384sum tsort users vmstat',
    GNU,
  ],
  ['bc bzip2 git lsof make perl python3 strace strings systemctl unzip xz', OUTSIDE],
]

type Installed = readonly [name: string, program: (style: Style) => Program, where?: readonly Flavour[]]

/** Every program by its name; `where`: the only flavours that have it. */
export const COMMANDS: readonly Installed[] = [
  ['[', everyday.command((all) => all.test)],
  ['apt', system.command((all) => all.apt), GNU],
  ['apt-get', system.command((all) => all.apt), GNU],
  ['arch', everyday.command((all) => all.arch)],
  ['awk', awk.command((all) => all.awk)],
  ['base64', text.command((all) => all.base64)],
  ['basename', files.command((all) => all.basename)],
  ['cat', everyday.command((all) => all.cat)],
  ['chgrp', files.command((all) => all.chown)],
  ['chmod', files.command((all) => all.chmod)],
  ['chown', files.command((all) => all.chown)],
  ['cksum', text.command((all) => all.cksum)],
  ['clear', system.command((all) => all.clear)],
  ['cmp', text.command((all) => all.cmp)],
  ['comm', text.command((all) => all.comm)],
  ['cp', files.command((all) => all.cp)],
  ['cut', text.command((all) => all.cut)],
  ['date', system.command((all) => all.date)],
  ['df', files.command((all) => all.df)],
  ['diff', text.command((all) => all.diff)],
  ['dirname', files.command((all) => all.dirname)],
  ['du', files.command((all) => all.du)],
  ['echo', everyday.command((all) => all.echo)],
  ['egrep', text.command((all) => all.grep)],
  ['emacs', system.command((all) => all.vi), OUTSIDE],
  ['env', everyday.command((all) => all.env)],
  ['expr', text.command((all) => all.expr)],
  ['false', everyday.command((all) => all.refuse)],
  ['fgrep', text.command((all) => all.grep)],
  ['file', files.command((all) => all.file), OUTSIDE],
  ['find', files.command((all) => all.find)],
  ['fold', text.command((all) => all.fold)],
  ['free', system.command((all) => all.free)],
  ['grep', text.command((all) => all.grep)],
  ['groups', system.command((all) => all.groups)],
  ['head', text.command((all) => all.head)],
  ['hexdump', text.command((all) => all.hexdump), ['busybox', 'node', 'laptop']],
  ['hostname', system.command((all) => all.hostname)],
  ['id', system.command((all) => all.id)],
  ['join', text.command((all) => all.join), GNU],
  ['jq', query.command((all) => all.jq), OUTSIDE],
  ['kill', system.command((all) => all.kill)],
  ['killall', system.command((all) => all.byName), ['busybox', 'node', 'laptop']],
  ['less', system.command((all) => all.less), ['busybox', 'node', 'laptop']],
  ['ln', files.command((all) => all.ln)],
  ['ls', everyday.command((all) => all.ls)],
  ['man', system.command((all) => all.man), OUTSIDE],
  ['mawk', awk.command((all) => all.awk), GNU],
  ['md5sum', text.command((all) => all.digest)],
  ['mkdir', files.command((all) => all.mkdir)],
  ['mktemp', files.command((all) => all.mktemp)],
  ['more', system.command((all) => all.less)],
  ['mv', files.command((all) => all.mv)],
  ['nano', system.command((all) => all.vi), OUTSIDE],
  ['nice', system.command((all) => all.sudo)],
  ['nl', text.command((all) => all.nl)],
  ['nohup', system.command((all) => all.sudo)],
  ['nproc', everyday.command((all) => all.nproc)],
  ['od', text.command((all) => all.od)],
  ['paste', text.command((all) => all.paste)],
  ['pgrep', system.command((all) => all.byName)],
  ['pidof', system.command((all) => all.byName)],
  ['pkill', system.command((all) => all.byName)],
  ['printenv', everyday.command((all) => all.printenv)],
  ['printf', everyday.command((all) => all.printf)],
  ['ps', system.command((all) => all.ps)],
  ['pwd', everyday.command((all) => all.pwd)],
  ['readlink', files.command((all) => all.readlink)],
  ['realpath', files.command((all) => all.readlink)],
  ['reset', system.command((all) => all.clear)],
  ['rev', text.command((all) => all.rev), ['busybox', 'node', 'laptop']],
  ['rm', files.command((all) => all.rm)],
  ['rmdir', files.command((all) => all.rmdir)],
  ['sed', text.command((all) => all.sed)],
  ['seq', text.command((all) => all.seq)],
  ['setsid', system.command((all) => all.sudo)],
  ['sha1sum', text.command((all) => all.digest)],
  ['sha256sum', text.command((all) => all.digest)],
  ['sha512sum', text.command((all) => all.digest)],
  ['sleep', everyday.command((all) => all.sleep)],
  ['sort', text.command((all) => all.sort)],
  ['stat', files.command((all) => all.stat)],
  ['stdbuf', system.command((all) => all.sudo), GNU],
  ['sudo', system.command((all) => all.sudo), OUTSIDE],
  ['sync', everyday.command((all) => all.succeed)],
  ['tac', text.command((all) => all.tac)],
  ['tail', text.command((all) => all.tail)],
  ['tar', files.command((all) => all.tar)],
  ['tee', text.command((all) => all.tee)],
  ['test', everyday.command((all) => all.test)],
  ['time', system.command((all) => all.time)],
  ['timeout', system.command((all) => all.timeout)],
  ['top', system.command((all) => all.top)],
  ['touch', files.command((all) => all.touch)],
  ['tr', text.command((all) => all.tr)],
  ['true', everyday.command((all) => all.succeed)],
  ['tty', system.command((all) => all.tty)],
  ['uname', system.command((all) => all.uname)],
  ['uniq', text.command((all) => all.uniq)],
  ['uptime', system.command((all) => all.uptime)],
  ['vi', system.command((all) => all.vi), ['busybox', 'node', 'laptop']],
  ['vim', system.command((all) => all.vi), OUTSIDE],
  ['watch', system.command((all) => all.watch)],
  ['wc', text.command((all) => all.wc)],
  ['which', files.command((all) => all.which)],
  ['whoami', system.command((all) => all.whoami)],
  ['xargs', text.command((all) => all.xargs)],
  ['xxd', text.command((all) => all.hexdump), ['busybox', 'node', 'laptop']],
  ['yes', system.command((all) => all.yes)],
  ['yq', query.command((all) => all.yq), OUTSIDE],
  ...LEFT_OUT.flatMap(([names, where]) =>
    names.split(' ').map((name): Installed => [name, system.command((all) => all.notSimulated), where]),
  ),
]

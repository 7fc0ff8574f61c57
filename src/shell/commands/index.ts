import type { Flavour } from '../../cluster/cluster.ts'
import type { Command } from '../command.ts'
import { apt, man, notSimulated } from './apt/apt.ts'
import { awk } from './awk/awk.ts'
import { base64 } from './base64/base64.ts'
import { basename, dirname } from './basename/basename.ts'
import { cat } from './cat/cat.ts'
import { chmod, chown } from './chmod/chmod.ts'
import { cmp } from './cmp/cmp.ts'
import { comm } from './comm/comm.ts'
import { cp } from './cp/cp.ts'
import { cut } from './cut/cut.ts'
import { date } from './date/date.ts'
import { df } from './df/df.ts'
import { diff } from './diff/diff.ts'
import { digest } from './digest/digest.ts'
import { du } from './du/du.ts'
import { env, printenv } from './env/env.ts'
import { expr } from './expr/expr.ts'
import { file } from './file/file.ts'
import { find } from './find/find.ts'
import { free } from './free/free.ts'
import { grep } from './grep/grep.ts'
import { head } from './head/head.ts'
import { groups, id, whoami } from './id/id.ts'
import { join } from './join/join.ts'
import { jq } from './jq/jq.ts'
import { kill } from './kill/kill.ts'
import { clear, less, tty } from './less/less.ts'
import { ln } from './ln/ln.ts'
import { ls } from './ls/ls.ts'
import { mkdir } from './mkdir/mkdir.ts'
import { mktemp } from './mktemp/mktemp.ts'
import { mv } from './mv/mv.ts'
import { nl } from './nl/nl.ts'
import { hexdump, od } from './od/od.ts'
import { paste } from './paste/paste.ts'
import { echo, printf, pwd } from './printf/printf.ts'
import { byName, ps } from './ps/ps.ts'
import { readlink } from './readlink/readlink.ts'
import { rev } from './rev/rev.ts'
import { rm, rmdir } from './rm/rm.ts'
import { sed } from './sed/sed.ts'
import { seq } from './seq/seq.ts'
import { sleep } from './sleep/sleep.ts'
import { sort } from './sort/sort.ts'
import { stat } from './stat/stat.ts'
import { sudo } from './sudo/sudo.ts'
import { tac } from './tac/tac.ts'
import { tail } from './tail/tail.ts'
import { tar } from './tar/tar.ts'
import { tee } from './tee/tee.ts'
import { test } from './test/test.ts'
import { time } from './time/time.ts'
import { timeout } from './timeout/timeout.ts'
import { top } from './top/top.ts'
import { touch } from './touch/touch.ts'
import { tr } from './tr/tr.ts'
import { arch, nproc, refuse, succeed } from './true/true.ts'
import { hostname, uname } from './uname/uname.ts'
import { uniq } from './uniq/uniq.ts'
import { uptime } from './uptime/uptime.ts'
import { vi } from './vi/vi.ts'
import { watch } from './watch/watch.ts'
import { wc } from './wc/wc.ts'
import { which } from './which/which.ts'
import { xargs } from './xargs/xargs.ts'
import { yes } from './yes/yes.ts'
import { yq } from './yq/yq.ts'

const GNU: readonly Flavour[] = ['debian', 'node', 'laptop']
const OUTSIDE: readonly Flavour[] = ['node', 'laptop']

/** Every program by its name; `where`: the only flavours that have it. */
export const COMMANDS: readonly (readonly [name: string, command: Command, where?: readonly Flavour[]])[] = [
  ['[', test],
  ['apt', apt, GNU],
  ['apt-get', apt, GNU],
  ['arch', arch],
  ['awk', awk],
  ['base64', base64],
  ['basename', basename],
  ['bc', notSimulated, OUTSIDE],
  ['cat', cat],
  ['chgrp', chown],
  ['chmod', chmod],
  ['chown', chown],
  ['clear', clear],
  ['cmp', cmp],
  ['comm', comm],
  ['cp', cp],
  ['cut', cut],
  ['date', date],
  ['df', df],
  ['diff', diff],
  ['dirname', dirname],
  ['du', du],
  ['echo', echo],
  ['egrep', grep],
  ['emacs', vi, OUTSIDE],
  ['env', env],
  ['expr', expr],
  ['false', refuse],
  ['fgrep', grep],
  ['file', file, OUTSIDE],
  ['find', find],
  ['free', free],
  ['grep', grep],
  ['groups', groups],
  ['gunzip', notSimulated],
  ['gzip', notSimulated],
  ['head', head],
  ['hexdump', hexdump, ['busybox', 'node', 'laptop']],
  ['hostname', hostname],
  ['id', id],
  ['join', join, GNU],
  ['jq', jq, OUTSIDE],
  ['kill', kill],
  ['killall', byName, ['busybox', 'node', 'laptop']],
  ['less', less, ['busybox', 'node', 'laptop']],
  ['ln', ln],
  ['ls', ls],
  ['man', man, OUTSIDE],
  ['mawk', awk, GNU],
  ['md5sum', digest],
  ['mkdir', mkdir],
  ['mktemp', mktemp],
  ['more', less],
  ['mv', mv],
  ['nano', vi, OUTSIDE],
  ['nice', sudo],
  ['nl', nl],
  ['nohup', sudo],
  ['nproc', nproc],
  ['od', od],
  ['paste', paste],
  ['pgrep', byName],
  ['pidof', byName],
  ['pkill', byName],
  ['printenv', printenv],
  ['printf', printf],
  ['ps', ps],
  ['pwd', pwd],
  ['readlink', readlink],
  ['realpath', readlink],
  ['reset', clear],
  ['rev', rev, ['busybox', 'node', 'laptop']],
  ['rm', rm],
  ['rmdir', rmdir],
  ['sed', sed],
  ['seq', seq],
  ['setsid', sudo],
  ['sha1sum', digest],
  ['sha256sum', digest],
  ['sleep', sleep],
  ['sort', sort],
  ['stat', stat],
  ['stdbuf', sudo, GNU],
  ['sudo', sudo, OUTSIDE],
  ['sync', succeed],
  ['tac', tac],
  ['tail', tail],
  ['tar', tar],
  ['tee', tee],
  ['test', test],
  ['time', time],
  ['timeout', timeout],
  ['top', top],
  ['touch', touch],
  ['tr', tr],
  ['true', succeed],
  ['tty', tty],
  ['uname', uname],
  ['uniq', uniq],
  ['uptime', uptime],
  ['vi', vi, ['busybox', 'node', 'laptop']],
  ['vim', vi, OUTSIDE],
  ['watch', watch],
  ['wc', wc],
  ['which', which],
  ['whoami', whoami],
  ['xargs', xargs],
  ['xxd', hexdump, ['busybox', 'node', 'laptop']],
  ['yes', yes],
  ['yq', yq, OUTSIDE],
]

import type { Flavour } from '../../cluster/cluster.ts'
import type { Command } from '../command.ts'
import { basename, dirname } from './basename/basename.ts'
import { cat } from './cat/cat.ts'
import { chmod, chown } from './chmod/chmod.ts'
import { comm } from './comm/comm.ts'
import { cp } from './cp/cp.ts'
import { cut } from './cut/cut.ts'
import { date } from './date/date.ts'
import { df } from './df/df.ts'
import { du } from './du/du.ts'
import { env, printenv } from './env/env.ts'
import { file } from './file/file.ts'
import { find } from './find/find.ts'
import { free } from './free/free.ts'
import { grep } from './grep/grep.ts'
import { head } from './head/head.ts'
import { groups, id, whoami } from './id/id.ts'
import { join } from './join/join.ts'
import { kill } from './kill/kill.ts'
import { ln } from './ln/ln.ts'
import { ls } from './ls/ls.ts'
import { mkdir } from './mkdir/mkdir.ts'
import { mktemp } from './mktemp/mktemp.ts'
import { mv } from './mv/mv.ts'
import { nl } from './nl/nl.ts'
import { paste } from './paste/paste.ts'
import { echo, noMan, printf, pwd, yesMan } from './printf/printf.ts'
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
import { tee } from './tee/tee.ts'
import { test } from './test/test.ts'
import { time } from './time/time.ts'
import { timeout } from './timeout/timeout.ts'
import { top } from './top/top.ts'
import { touch } from './touch/touch.ts'
import { tr } from './tr/tr.ts'
import { hostname, uname } from './uname/uname.ts'
import { uniq } from './uniq/uniq.ts'
import { uptime } from './uptime/uptime.ts'
import { watch } from './watch/watch.ts'
import { wc } from './wc/wc.ts'
import { which } from './which/which.ts'
import { xargs } from './xargs/xargs.ts'
import { yes } from './yes/yes.ts'

/** Every program by its name; `where`: the only flavours that have it. */
export const COMMANDS: readonly (readonly [name: string, command: Command, where?: readonly Flavour[]])[] = [
  ['basename', basename],
  ['dirname', dirname],
  ['cat', cat],
  ['chmod', chmod],
  ['chown', chown],
  ['comm', comm],
  ['cp', cp],
  ['cut', cut],
  ['date', date],
  ['df', df],
  ['du', du],
  ['env', env],
  ['printenv', printenv],
  ['file', file],
  ['find', find],
  ['free', free],
  ['grep', grep],
  ['egrep', grep],
  ['fgrep', grep],
  ['head', head],
  ['id', id],
  ['whoami', whoami],
  ['groups', groups],
  ['join', join],
  ['kill', kill],
  ['ln', ln],
  ['ls', ls],
  ['mkdir', mkdir],
  ['mktemp', mktemp],
  ['mv', mv],
  ['nl', nl],
  ['paste', paste],
  ['printf', printf],
  ['echo', echo],
  ['pwd', pwd],
  ['true', yesMan],
  ['false', noMan],
  ['ps', ps],
  ['pgrep', byName],
  ['pkill', byName],
  ['readlink', readlink],
  ['rev', rev],
  ['rm', rm],
  ['rmdir', rmdir],
  ['sed', sed],
  ['seq', seq],
  ['sleep', sleep],
  ['sort', sort],
  ['stat', stat],
  ['sudo', sudo],
  ['tac', tac],
  ['tail', tail],
  ['tee', tee],
  ['test', test],
  ['[', test],
  ['time', time],
  ['timeout', timeout],
  ['top', top],
  ['touch', touch],
  ['tr', tr],
  ['uname', uname],
  ['hostname', hostname],
  ['uniq', uniq],
  ['uptime', uptime],
  ['watch', watch],
  ['wc', wc],
  ['which', which],
  ['xargs', xargs],
  ['yes', yes],
]

import { sleep } from '../../../sim/task.ts'
import type { Command, Io } from '../../command.ts'
import { formatDate } from '../../date.ts'
import { MEMORY } from '../../proc-files.ts'
import { printsToTerminal } from '../../terminal.ts'
import { commandLine, processesOf, programName } from '../ps/ps.ts'

function screen(io: Io): string {
  const all = processesOf(io)
  if (!io.gnu) {
    const rows = all.map(
      (process) =>
        `${String(process.pid).padStart(5)} ${String(process.ppid).padStart(5)} ${process.user.padEnd(8)} S     4400   0%   0   0% ${commandLine(process)}\n`,
    )
    return `Mem: ${MEMORY.used}K used, ${MEMORY.free}K free, ${MEMORY.shared}K shrd, 0K buff, ${MEMORY.cached}K cached\nCPU:   0% usr   0% sys   0% nic 100% idle   0% io   0% irq   0% sirq\nLoad average: 0.00 0.00 0.00 1/${all.length} ${io.process.pid}\n  PID  PPID USER     STAT   VSZ %VSZ CPU %CPU COMMAND\n${rows.join('')}`
  }
  const mib = (kib: number) => (kib / 1024).toFixed(1).padStart(8)
  const rows = all.map(
    (process) =>
      `${String(process.pid).padStart(7)} ${process.user.padEnd(8)}  20   0    2576   1304   1216 ${process.own ? 'R' : 'S'}   0.0   0.0   0:00.00 ${programName(process)}\n`,
  )
  return `top - ${formatDate('%H:%M:%S', io.now)} up 0 min,  0 user,  load average: 0.00, 0.00, 0.00\nTasks: ${String(all.length).padStart(3)} total,   1 running, ${String(all.length - 1).padStart(3)} sleeping,   0 stopped,   0 zombie\n%Cpu(s):  0.0 us,  0.0 sy,  0.0 ni,100.0 id,  0.0 wa,  0.0 hi,  0.0 si,  0.0 st \nMiB Mem : ${mib(MEMORY.total)} total, ${mib(MEMORY.free)} free, ${mib(MEMORY.used)} used, ${mib(MEMORY.cached)} buff/cache     \nMiB Swap: ${mib(0)} total, ${mib(0)} free, ${mib(0)} used. ${mib(MEMORY.total - MEMORY.used)} avail Mem \n\n    PID USER      PR  NI    VIRT    RES    SHR S  %CPU  %MEM     TIME+ COMMAND\n${rows.join('')}`
}

/** top: in batch mode, or again and again until Ctrl-C */
export const top: Command = function* (io) {
  const joined = io.args.join(' ')
  const batch = /(^|\s)-\w*b/.test(joined)
  const rounds = Number(/-\w*n\s*(\d+)/.exec(joined)?.[1] ?? (batch || printsToTerminal(io.process) ? 1000 : 1))
  if (!batch && io.gnu && !printsToTerminal(io.process)) return yield* io.fail('failed tty get')
  for (let round = 0; round < rounds; round++) {
    if (round > 0) yield* sleep(3000)
    yield* io.out(`${batch || !printsToTerminal(io.process) ? (round > 0 ? '\n' : '') : '\x1b[H\x1b[2J'}${screen(io)}`)
  }
  return 0
}

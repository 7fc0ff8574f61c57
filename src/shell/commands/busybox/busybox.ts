import { Interrupt } from '../../../sim/task.ts'
import type { Command } from '../../command.ts'
import { launch } from '../../launch.ts'
import { BUSYBOX_BANNER } from '../../usage.ts'

const COLUMNS = 80
const TAB = 8

const FORMS = `BusyBox is copyrighted by many authors between 1998-2015.
Licensed under GPLv2. See source distribution for detailed
copyright notices.

Usage: busybox [function [arguments]...]
   or: busybox --list[-full]
   or: function [arguments]...

Currently defined functions:
`

/** Names in lines of at most 80 columns behind a tab. */
function wrapped(names: readonly string[]): string {
  const lines: string[] = []
  let line = ''
  for (const [index, name] of names.entries()) {
    const text = name + (index === names.length - 1 ? '' : ', ')
    if (line !== '' && TAB + line.length + text.length > COLUMNS) {
      lines.push(line)
      line = ''
    }
    line += text
  }
  lines.push(line)
  return lines.map((each) => `\t${each.trimEnd()}\n`).join('')
}

/** busybox: runs what it is asked for as one of its functions. */
export const busybox: Command = function* (io) {
  const [name, ...args] = io.args
  const names = (io.process.machine.programs.names?.() ?? []).filter((each) => each !== 'busybox')
  if (name === undefined || name === '--help') {
    yield* io.out(`${BUSYBOX_BANNER}\n${FORMS}${wrapped(names)}\n`)
    return 0
  }
  if (name === '--list' || name === '--list-full') {
    yield* io.out(names.map((each) => `${name === '--list-full' ? 'bin/' : ''}${each}\n`).join(''))
    return 0
  }
  const child = names.includes(name) ? launch(io.process, [name, ...args]) : undefined
  if (!child || 'reason' in child) {
    yield* io.process.stderr.write(`${name}: applet not found\n`)
    return 127
  }
  try {
    return yield* child.wait()
  } catch (error) {
    if (error instanceof Interrupt) child.kill(error.signal)
    throw error
  }
}

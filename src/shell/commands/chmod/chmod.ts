import type { Task } from '../../../sim/task.ts'
import { type Command, type Io, readOptions } from '../../command.ts'

/** A mode like `755`, `u+x`, `go-rwx,a=r` applied to what is there. */
function newMode(text: string, before: number): number | undefined {
  if (/^[0-7]{1,4}$/.test(text)) return Number.parseInt(text, 8)
  let mode = before
  for (const clause of text.split(',')) {
    const found = /^([ugoa]*)([-+=])([rwxXst]*)$/.exec(clause)
    if (!found) return undefined
    const who = found[1] === '' || found[1]?.includes('a') ? 'ugo' : (found[1] as string)
    let bits = 0
    for (const letter of found[3] as string) {
      const bit = { r: 4, w: 2, x: 1, X: before & 0o111 ? 1 : 0 }[letter as 'r'] ?? 0
      for (const person of who) bits |= bit << { u: 6, g: 3, o: 0 }[person as 'u']
    }
    if (found[2] === '+') mode |= bits
    else if (found[2] === '-') mode &= ~bits
    else {
      for (const person of who) mode &= ~(7 << { u: 6, g: 3, o: 0 }[person as 'u'])
      mode |= bits
    }
  }
  return mode
}

/** chmod */
export const chmod: Command = function* (io) {
  // a mode like -x is no option
  const recursive = io.args.some((word) => /^-(R|-recursive)$/.test(word))
  const [mode, ...files] = io.args.filter((word) => !/^-(R|v|f|c|-.*)$/.test(word))
  if (mode === undefined) return yield* io.usage(io.gnu ? 'missing operand' : '')
  if (files.length === 0) return yield* io.usage(io.gnu ? `missing operand after ‘${mode}’` : '')
  const change = function* (name: string, path: string): Task {
    const node = io.fs.lookup(path)
    if (!node) {
      yield* io.fail(io.gnu ? `cannot access '${name}': No such file or directory` : `${name}: No such file or directory`)
      return
    }
    const next = newMode(mode, node.mode)
    if (next === undefined) {
      if (io.gnu) io.status = yield* io.usage(`invalid mode: ‘${mode}’`)
      else yield* io.fail(`invalid mode '${mode}'`)
      return
    }
    yield* io.attempt(
      () => io.fs.chmod(path, next),
      (reason) => (io.gnu ? `changing permissions of '${name}': ${reason}` : `${name}: ${reason}`),
    )
    if (recursive && node.type === 'directory')
      for (const child of io.fs.readdir(path)) yield* change(`${name}/${child}`, `${path}/${child}`)
  }
  for (const name of files) yield* change(name, io.path(name))
  return io.status
}

/** chown, chgrp: there is one user, who owns everything */
export const chown: Command = function* (io: Io) {
  const options = yield* readOptions(io, 'Rhvfc', { recursive: 'R' })
  if (!options) return io.status
  if (options.operands.length < 2)
    return yield* io.usage(
      io.gnu ? (options.operands.length === 0 ? 'missing operand' : `missing operand after ‘${options.operands[0]}’`) : '',
    )
  const [owner, group] = (options.operands[0] as string).split(/[:.]/)
  const asked = io.name === 'chgrp' ? [undefined, owner] : [owner, group]
  for (const [index, file] of ['/etc/passwd', '/etc/group'].entries()) {
    const wanted = asked[index]
    const known = io.fs.exists(io.path(file)) ? io.fs.readFile(io.path(file)) : 'root:x:0:\n'
    if (!wanted || /^\d+$/.test(wanted) || `\n${known}`.includes(`\n${wanted}:`)) continue
    const what = index === 0 ? 'user' : 'group'
    return yield* io.fail(io.gnu ? `invalid ${what}: ‘${options.operands[0]}’` : `unknown ${what} ${wanted}`)
  }
  for (const name of options.operands.slice(1)) {
    if (!io.fs.exists(io.path(name)))
      yield* io.fail(io.gnu ? `cannot access '${name}': No such file or directory` : `${name}: No such file or directory`)
  }
  return io.status
}

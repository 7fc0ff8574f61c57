import type { Command } from '../../command.ts'

/** apt, apt-get, apk, pip, npm: the lab has no way out */
export const apt: Command = function* (io) {
  const [action, ...names] = io.args.filter((word) => !word.startsWith('-'))
  if (io.name === 'apk') {
    if (action === undefined) return yield* io.fail('podtalk does not simulate packages')
    yield* io.process.stderr.write(
      'fetch https://dl-cdn.alpinelinux.org/alpine/v3.22/main/x86_64/APKINDEX.tar.gz\nWARNING: fetching https://dl-cdn.alpinelinux.org/alpine/v3.22/main: DNS lookup error\n',
    )
    if (action === 'add')
      yield* io.process.stderr.write(
        `ERROR: unable to select packages:\n${names.map((name) => `  ${name} (no such package):\n    required by: world[${name}]\n`).join('')}`,
      )
    return action === 'add' ? names.length : 1
  }
  if (action === 'update') {
    yield* io.out(
      "Err:1 http://deb.debian.org/debian bookworm InRelease\n  Temporary failure resolving 'deb.debian.org'\nReading package lists... Done\n",
    )
    yield* io.process.stderr.write(
      "W: Failed to fetch http://deb.debian.org/debian/dists/bookworm/InRelease  Temporary failure resolving 'deb.debian.org'\nW: Some index files failed to download. They have been ignored, or old ones used instead.\n",
    )
    return 0
  }
  if (action === 'install') {
    yield* io.out('Reading package lists... Done\nBuilding dependency tree... Done\nReading state information... Done\n')
    yield* io.process.stderr.write(names.map((name) => `E: Unable to locate package ${name}\n`).join(''))
    return 100
  }
  yield* io.process.stderr.write('E: podtalk does not simulate packages: the lab has no network to the outside\n')
  return 100
}

/** Programs that are known and left out. */
export const notSimulated: Command = function* (io) {
  yield* io.process.stderr.write(`podtalk does not simulate ${io.name}\n`)
  return 1
}

/** man, info */
export const man: Command = function* (io) {
  const name = io.args.find((word) => !word.startsWith('-') && !/^\d$/.test(word))
  if (name === undefined) {
    yield* io.process.stderr.write("What manual page do you want?\nFor example, try 'man man'.\n")
    return 1
  }
  yield* io.process.stderr.write(
    `No manual entry for ${name}\n(podtalk has no manual pages; try ${name} --help, or kubectl explain for Kubernetes)\n`,
  )
  return 16
}

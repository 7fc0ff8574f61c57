import module from 'node:module'
import { loadAllCode } from '../sim/code.ts'
import { type CliCommand, COMMANDS } from './commands/index.ts'
import { CannotRun, UsageError } from './usage.ts'

const USAGE = `Podtalk on the command line: a simulated Kubernetes cluster, and the grader of the course.

Usage: podtalk COMMAND [ARGUMENTS]

Commands:
${Object.entries(COMMANDS)
  .map(([name, command]) => `  ${name.padEnd(12)} ${command.summary}`)
  .join('\n')}

Use "podtalk COMMAND --help" for what a command takes.
`

// Who reads us may leave before the end (podtalk … | head).
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit(3)
})

// What was compiled once need not be compiled again (Node 22 and later).
module.enableCompileCache?.()

const [name, ...argv] = process.argv.slice(2)
if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
  process.stdout.write(USAGE)
  process.exitCode = name === undefined ? 2 : 0
} else if (!Object.hasOwn(COMMANDS, name)) {
  process.stderr.write(`podtalk: unknown command "${name}"\n\n${USAGE}`)
  process.exitCode = 2
} else {
  const command = COMMANDS[name] as CliCommand
  try {
    if (argv.includes('--help') || argv.includes('-h')) process.stdout.write(command.usage)
    else {
      const run = await command.load()
      if (!command.withoutEngine) await loadAllCode()
      process.exitCode = await run(argv)
    }
  } catch (error) {
    if (error instanceof UsageError) {
      process.stderr.write(`podtalk ${name}: ${error.message}\n\n${command.usage}`)
      process.exitCode = 2
    } else if (error instanceof CannotRun || (error as NodeJS.ErrnoException).syscall !== undefined) {
      process.stderr.write(`podtalk ${name}: ${(error as Error).message}\n`)
      process.exitCode = 3
    } else throw error
  }
}

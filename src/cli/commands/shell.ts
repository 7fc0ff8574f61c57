import { createInterface } from 'node:readline'
import { Lab } from '../../lab/lab.ts'
import type { Terminal } from '../../lab/terminal.ts'
import { startFrom } from '../course.ts'
import { pace } from '../pace.ts'
import { parseOptions } from '../usage.ts'

/** `podtalk shell`: the lab's first terminal in one's own. Virtual time runs with the time on the wall. */
export async function shell(argv: string[]): Promise<number> {
  const { values } = parseOptions({ args: argv, options: { scenario: { type: 'string' }, seed: { type: 'string', default: '1' } } })
  const lab = Lab.open({ scenario: startFrom(values.scenario), seed: values.seed })
  lab.input({ do: 'open', terminal: 'main', machine: lab.scenario.prompt })
  lab.clock.advance(10)
  return await attach(lab, lab.terminals.get('main') as Terminal)
}

function attach(lab: Lab, terminal: Terminal): Promise<number> {
  const editor = createInterface({
    input: process.stdin,
    output: process.stdout,
    terminal: process.stdin.isTTY === true,
    historySize: 1_000,
    completer: (line: string) => {
      const found = terminal.reading?.complete?.(line, line.length)
      if (!found) return [[], line]
      const only = found.options.length === 1
      return [found.options.map((option) => option.text + (only ? (option.append ?? ' ') : '')), line.slice(found.start)]
    },
  })
  const echoed = process.stdin.isTTY === true
  let shown = 0
  let prompted = false
  /** Prints what is new, without the line that the person has typed (the terminal has echoed it), and shows the prompt. */
  const show = (): void => {
    const fresh = terminal.output.slice(terminal.output.length - (terminal.printed - shown))
    shown = terminal.printed
    if (fresh !== '') process.stdout.write(fresh)
    if (terminal.reading && !prompted) {
      prompted = true
      editor.setPrompt(terminal.reading.prompt)
      editor.prompt(true)
    }
  }
  return new Promise((done) => {
    const stop = pace(lab.clock, () => {
      show()
      if (terminal.process?.running === false) finish()
    })
    const finish = (): void => {
      stop()
      editor.close()
      done(terminal.process?.exitCode ?? 0)
    }
    editor.on('line', (text) => {
      prompted = false
      if (echoed && terminal.reading) shown += terminal.reading.prompt.length + text.length + 1
      lab.input({ do: 'line', terminal: 'main', text })
    })
    editor.on('SIGINT', () => {
      prompted = false
      process.stdout.write('^C\n')
      lab.input({ do: 'signal', terminal: 'main', signal: 'SIGINT' })
    })
    editor.on('close', () => {
      if (terminal.process?.running !== false) lab.input({ do: 'eof', terminal: 'main' })
    })
  })
}

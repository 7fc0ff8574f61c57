import '../../styles/class.css'
import { effect } from '@preact/signals'
import { render } from 'preact'
import { enterAs, leaveAs } from '../membership.ts'
import { Board } from './Board.tsx'
import { Lead, lead } from './Lead.tsx'
import { connection, version } from './teaching.ts'

/** The board on its own page; above the lessons, the presenter's bar. */
function mount(): void {
  const board = document.querySelector('[data-teach-board]')
  if (board) {
    document.querySelector('[data-teach-enter]')?.setAttribute('hidden', '')
    render(<Board />, board)
    return
  }
  const header = document.querySelector('.site-header')
  if (header && !document.querySelector('podtalk-class')) {
    const place = document.createElement('podtalk-class')
    header.after(place)
    render(<Lead />, place)
  }
  lead()
}

/** This browser teaches a class: shows it, on every page. */
export function beginTeaching(): void {
  enterAs('instructor', 'yes')
  connection.begin('instructor')
  mount()
}

document.addEventListener('astro:page-load', () => {
  if (connection.state.value !== 'ended') mount()
})
document.addEventListener('astro:before-swap', () => {
  for (const place of document.querySelectorAll('podtalk-class, [data-teach-board], .class-guesses')) render(null, place)
})

// the first events say whether the class follows; only then is it known whether to lead
let led = false
effect(() => {
  if (version.value > 0 && !led) {
    led = true
    lead()
  }
})

let began = false
effect(() => {
  if (connection.state.value !== 'ended') {
    began = true
    return
  }
  if (!began) return
  leaveAs('instructor')
  document.querySelector('[data-teach-enter]')?.removeAttribute('hidden')
})

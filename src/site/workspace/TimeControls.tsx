import { isDeed } from './lab-host.ts'
import type { Speed } from './pace.ts'
import { host, texts } from './store.ts'

const SPEEDS: readonly Speed[] = [1, 10]

/** `00:04:12` */
export function clockText(ms: number): string {
  const seconds = Math.floor(ms / 1_000)
  return [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60].map((part) => String(part).padStart(2, '0')).join(':')
}

/** The lab's time: pause, speeds, to the next event, undo and redo. */
export function TimeControls() {
  const lab = host.value
  const words = texts.value
  if (!lab) return null
  const speed = lab.speed.value
  // What has come in is no signal: what it changes is.
  void lab.changes.value
  const canUndo = lab.lab.value?.inputs.some(isDeed)
  return (
    <div class="time" role="group" aria-label={words.time}>
      {lab.film.value && (
        <button type="button" class="film" onClick={() => lab.stopFilm()}>
          <span aria-hidden="true">▸ </span>
          {words.filmStop}
        </button>
      )}
      <button
        type="button"
        aria-pressed={speed === 0}
        aria-label={words.pause}
        title={words.pause}
        onClick={() => lab.setSpeed(speed === 0 ? 1 : 0)}
      >
        <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
          {speed === 0 ? <path d="M3.5 2v10l8-5z" fill="currentColor" /> : <path d="M3 2.5h2.6v9H3zm5.4 0H11v9H8.4z" fill="currentColor" />}
        </svg>
      </button>
      {SPEEDS.map((each) => (
        <button
          key={each}
          type="button"
          class="speed"
          aria-pressed={speed === each}
          aria-label={`${each}× ${words[each === 1 ? 'speed1' : 'speed10']}`}
          title={words[each === 1 ? 'speed1' : 'speed10']}
          onClick={() => lab.setSpeed(each)}
        >
          {each}×
        </button>
      ))}
      <button type="button" aria-label={words.nextEvent} title={words.nextEvent} onClick={() => lab.nextEvent()}>
        <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
          <path d="M2 2v10l7-5zM10 2.5h2v9h-2z" fill="currentColor" />
        </svg>
      </button>
      <span class="now" aria-label={words.labTime}>
        {clockText(lab.now.value)}
      </span>
      <button type="button" disabled={!canUndo} onClick={() => lab.undo()} title={words.undo} aria-label={words.undo}>
        <svg width="15" height="14" viewBox="0 0 15 14" aria-hidden="true">
          <path
            d="M5.5 2 2 5.3l3.5 3.3M2.4 5.3h6.3a3.6 3.6 0 0 1 0 7.2H5"
            fill="none"
            stroke="currentColor"
            stroke-width="1.6"
            stroke-linecap="round"
            stroke-linejoin="round"
          />
        </svg>
      </button>
      {lab.undone.value && (
        <button type="button" onClick={() => lab.redo()} title={words.redo} aria-label={words.redo}>
          <svg width="15" height="14" viewBox="0 0 15 14" aria-hidden="true">
            <path
              d="M9.5 2 13 5.3 9.5 8.6M12.6 5.3H6.3a3.6 3.6 0 0 0 0 7.2H10"
              fill="none"
              stroke="currentColor"
              stroke-width="1.6"
              stroke-linecap="round"
              stroke-linejoin="round"
            />
          </svg>
        </button>
      )}
    </div>
  )
}

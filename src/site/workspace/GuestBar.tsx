import { host, texts } from './store.ts'

/** Says when the lab is not the learner's own one of this page, and leads back to that. */
export function GuestBar() {
  const lab = host.value
  const guest = lab?.keeper.guest.value
  const words = texts.value
  if (!lab || !guest) return null
  return (
    <div class="ws-guest" role="status">
      <span>{guest === 'copy' ? words.labIsCopy : words.labIsShared}</span>
      <button type="button" class="button small" onClick={() => void lab.backToOwn()}>
        {guest === 'copy' ? words.labTakeOver : words.labBackToOwn}
      </button>
    </div>
  )
}

import { notice, texts } from './store.ts'

/** One message at a time, with what can be done about it. */
export function NoticeBar() {
  const now = notice.value
  return (
    <div class="ws-notices" role="status">
      {now && (
        <div class={`ws-notice ${now.kind}`}>
          <span>{now.text}</span>
          {now.action && (
            <button
              type="button"
              class="button small"
              onClick={() => {
                notice.value = undefined
                now.action?.run()
              }}
            >
              {now.action.label}
            </button>
          )}
          <button
            type="button"
            class="close"
            aria-label={texts.value.close}
            onClick={() => {
              notice.value = undefined
              now.closed?.()
            }}
          >
            ×
          </button>
        </div>
      )}
    </div>
  )
}

/** A raised hand; what it means stands beside it in words. */
export function Hand() {
  return (
    <svg width="14" height="14" viewBox="0 0 18 18" aria-hidden="true">
      <path
        d="M5 10V5.5a1.2 1.2 0 0 1 2.4 0V3.6a1.2 1.2 0 0 1 2.4 0v1.2a1.2 1.2 0 0 1 2.4 0v2a1.2 1.2 0 0 1 2.4 0V11a5 5 0 0 1-5 5H9a5 5 0 0 1-4.2-2.3L2.6 10a1.3 1.3 0 0 1 2.1-1.5z"
        fill="none"
        stroke="currentColor"
        stroke-width="1.5"
      />
    </svg>
  )
}

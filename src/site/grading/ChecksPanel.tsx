export function ChecksPanel() {
  return <p>ChecksPanel</p>
}

export function TimelinePanel() {
  return <p>TimelinePanel</p>
}

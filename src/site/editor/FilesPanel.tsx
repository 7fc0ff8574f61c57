export function FilesPanel() {
  return <p>FilesPanel</p>
}

export function MapPanel() { return <p>MapPanel</p> }

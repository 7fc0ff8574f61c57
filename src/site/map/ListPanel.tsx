export function ListPanel() { return <p>ListPanel</p> }

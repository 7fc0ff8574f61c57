import { WorkspaceElement } from './workspace-element.tsx'

if (!customElements.get('podtalk-workspace')) customElements.define('podtalk-workspace', WorkspaceElement)

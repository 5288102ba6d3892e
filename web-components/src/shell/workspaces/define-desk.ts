import { TesseraDesk } from './desk-element.js'
import { TesseraWorkspace } from './workspace.js'

/** Loaded with the first panel that opens. */
const TAGS = { 'tessera-desk': TesseraDesk, 'tessera-workspace': TesseraWorkspace }

for (const [tag, Class] of Object.entries(TAGS)) if (!customElements.get(tag)) customElements.define(tag, Class)

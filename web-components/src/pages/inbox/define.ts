import { TesseraInbox } from './inbox.js'
import { TesseraTask } from './task-view.js'

/** Loaded when the Inbox is gone to. */
const TAGS = { 'tessera-inbox': TesseraInbox, 'tessera-task': TesseraTask }

for (const [tag, Class] of Object.entries(TAGS)) if (!customElements.get(tag)) customElements.define(tag, Class)

import { TesseraHistory } from './history.js'

/** Loaded when the tab is first opened. */
if (!customElements.get('tessera-history')) customElements.define('tessera-history', TesseraHistory)

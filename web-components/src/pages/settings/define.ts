import { TesseraSettings } from './settings.js'

/** Loaded when the settings are gone to. */
if (!customElements.get('tessera-settings')) customElements.define('tessera-settings', TesseraSettings)

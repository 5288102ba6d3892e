import { TesseraDialog } from '../elements/dialog/dialog.js'
import { TesseraConflict } from './conflict/conflict.js'
import { TesseraFinder } from './find/finder.js'
import { TesseraPalette } from './find/palette.js'
import { TesseraSignInAgain } from './sign-in-again.js'
import { TesseraWrongPatient } from './wrong-patient.js'

export { commandsOf } from './shell-commands.js'

/** Tags of the staff shell that wait in the background: loaded when the first view rests, or when first needed. */
const TAGS = {
  'tessera-conflict': TesseraConflict,
  'tessera-dialog': TesseraDialog,
  'tessera-finder': TesseraFinder,
  'tessera-palette': TesseraPalette,
  'tessera-sign-in-again': TesseraSignInAgain,
  'tessera-wrong-patient': TesseraWrongPatient,
}

for (const [tag, Class] of Object.entries(TAGS)) if (!customElements.get(tag)) customElements.define(tag, Class)

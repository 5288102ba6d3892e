import { TesseraButton } from './elements/button/button.js'
import { TesseraCard } from './elements/card/card.js'
import { TesseraChip } from './elements/chip/chip.js'
import { TesseraIcon } from './elements/icon/icon.js'
import { TesseraIdentityStrip } from './elements/identity-strip/identity-strip.js'
import { TesseraPatientMark } from './elements/patient-mark/patient-mark.js'
import { TesseraPresence } from './elements/presence/presence.js'
import { TesseraRangeBar } from './elements/range-bar/range-bar.js'
import { TesseraSparkline } from './elements/sparkline/sparkline.js'

/** The one place where tags of the shared runtime are defined. Shell tags: `shell/define.ts`. */
const TAGS = {
  'tessera-button': TesseraButton,
  'tessera-card': TesseraCard,
  'tessera-chip': TesseraChip,
  'tessera-icon': TesseraIcon,
  'tessera-identity-strip': TesseraIdentityStrip,
  'tessera-patient-mark': TesseraPatientMark,
  'tessera-presence': TesseraPresence,
  'tessera-range-bar': TesseraRangeBar,
  'tessera-sparkline': TesseraSparkline,
}

for (const [tag, Class] of Object.entries(TAGS)) if (!customElements.get(tag)) customElements.define(tag, Class)

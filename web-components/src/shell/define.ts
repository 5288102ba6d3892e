import { TesseraDialog } from '../elements/dialog/dialog.js'
import { TesseraToast } from '../elements/toast/toast.js'
import { TesseraPatientBanner } from '../pages/chart/banner.js'
import { TesseraChart } from '../pages/chart/chart.js'
import { TesseraChartTabs } from '../pages/chart/tabs.js'
import { TesseraPatients } from '../pages/patients/patients.js'
import { TesseraFinder } from './find/finder.js'
import { TesseraPalette } from './find/palette.js'
import { TesseraOutlet } from './outlet.js'
import { TesseraSignInAgain } from './sign-in-again.js'
import { TesseraSlot } from './slot.js'
import { TesseraWrongPatient } from './wrong-patient.js'

/** Tags of the staff shell, defined once; those that plugins draw with are in `../define.ts`. */
const TAGS = {
  'tessera-chart': TesseraChart,
  'tessera-chart-tabs': TesseraChartTabs,
  'tessera-dialog': TesseraDialog,
  'tessera-finder': TesseraFinder,
  'tessera-outlet': TesseraOutlet,
  'tessera-palette': TesseraPalette,
  'tessera-patient-banner': TesseraPatientBanner,
  'tessera-patients': TesseraPatients,
  'tessera-sign-in-again': TesseraSignInAgain,
  'tessera-slot': TesseraSlot,
  'tessera-toast': TesseraToast,
  'tessera-wrong-patient': TesseraWrongPatient,
}

for (const [tag, Class] of Object.entries(TAGS)) if (!customElements.get(tag)) customElements.define(tag, Class)

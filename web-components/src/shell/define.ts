import { TesseraToast } from '../elements/toast/toast.js'
import { TesseraPatientBanner } from '../pages/chart/banner.js'
import { TesseraChart } from '../pages/chart/chart.js'
import { TesseraChartTabs } from '../pages/chart/tabs.js'
import { TesseraPatients } from '../pages/patients/patients.js'
import { TesseraOutlet } from './outlet.js'
import { TesseraSlot } from './slot.js'

/** Tags of the staff shell that a first view needs. Those that wait are in `define-later.ts`, those of plugins in `../define.ts`. */
const TAGS = {
  'tessera-chart': TesseraChart,
  'tessera-chart-tabs': TesseraChartTabs,
  'tessera-outlet': TesseraOutlet,
  'tessera-patient-banner': TesseraPatientBanner,
  'tessera-patients': TesseraPatients,
  'tessera-slot': TesseraSlot,
  'tessera-toast': TesseraToast,
}

for (const [tag, Class] of Object.entries(TAGS)) if (!customElements.get(tag)) customElements.define(tag, Class)

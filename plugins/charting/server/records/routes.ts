import type { PluginRoute } from '@tessera/sdk'
import { allergyRoutes } from './allergies.js'
import { goalRoutes } from './goals.js'
import { immunizationRoutes } from './immunizations.js'
import { medicineRoutes } from './medicines.js'
import { prescribeRoutes } from './prescribe.js'
import { problemRoutes } from './problems.js'
import { vitalsRoutes } from './vitals.js'

const ALL: readonly PluginRoute[] = [
  allergyRoutes,
  goalRoutes,
  immunizationRoutes,
  medicineRoutes,
  prescribeRoutes,
  problemRoutes,
  vitalsRoutes,
]

/** What is written into the lists of a chart, at `/clinics/{slug}/api/charting/records/…`. */
export const recordRoutes: PluginRoute = (app) => ALL.reduce((mounted, mount) => mount(mounted), app)

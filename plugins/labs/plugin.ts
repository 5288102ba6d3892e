import { definePlugin, type PluginDefinition } from '@tessera/sdk'
import { z } from 'zod'
import { inboxContributions } from './contributions/inbox.js'
import { orderContributions } from './contributions/order.js'
import { resultsContributions } from './contributions/results.js'
import { inboxRoutes } from './server/inbox-routes.js'
import { labLines, settingsOf } from './server/lab-lines.js'
import { orderRoutes } from './server/order-routes.js'
import { sendAll } from './server/outbound/send-all.js'
import { chaseOverdue } from './server/overdue.js'
import { listen } from './server/queue/listener.js'
import { queueRoutes } from './server/queue-routes.js'
import { settings } from './server/settings.js'
import { runSimulator } from './server/simulator-service.js'
import { tables } from './server/tables.js'
import { trackerHandlers } from './server/tracker/handlers.js'
import { turns } from './server/turns.js'

export interface LabsOptions {
  /** Port on which the demo clinic takes HL7 v2; other clinics set theirs. */
  mllpPort?: number
  /** Runs the laboratory simulator beside the demo clinic. */
  simulator?: boolean
  /** Slug of the demo clinic. */
  demo?: string
}

/** The clinical records that messages become; adding to them is never refused by Consent. */
const WRITTEN = [
  'AllergyIntolerance',
  'Binary',
  'Condition',
  'DiagnosticReport',
  'DocumentReference',
  'Encounter',
  'Immunization',
  'MedicationRequest',
  'Observation',
  'Patient',
  'Procedure',
  'QuestionnaireResponse',
  'RelatedPerson',
  'ServiceRequest',
  'Specimen',
  'Task',
]

const contributes = [...orderContributions, ...inboxContributions, ...resultsContributions]

/** Orders, results and the lines to laboratories. */
export const labs = definePlugin((options: LabsOptions = {}): PluginDefinition => {
  const lines = labLines()
  const turn = turns()
  const demo = options.demo ?? 'demo'
  /** Port of the demo clinic once it is open, for the simulator. */
  const opened = new Map<string, number>()
  return {
    id: 'labs',
    version: '0.1.0',
    title: 'Laboratory',
    description: 'Orders, results and the lines to laboratories.',
    access: [
      ...WRITTEN.flatMap((type) => [`user/${type}.crus`, `system/${type}.crus`]),
      ...['Practitioner', 'Organization', 'Location'].flatMap((type) => [`user/${type}.rs`, `system/${type}.rs`]),
    ],
    purpose: 'TREAT',
    tables,
    settings,
    // rows of the tracker follow their orders and reports, also when those are undone
    reverse: () => Promise.resolve([]),
    routes: (app) => inboxRoutes(queueRoutes(orderRoutes(app, lines))),
    on: trackerHandlers(lines),
    jobs: {
      send: {
        every: '5m',
        run: (ctx, input, signal) =>
          // the job of an order and the one that runs by itself would both send what waits
          turn(ctx.clinic.slug, () => sendAll(ctx, lines, requested.parse(input)?.requisition, signal)),
      },
      overdue: { every: '1h', run: (ctx, _input, signal) => chaseOverdue(ctx, signal) },
    },
    services: {
      mllp: async (ctx, signal) => {
        const own = settingsOf(ctx)
        const isDemo = ctx.clinic.slug === demo
        const port = own.port ?? (isDemo ? (options.mllpPort ?? (options.simulator ? 0 : undefined)) : undefined)
        if (port === undefined) return
        await listen(ctx, { ...own, port, opened: (taken) => opened.set(ctx.clinic.slug, taken) }, signal)
        opened.delete(ctx.clinic.slug)
      },
      simulator: async (ctx, signal) => {
        if (options.simulator && ctx.clinic.slug === demo)
          await runSimulator(ctx, lines, () => opened.get(demo), signal)
      },
    },
    contributes,
    base: import.meta.url,
  }
})

const requested = z.object({ requisition: z.string() }).optional()

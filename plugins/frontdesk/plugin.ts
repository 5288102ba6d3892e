import { definePlugin, type Contribution } from '@tessera/sdk'
import { settings } from './domain/settings.js'
import { deskOf } from './server/context.js'
import { followVisit } from './server/follow-visit.js'
import { reconcile } from './server/reconcile.js'
import { routes } from './server/routes.js'
import { followBooking, keepSlots } from './server/slots.js'
import { keepSteps } from './server/step-rows.js'
import { tables } from './server/tables.js'

const contributes: Contribution[] = []

/** Day schedule, registration, check-in and the live board. */
export const frontdesk = definePlugin(() => ({
  id: 'frontdesk',
  version: '0.1.0',
  title: 'Front desk',
  description: 'Day schedule, registration, check-in and the live board.',
  access: [
    'user/Appointment.crus',
    'user/Coverage.crs',
    'user/Encounter.crus',
    'user/Patient.crus',
    'user/Practitioner.rs',
    'user/Schedule.rs',
    'user/Slot.rs',
    'system/Appointment.crus',
    'system/Coverage.c',
    'system/Encounter.crus',
    'system/Patient.crus',
    'system/Practitioner.rs',
    'system/Schedule.crs',
    'system/Slot.cruds',
  ],
  purpose: 'TREAT',
  required: true,
  tables,
  settings,
  routes,
  on: {
    'Appointment.beforeCreate': keepSteps,
    'Appointment.beforeUpdate': keepSteps,
    'Appointment.beforeDelete': keepSteps,
    'Appointment.created': followBooking,
    'Appointment.updated': followBooking,
    'Appointment.deleted': followBooking,
    'Encounter.updated': followVisit,
  },
  jobs: {
    slots: { every: '1h', run: (ctx, _input, signal) => keepSlots(deskOf(ctx), signal) },
  },
  services: {
    // appointments that were written while the plugin was off take their time as soon as it is on
    steps: async (ctx, signal) => {
      await reconcile(deskOf(ctx), signal)
      await new Promise<void>((resolve) =>
        signal.aborted ? resolve() : signal.addEventListener('abort', () => resolve()),
      )
    },
  },
  reverse: () => [],
  contributes,
  base: import.meta.url,
}))

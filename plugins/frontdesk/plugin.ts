import { definePlugin, type Contribution } from '@tessera/sdk'
import { settings } from './domain/settings.js'
import { deskOf } from './server/context.js'
import { followVisit } from './server/follow-visit.js'
import { reconcile } from './server/reconcile.js'
import { routes } from './server/routes.js'
import { followBooking, keepSlots } from './server/slots.js'
import { keepSteps } from './server/step-rows.js'
import { tables } from './server/tables.js'

const AT_DESK = "user.roles has 'frontdesk' || user.roles has 'clinician' || user.roles has 'nurse'"
const REGISTERS = "user.roles has 'frontdesk' || user.roles has 'clinician'"

const contributes: Contribution[] = [
  {
    id: 'schedule',
    point: 'shell.route',
    path: 'schedule',
    label: 'Today',
    icon: 'calendar-days',
    module: './elements/schedule-page.ts',
    when: AT_DESK,
    scopes: ['user/Appointment.rs'],
    events: ['Appointment', 'Encounter', 'Patient'],
  },
  {
    id: 'schedule-nav',
    point: 'shell.nav',
    path: 'schedule',
    label: 'Today',
    icon: 'calendar-days',
    order: 10,
    when: AT_DESK,
    scopes: ['user/Appointment.rs'],
  },
  {
    id: 'board',
    point: 'shell.route',
    path: 'board',
    label: 'Board',
    icon: 'layout-dashboard',
    module: './elements/board-page.ts',
    when: AT_DESK,
    scopes: ['user/Encounter.rs'],
    events: ['Encounter', 'Appointment', 'Patient'],
  },
  {
    id: 'board-nav',
    point: 'shell.nav',
    path: 'board',
    label: 'Board',
    icon: 'layout-dashboard',
    order: 20,
    when: AT_DESK,
    scopes: ['user/Encounter.rs'],
  },
  {
    id: 'register',
    point: 'shell.route',
    path: 'register',
    label: 'Register a patient',
    icon: 'user-round',
    module: './elements/register-page.ts',
    when: REGISTERS,
    scopes: ['user/Patient.c'],
  },
  {
    id: 'register-command',
    point: 'shell.command',
    label: 'Register a patient',
    icon: 'user-round',
    module: './elements/commands.ts',
    export: 'register',
    when: REGISTERS,
    scopes: ['user/Patient.c'],
  },
  {
    id: 'visit-badge',
    point: 'patient.bannerBadge',
    label: 'Visit',
    module: './elements/visit-badge.ts',
    when: AT_DESK,
    scopes: ['user/Encounter.rs'],
    events: ['Encounter'],
  },
  {
    id: 'next-visits-card',
    point: 'patient.summaryCard',
    label: 'Next visits',
    icon: 'calendar-clock',
    column: 'end',
    order: 40,
    module: './elements/next-visits-card.ts',
    when: AT_DESK,
    scopes: ['user/Appointment.rs'],
    events: ['Appointment'],
    minHeight: 120,
  },
]

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

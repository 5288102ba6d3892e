import { definePlugin, type Contribution } from '@tessera/sdk'
import { noteAccess, noteContributions, noteEvents } from './contributions/notes.js'
import { recordAccess, recordContributions } from './contributions/records.js'
import { NO_KNOWN_ALLERGY } from './domain/allergies.js'
import { chartingSettings } from './domain/notes/charting-settings.js'
import { routes } from './server/routes.js'

const SEEN_BY_CARE = "user.roles has 'clinician' || user.roles has 'nurse'"

const card = (
  name: string,
  exported: string,
  rest: Omit<Contribution, 'id' | 'point' | 'module' | 'export'>,
): Contribution => ({
  id: `${name}-card`,
  point: 'patient.summaryCard',
  // one module for the whole summary: eight would be eight requests before the first view is complete
  module: './elements/cards/summary.ts',
  export: exported,
  ...rest,
})

const tab = (
  name: string,
  exported: string,
  rest: Omit<Contribution, 'id' | 'point' | 'module' | 'export' | 'path'>,
): Contribution => ({
  id: `${name}-tab`,
  point: 'patient.tab',
  path: name,
  module: `./elements/tabs/${name}-tab.ts`,
  export: exported,
  ...rest,
})

/** The chart: what every clinic starts with. */
export const charting = definePlugin(() => ({
  id: 'charting',
  version: '0.1.0',
  title: 'Charting',
  description: 'Problems, medicines, allergies, vitals, results, visits and immunizations of the open chart.',
  access: [
    'user/AllergyIntolerance.cruds',
    'user/Condition.cruds',
    'user/DiagnosticReport.rs',
    'user/Encounter.cruds',
    'user/Goal.rs',
    'user/Immunization.cruds',
    'user/Medication.rs',
    'user/MedicationRequest.cruds',
    'user/MedicationStatement.cruds',
    'user/Observation.cruds',
    'user/Patient.rs',
    ...noteAccess,
    ...recordAccess,
  ],
  purpose: 'TREAT',
  routes,
  settings: chartingSettings,
  defines: noteEvents,
  contributes: [
    card('changes', 'ChangesCard', {
      label: 'Since the last visit',
      icon: 'history',
      column: 'full',
      order: 10,
      when: SEEN_BY_CARE,
      scopes: ['user/Encounter.rs', 'user/Observation.rs', 'user/MedicationRequest.rs', 'user/Condition.rs'],
      events: ['Encounter', 'Observation', 'MedicationRequest', 'Condition'],
      minHeight: 124,
      minHeightNarrow: 250,
    }),
    card('vitals', 'VitalsCard', {
      label: 'Vitals',
      icon: 'heart-pulse',
      column: 'full',
      order: 20,
      scopes: ['user/Observation.rs'],
      events: ['Observation'],
      minHeight: 86,
      minHeightNarrow: 258,
    }),
    card('problems', 'ProblemsCard', {
      label: 'Problems',
      icon: 'activity',
      column: 'start',
      order: 10,
      scopes: ['user/Condition.rs'],
      events: ['Condition', 'Observation', 'Goal'],
      minHeight: 264,
    }),
    card('results', 'ResultsCard', {
      label: 'Latest results',
      icon: 'flask-conical',
      column: 'start',
      order: 20,
      scopes: ['user/Observation.rs'],
      events: ['Observation'],
      minHeight: 300,
    }),
    card('visits', 'VisitsCard', {
      label: 'Visits',
      icon: 'calendar-days',
      column: 'start',
      order: 30,
      scopes: ['user/Encounter.rs'],
      events: ['Encounter'],
      minHeight: 300,
    }),
    card('medicines', 'MedicinesCard', {
      label: 'Medicines',
      icon: 'pill',
      column: 'end',
      order: 10,
      scopes: ['user/MedicationRequest.rs', 'user/MedicationStatement.rs'],
      events: ['MedicationRequest', 'Medication', 'MedicationStatement'],
      minHeight: 300,
    }),
    card('allergies', 'AllergiesCard', {
      label: 'Allergies',
      icon: 'shield-alert',
      column: 'end',
      order: 20,
      scopes: ['user/AllergyIntolerance.rs'],
      events: ['AllergyIntolerance'],
      minHeight: 100,
    }),
    card('immunizations', 'ImmunizationsCard', {
      label: 'Immunizations',
      icon: 'syringe',
      column: 'end',
      order: 30,
      scopes: ['user/Immunization.rs'],
      events: ['Immunization'],
      minHeight: 240,
    }),
    tab('results', 'ResultsTab', {
      label: 'Results',
      icon: 'flask-conical',
      order: 10,
      scopes: ['user/Observation.rs'],
      events: ['Observation'],
      countQuery: 'Observation?patient={patient}&category=laboratory',
    }),
    tab('medicines', 'MedicinesTab', {
      label: 'Medicines',
      icon: 'pill',
      order: 20,
      scopes: ['user/MedicationRequest.rs', 'user/MedicationStatement.rs'],
      events: ['MedicationRequest', 'Medication', 'MedicationStatement'],
      countQuery: 'MedicationRequest?patient={patient}&status=active',
    }),
    tab('problems', 'ProblemsTab', {
      label: 'Problems',
      icon: 'activity',
      order: 30,
      scopes: ['user/Condition.rs'],
      events: ['Condition'],
      countQuery: 'Condition?patient={patient}&clinical-status=active',
    }),
    tab('vitals', 'VitalsTab', {
      label: 'Vitals',
      icon: 'heart-pulse',
      order: 40,
      scopes: ['user/Observation.rs'],
      events: ['Observation'],
    }),
    tab('allergies', 'AllergiesTab', {
      label: 'Allergies',
      icon: 'shield-alert',
      order: 50,
      scopes: ['user/AllergyIntolerance.rs'],
      events: ['AllergyIntolerance'],
      countQuery: `AllergyIntolerance?patient={patient}&clinical-status=active&code:not=${NO_KNOWN_ALLERGY.join(',')}`,
    }),
    tab('visits', 'VisitsTab', {
      label: 'Visits',
      icon: 'calendar-days',
      order: 60,
      scopes: ['user/Encounter.rs'],
      events: ['Encounter'],
    }),
    tab('immunizations', 'ImmunizationsTab', {
      label: 'Immunizations',
      icon: 'syringe',
      order: 70,
      scopes: ['user/Immunization.rs'],
      events: ['Immunization'],
    }),
    ...noteContributions,
    ...recordContributions,
  ],
  base: import.meta.url,
}))

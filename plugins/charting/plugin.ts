import { definePlugin, type Contribution } from '@tessera/sdk'
import { NO_KNOWN_ALLERGY } from './domain/allergies.js'
import { HEIGHTS } from './elements/heights.js'
import { routes } from './server/routes.js'

const SEEN_BY_CARE = "user.roles has 'clinician' || user.roles has 'nurse'"

const card = (
  name: keyof typeof HEIGHTS,
  exported: string,
  rest: Omit<Contribution, 'id' | 'point' | 'module' | 'export' | 'minHeight'>,
): Contribution => ({
  id: `${name}-card`,
  point: 'patient.summaryCard',
  module: `./elements/cards/${name}-card.ts`,
  export: exported,
  minHeight: HEIGHTS[name],
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
  ],
  purpose: 'TREAT',
  routes,
  contributes: [
    card('changes', 'ChangesCard', {
      label: 'Since the last visit',
      icon: 'history',
      column: 'full',
      order: 10,
      when: SEEN_BY_CARE,
      scopes: ['user/Encounter.rs', 'user/Observation.rs', 'user/MedicationRequest.rs', 'user/Condition.rs'],
      events: ['Encounter', 'Observation', 'MedicationRequest', 'Condition'],
    }),
    card('vitals', 'VitalsCard', {
      label: 'Vitals',
      icon: 'heart-pulse',
      column: 'full',
      order: 20,
      scopes: ['user/Observation.rs'],
      events: ['Observation'],
    }),
    card('problems', 'ProblemsCard', {
      label: 'Problems',
      icon: 'activity',
      column: 'start',
      order: 10,
      scopes: ['user/Condition.rs'],
      events: ['Condition', 'Observation', 'Goal'],
    }),
    card('results', 'ResultsCard', {
      label: 'Latest results',
      icon: 'flask-conical',
      column: 'start',
      order: 20,
      scopes: ['user/Observation.rs'],
      events: ['Observation'],
    }),
    card('visits', 'VisitsCard', {
      label: 'Visits',
      icon: 'calendar-days',
      column: 'start',
      order: 30,
      scopes: ['user/Encounter.rs'],
      events: ['Encounter'],
    }),
    card('medicines', 'MedicinesCard', {
      label: 'Medicines',
      icon: 'pill',
      column: 'end',
      order: 10,
      scopes: ['user/MedicationRequest.rs'],
      events: ['MedicationRequest', 'Medication'],
    }),
    card('allergies', 'AllergiesCard', {
      label: 'Allergies',
      icon: 'shield-alert',
      column: 'end',
      order: 20,
      scopes: ['user/AllergyIntolerance.rs'],
      events: ['AllergyIntolerance'],
    }),
    card('immunizations', 'ImmunizationsCard', {
      label: 'Immunizations',
      icon: 'syringe',
      column: 'end',
      order: 30,
      scopes: ['user/Immunization.rs'],
      events: ['Immunization'],
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
      scopes: ['user/MedicationRequest.rs'],
      events: ['MedicationRequest', 'Medication'],
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
  ],
  base: import.meta.url,
}))

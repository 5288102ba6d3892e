import { definePlugin } from '@tessera/sdk'

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
    'user/Immunization.cruds',
    'user/MedicationRequest.cruds',
    'user/MedicationStatement.cruds',
    'user/Observation.cruds',
    'user/Patient.rs',
  ],
  purpose: 'TREAT',
  contributes: [
    {
      point: 'patient.summaryCard',
      id: 'problems-card',
      label: 'Problems',
      icon: 'clipboard-list',
      module: './elements/problems-card.ts',
      export: 'ProblemsCard',
      scopes: ['user/Condition.rs'],
      events: ['Condition'],
      column: 'start',
      order: 10,
      minHeight: 220,
    },
  ],
  base: import.meta.url,
}))

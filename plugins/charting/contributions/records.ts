import type { Contribution } from '@tessera/sdk'

const CLINICIAN = "user.roles has 'clinician'"
const CARE = "user.roles has 'clinician' || user.roles has 'nurse'"

const workspace = (
  id: string,
  exported: string,
  label: string,
  icon: string,
  folder: string,
  rest: Pick<Contribution, 'when' | 'scopes' | 'events'>,
): Contribution => ({
  id,
  point: 'patient.workspace',
  label,
  icon,
  module: `./elements/${folder}/${id}-workspace.ts`,
  export: exported,
  width: 'regular',
  ...rest,
})

/** Panels in which the lists of a chart are written, and the buttons that open them. */
export const recordContributions: readonly Contribution[] = [
  workspace('vitals', 'VitalsWorkspace', 'Record vitals', 'heart-pulse', 'vitals-entry', {
    when: CARE,
    scopes: ['user/Observation.crus'],
  }),
  workspace('problem', 'ProblemWorkspace', 'Add a problem', 'activity', 'problems', {
    when: CLINICIAN,
    scopes: ['user/Condition.cruds'],
  }),
  workspace('allergy', 'AllergyWorkspace', 'Add an allergy', 'shield-alert', 'allergies-entry', {
    when: CARE,
    scopes: ['user/AllergyIntolerance.crus'],
  }),
  workspace('immunization', 'ImmunizationWorkspace', 'Add an immunization', 'syringe', 'immunizations-entry', {
    when: CARE,
    scopes: ['user/Immunization.crus'],
  }),
  workspace('prescribe', 'PrescribeWorkspace', 'Prescribe', 'pill', 'prescribe', {
    when: CLINICIAN,
    scopes: ['user/MedicationRequest.cruds'],
  }),
  workspace('end', 'EndWorkspace', 'Stop or withdraw', 'ban', 'records', { when: CARE }),
  workspace('goal', 'GoalWorkspace', 'Set a goal', 'target', 'condition', {
    when: CLINICIAN,
    scopes: ['user/Goal.cruds'],
  }),
  {
    id: 'record-vitals',
    point: 'patient.action',
    label: 'Record vitals',
    description: 'Blood pressure, pulse, temperature, weight and more',
    icon: 'heart-pulse',
    order: 10,
    workspace: 'charting:vitals',
    when: CARE,
  },
  {
    id: 'add-problem',
    point: 'patient.action',
    label: 'Add a problem',
    icon: 'activity',
    order: 30,
    workspace: 'charting:problem',
    when: CLINICIAN,
  },
  {
    id: 'write-prescription',
    point: 'patient.action',
    label: 'Prescribe',
    icon: 'pill',
    order: 40,
    workspace: 'charting:prescribe',
    when: CLINICIAN,
  },
  {
    id: 'add-allergy',
    point: 'patient.action',
    label: 'Add an allergy',
    icon: 'shield-alert',
    order: 50,
    workspace: 'charting:allergy',
    when: CARE,
  },
  {
    id: 'add-immunization',
    point: 'patient.action',
    label: 'Add an immunization',
    icon: 'syringe',
    order: 60,
    workspace: 'charting:immunization',
    when: CARE,
  },
]

/** Scopes that writing needs beside those of reading the chart. */
export const recordAccess: readonly string[] = ['user/Goal.cruds', 'user/Practitioner.rs']

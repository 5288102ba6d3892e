import type { Chart, Of, Ref } from './chart.js'
import type { ChronicId } from './codes/conditions.js'
import { coded, hl7, LOINC } from './codes/systems.js'
import { clinicRef, NURSE } from './clinic.js'
import { dateOf, type Day } from './dates.js'
import { quantity } from './observations.js'

interface Aim {
  title: string
  goal: string
  measure: readonly [loinc: string, display: string]
  below: readonly [value: number, ucum: string, unit: string]
  steps: readonly string[]
}

const AIMS: Partial<Record<ChronicId, Aim>> = {
  diabetes: {
    title: 'Diabetes plan',
    goal: 'Hemoglobin A1c below 7 %',
    measure: ['4548-4', 'Hemoglobin A1c/Hemoglobin.total in Blood'],
    below: [7, '%', '%'],
    steps: [
      'A1c every three months until at goal, then twice a year',
      'Eye exam once a year',
      'Foot exam at each yearly visit',
      'Walk 30 minutes on five days a week',
    ],
  },
  hypertension: {
    title: 'Blood pressure plan',
    goal: 'Blood pressure below 130/80',
    measure: ['8480-6', 'Systolic blood pressure'],
    below: [130, 'mm[Hg]', 'mmHg'],
    steps: [
      'Measure at home twice a week and bring the list',
      'Less salt',
      'Potassium and creatinine after each change of dose',
    ],
  },
  cholesterol: {
    title: 'Cholesterol plan',
    goal: 'LDL cholesterol below 100 mg/dL',
    measure: ['13457-7', 'Cholesterol in LDL [Mass/volume] in Serum or Plasma by calculation'],
    below: [100, 'mg/dL', 'mg/dL'],
    steps: ['Lipid panel two to three months after each change, then yearly'],
  },
  depression: {
    title: 'Depression plan',
    goal: 'PHQ-9 below 5',
    measure: ['44261-6', 'Patient Health Questionnaire 9 item (PHQ-9) total score [Reported]'],
    below: [5, '{score}', 'points'],
    steps: ['PHQ-9 at each visit', 'Counseling every other week', 'Call us at once with any thought of self-harm'],
  },
}

/** Who looks after a person with lasting problems. */
export const addCareTeam = (chart: Chart, subject: Ref, doctor: Ref, since: Day): Ref =>
  chart.add({
    resourceType: 'CareTeam',
    status: 'active',
    name: 'Primary care',
    subject,
    period: { start: dateOf(since) },
    participant: [
      { role: [{ text: 'Family doctor' }], member: doctor },
      { role: [{ text: 'Nurse' }], member: NURSE },
    ],
    managingOrganization: [clinicRef],
  })

/** A goal with its target and the plan that leads there, where this clinic has one for the problem. */
export function addPlan(
  chart: Chart,
  subject: Ref,
  what: { id: ChronicId; condition: Ref; careTeam: Ref; doctor: Ref; since: Day; reached: boolean; today: Day },
): void {
  const aim = AIMS[what.id]
  if (!aim) return
  const [value, ucum, unit] = aim.below
  const achievement: NonNullable<Of<'Goal'>['achievementStatus']> = what.reached
    ? hl7('goal-achievement', 'achieved', 'Achieved')
    : hl7('goal-achievement', 'in-progress', 'In Progress')
  const goal = chart.add({
    resourceType: 'Goal',
    lifecycleStatus: 'active',
    achievementStatus: achievement,
    description: { text: aim.goal },
    subject,
    startDate: dateOf(what.since),
    target: [
      {
        measure: coded(LOINC, ...aim.measure),
        detailQuantity: { ...quantity(value, ucum, unit), comparator: '<' },
        dueDate: dateOf(what.today + 120),
      },
    ],
    expressedBy: what.doctor,
    addresses: [what.condition],
  })
  chart.add({
    resourceType: 'CarePlan',
    status: 'active',
    intent: 'plan',
    category: [
      { coding: [{ system: 'http://hl7.org/fhir/us/core/CodeSystem/careplan-category', code: 'assess-plan' }] },
    ],
    title: aim.title,
    subject,
    period: { start: dateOf(what.since) },
    author: what.doctor,
    careTeam: [what.careTeam],
    addresses: [what.condition],
    goal: [goal],
    activity: aim.steps.map((description) => ({ detail: { status: 'in-progress' as const, description } })),
  })
}

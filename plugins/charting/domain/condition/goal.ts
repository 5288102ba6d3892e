import type { Condition, Goal } from 'fhir/r4.js'
import { coded, given, hl7, patientRef, UCUM, type Occasion } from '../concepts.js'
import { LOINC } from '../results.js'
import { termText } from '../terms.js'
import { MEASURES, type MeasureId } from '../measures.js'

export interface GoalEntry {
  measure: MeasureId
  /** The bound that is to be kept: under or over, by what is better. */
  value: number
  /** Of a blood pressure. */
  second?: number
  due?: string
}

/** Names of measures as a goal is written, with the UCUM unit it is counted in. */
export const GOAL_MEASURES: Readonly<
  Record<MeasureId, readonly [text: string, display: string, unit: string, code: string]>
> = {
  a1c: ['A1c', 'Hemoglobin A1c/Hemoglobin.total in Blood', '%', '%'],
  pressure: ['Blood pressure', 'Systolic blood pressure', 'mmHg', 'mm[Hg]'],
  egfr: [
    'eGFR',
    'Glomerular filtration rate/1.73 sq M.predicted [Volume Rate/Area] in Serum, Plasma or Blood by Creatinine-based formula (CKD-EPI 2021)',
    'mL/min',
    'mL/min/{1.73_m2}',
  ],
  ldl: ['LDL', 'Cholesterol in LDL [Mass/volume] in Serum or Plasma by calculation', 'mg/dL', 'mg/dL'],
  tsh: ['TSH', 'Thyrotropin [Units/volume] in Serum or Plasma', 'mIU/L', 'm[IU]/L'],
  phq9: ['PHQ-9', 'Patient Health Questionnaire 9 item (PHQ-9) total score [Reported]', 'points', '{score}'],
  gad7: ['GAD-7', 'Generalized anxiety disorder 7 item (GAD-7) total score [Reported.PHQ]', 'points', '{score}'],
  hemoglobin: ['Hemoglobin', 'Hemoglobin [Mass/volume] in Blood', 'g/dL', 'g/dL'],
  urate: ['Urate', 'Urate [Mass/volume] in Serum or Plasma', 'mg/dL', 'mg/dL'],
  bmi: ['BMI', 'Body mass index (BMI) [Ratio]', 'kg/m²', 'kg/m2'],
}

/** Which way a goal of a measure points; a measure that isn't judged aims at less. */
export const aimsLow = (measure: MeasureId): boolean => MEASURES[measure].judged?.better !== 'higher'

/** A goal, valid against US Core 6.1.0, that speaks of a condition. */
export function newGoal(entry: GoalEntry, condition: Condition, occasion: Occasion): Goal {
  const { measure, value, second, due } = entry
  const [text, display, unit, code] = GOAL_MEASURES[measure]
  const comparator = aimsLow(measure) ? ('<' as const) : ('>=' as const)
  const target = (loinc: string, name: string, bound: number) => ({
    measure: coded(LOINC, loinc, name),
    detailQuantity: { value: bound, comparator, unit, system: UCUM, code },
    ...given('dueDate', due),
  })
  const targets =
    measure === 'pressure'
      ? [
          target('8480-6', display, value),
          ...(second === undefined ? [] : [target('8462-4', 'Diastolic blood pressure', second)]),
        ]
      : [target(MEASURES[measure].codes[0] ?? '', display, value)]
  const bound = second === undefined ? String(value) : `${value}/${second}`
  return {
    resourceType: 'Goal',
    lifecycleStatus: 'active',
    achievementStatus: hl7('goal-achievement', 'in-progress', 'In Progress'),
    description: { text: `${text} ${aimsLow(measure) ? 'under' : 'at least'} ${bound} ${unit}` },
    subject: patientRef(occasion),
    startDate: occasion.day,
    target: targets,
    ...given('expressedBy', occasion.by),
    addresses: [{ reference: `Condition/${condition.id}`, display: termText(condition.code) }],
  }
}

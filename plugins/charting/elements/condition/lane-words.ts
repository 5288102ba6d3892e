import { msg } from '@lit/localize'
import { formatNumber, formatRange, type Place } from '@tessera/web-components'
import type { GoalTarget } from 'fhir/r4.js'
import type { LaneId } from '../../domain/condition/lanes.js'
import type { Point } from '../../domain/measures.js'
import { codesOf } from '../../domain/terms.js'
import { quantityWords } from '../parts/words.js'

/** What a lane is called. */
export function laneName(id: LaneId): string {
  const names: Record<LaneId, () => string> = {
    a1c: () => msg('A1c'),
    pressure: () => msg('Blood pressure'),
    egfr: () => msg('eGFR'),
    ldl: () => msg('LDL'),
    tsh: () => msg('TSH'),
    phq9: () => msg('PHQ-9'),
    gad7: () => msg('GAD-7'),
    hemoglobin: () => msg('Hemoglobin'),
    urate: () => msg('Urate'),
    bmi: () => msg('BMI'),
    weight: () => msg('Weight'),
    albumin: () => msg('Urine albumin'),
    potassium: () => msg('Potassium'),
    ferritin: () => msg('Ferritin'),
    triglycerides: () => msg('Triglycerides'),
    oxygen: () => msg('Oxygen'),
  }
  return names[id]()
}

/** `7.1`, `142/91`. */
export function pointText({ value, second }: Point, place: Place): string {
  const number = (each: number | undefined) => (each === undefined ? '' : formatNumber(each, place))
  const sign = value.comparator ? `${value.comparator} ` : ''
  return second?.value === undefined
    ? `${sign}${number(value.value)}`
    : `${number(value.value)}/${number(second.value)}`
}

/** A score counts points, a blood pressure mmHg. */
export const unitText = (point: Point | undefined, place: Place): string =>
  point ? quantityWords({ ...point.value, value: 0 }, place).unit : ''

/** `under 7`, `at least 60`, `18.5–24.9`. */
export function aimText({ detailQuantity, detailRange }: GoalTarget, place: Place): string {
  if (detailRange) return formatRange(detailRange, place)
  const value = detailQuantity?.value === undefined ? '' : formatNumber(detailQuantity.value, place)
  return [detailQuantity?.comparator, value].filter(Boolean).join(' ')
}

/** `< 130/80` of a systolic and a diastolic target, else the aims side by side. */
export function aimsText(targets: readonly GoalTarget[], place: Place): string {
  const [systolic, diastolic] = ['8480-6', '8462-4'].map((code) =>
    targets.find(({ measure }) => codesOf(measure).includes(code)),
  )
  if (systolic && diastolic)
    return `${aimText(systolic, place)}/${formatNumber(diastolic.detailQuantity?.value ?? 0, place)}`
  return [...new Set(targets.map((each) => aimText(each, place)))].join(', ')
}

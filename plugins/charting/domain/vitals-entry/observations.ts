import type { CodeableConcept, Observation, ObservationReferenceRange, Quantity } from 'fhir/r4.js'
import { coded, given, hl7, patientRef, UCUM, type Occasion } from '../concepts.js'
import type { Flag } from '../flags.js'
import { LOINC } from '../results.js'
import { flagIn, type Measured } from './judge.js'
import { rangeFor, type Person, type RangedSign } from './ranges.js'
import { SIGNS } from './signs.js'
import { fromBase, UNITS, type SignUnit } from './units.js'

/** US Core 6.1.0 wants pulse oximetry under both codes. */
const OXYGEN_GAS = { system: LOINC, code: '2708-6', display: 'Oxygen saturation in Arterial blood' }

/** One Observation for each sign, valid against its US Core vital signs profile; blood pressure has two components. */
export function signObservation(measured: Measured, person: Person, occasion: Occasion): Observation {
  const { sign, value, second, unit, flag, parts } = measured
  const { loinc, display, text } = SIGNS[sign]
  const code = coded(LOINC, loinc, display, text)
  const base = { ...frame(occasion), code, ...interpretation(sign === 'pressure' ? flag : flag) }
  if (sign === 'pressure' && second !== undefined)
    return {
      ...base,
      component: [
        half('systolic', value, unit, parts?.systolic, person, occasion),
        half('diastolic', second, unit, parts?.diastolic, person, occasion),
      ],
    }
  return {
    ...base,
    ...(sign === 'oxygen' ? { code: { ...code, coding: [...(code.coding ?? []), OXYGEN_GAS] } } : {}),
    valueQuantity: quantity(value, unit),
    ...(sign === 'pressure' ? {} : ranges(sign, unit, person, occasion)),
  }
}

/** The body mass index beside the weight it was computed from. */
export function bmiObservation(bmi: number, person: Person, occasion: Occasion): Observation {
  const flag = flagIn(bmi, rangeFor('bmi', person, occasion.at))
  const unit: SignUnit = { ...UNITS.kg, code: 'kg/m2', text: 'kg/m²' }
  return {
    ...frame(occasion),
    code: coded(LOINC, '39156-5', 'Body mass index (BMI) [Ratio]', 'BMI'),
    valueQuantity: quantity(bmi, unit),
    ...interpretation(flag),
    ...ranges('bmi', unit, person, occasion),
  }
}

const frame = (occasion: Occasion): Omit<Observation, 'code'> => ({
  resourceType: 'Observation',
  status: 'final',
  category: [hl7('observation-category', 'vital-signs', 'Vital Signs')],
  subject: patientRef(occasion),
  ...given('encounter', occasion.encounter),
  effectiveDateTime: occasion.at,
  ...(occasion.by ? { performer: [occasion.by] } : {}),
})

const HALVES = {
  systolic: coded(LOINC, '8480-6', 'Systolic blood pressure', 'Systolic'),
  diastolic: coded(LOINC, '8462-4', 'Diastolic blood pressure', 'Diastolic'),
}

const half = (
  part: 'systolic' | 'diastolic',
  value: number,
  unit: SignUnit,
  flag: Flag | undefined,
  person: Person,
  occasion: Occasion,
) => ({
  code: HALVES[part],
  valueQuantity: quantity(value, unit),
  ...interpretation(flag),
  ...ranges(part, unit, person, occasion),
})

const quantity = (value: number, { code, text }: SignUnit): Quantity => ({ value, unit: text, system: UCUM, code })

function ranges(
  sign: RangedSign,
  unit: SignUnit,
  person: Person,
  { at }: Occasion,
): { referenceRange?: ObservationReferenceRange[] } {
  const range = rangeFor(sign, person, at)
  if (!range) return {}
  const bound = (value: number) => quantity(Math.round(fromBase(value, unit) * 10) / 10, unit)
  const low = range.low === undefined ? {} : { low: bound(range.low) }
  const high = range.high === undefined ? {} : { high: bound(range.high) }
  return { referenceRange: [{ ...low, ...high }] }
}

const WORDS: Readonly<Record<Flag, readonly [code: string, display: string]>> = {
  critical: ['AA', 'Critical abnormal'],
  high: ['H', 'High'],
  low: ['L', 'Low'],
  abnormal: ['A', 'Abnormal'],
  normal: ['N', 'Normal'],
}

function interpretation(flag: Flag | undefined): { interpretation?: CodeableConcept[] } {
  return flag === undefined ? {} : { interpretation: [hl7('v3-ObservationInterpretation', ...WORDS[flag])] }
}

import type { Chart } from './chart.js'
import { coded, LOINC } from './codes/systems.js'
import type { Day } from './dates.js'
import { childSize, headSize, inches, pounds } from './growth.js'
import type { Life } from './life.js'
import { measured } from './measures.js'
import { interpretation, observe, quantity, type Occasion } from './observations.js'
import { round } from './random.js'

/** What a nurse writes down, in the units in which it is written. */
export interface Vitals {
  systolic?: number
  diastolic?: number
  /** /min */
  pulse?: number
  /** /min */
  breaths?: number
  /** °F */
  temperature?: number
  /** % */
  oxygen?: number
  /** lb */
  weight?: number
  /** in */
  height?: number
  bmi?: number
  /** in */
  head?: number
}

const BLOOD_PRESSURE = coded(LOINC, '85354-9', 'Blood pressure panel with all children optional', 'Blood pressure')
const SYSTOLIC = coded(LOINC, '8480-6', 'Systolic blood pressure', 'Systolic')
const DIASTOLIC = coded(LOINC, '8462-4', 'Diastolic blood pressure', 'Diastolic')

interface Sign {
  code: ReturnType<typeof coded>
  ucum: string
  unit: string
  low?: number
  high?: number
}

const sign = (
  loinc: string,
  display: string,
  text: string,
  ucum: string,
  unit: string,
  low?: number,
  high?: number,
): Sign => ({
  code: coded(LOINC, loinc, display, text),
  ucum,
  unit,
  ...(low === undefined ? {} : { low }),
  ...(high === undefined ? {} : { high }),
})

const SIGNS: Record<Exclude<keyof Vitals, 'systolic' | 'diastolic'>, Sign> = {
  pulse: sign('8867-4', 'Heart rate', 'Pulse', '/min', '/min'),
  breaths: sign('9279-1', 'Respiratory rate', 'Respiratory rate', '/min', '/min'),
  temperature: sign('8310-5', 'Body temperature', 'Temperature', '[degF]', '°F', undefined, 100.3),
  oxygen: sign('59408-5', 'Oxygen saturation in Arterial blood by Pulse oximetry', 'Oxygen saturation', '%', '%', 94),
  weight: sign('29463-7', 'Body weight', 'Weight', '[lb_av]', 'lb'),
  height: sign('8302-2', 'Body height', 'Height', '[in_i]', 'in'),
  bmi: sign('39156-5', 'Body mass index (BMI) [Ratio]', 'BMI', 'kg/m2', 'kg/m²'),
  head: sign('9843-4', 'Head Occipital-frontal circumference', 'Head circumference', '[in_i]', 'in'),
}

const isSign = (name: string): name is keyof typeof SIGNS => name in SIGNS

/** One Observation for each sign; blood pressure is one with two components. */
export function addVitals(chart: Chart, occasion: Occasion, vitals: Vitals): void {
  const { systolic, diastolic } = vitals
  if (systolic !== undefined && diastolic !== undefined)
    observe(chart, occasion, 'vital-signs', {
      code: BLOOD_PRESSURE,
      // High if either number is: 130/80 is the line for adults.
      interpretation: diastolic >= 80 ? interpretation(diastolic, undefined, 79) : interpretation(systolic, 90, 129),
      component: [
        { code: SYSTOLIC, valueQuantity: quantity(systolic, 'mm[Hg]', 'mmHg') },
        { code: DIASTOLIC, valueQuantity: quantity(diastolic, 'mm[Hg]', 'mmHg') },
      ],
    })
  for (const [name, value] of Object.entries(vitals)) {
    if (!isSign(name) || value === undefined) continue
    const { code, ucum, unit, low, high } = SIGNS[name]
    observe(chart, occasion, 'vital-signs', {
      code,
      valueQuantity: quantity(value, ucum, unit),
      ...(low === undefined && high === undefined ? {} : { interpretation: interpretation(value, low, high) }),
    })
  }
}

/** What the instruments show at a visit. `full` adds what is not taken for a sore throat. */
export function takeVitals(life: Life, day: Day, full: boolean, feverish = false): Vitals {
  const { source, person } = life
  const age = (day - person.birth) / 365.25
  const temperature = round(feverish ? source.normal(101.4, 0.7) : source.normal(98.1, 0.35), 1)
  if (age < 18) return childVitals(life, age, full, temperature, feverish)
  const kilograms = measured(life, 'weight', day)
  const weight = Math.round(pounds(kilograms))
  const systolic = Math.round(measured(life, 'systolic', day))
  return {
    systolic,
    diastolic: Math.min(systolic - 22, Math.round(measured(life, 'diastolic', day))),
    pulse: Math.round(measured(life, 'pulse', day) + (feverish ? 12 : 0)),
    temperature,
    oxygen: Math.round(measured(life, 'oxygen', day)),
    weight,
    ...(full
      ? {
          breaths: source.int(12, 18),
          height: round(inches(life.height), 1),
          bmi: round(weight / 2.20462 / (life.height / 100) ** 2, 1),
        }
      : {}),
  }
}

function childVitals(life: Life, age: number, full: boolean, temperature: number, feverish: boolean): Vitals {
  const { source, person } = life
  const { height, weight } = childSize(age, person.sex, life.height, life.size)
  const shownWeight = round(pounds(weight * source.normal(1, 0.01)), 1)
  return {
    ...(age >= 3
      ? {
          systolic: Math.round(source.normal(90 + age * 1.5, 5)),
          diastolic: Math.round(source.normal(54 + age * 0.8, 4)),
        }
      : {}),
    pulse: Math.round(source.normal(Math.max(74, 138 - age * 9), 7) + (feverish ? 14 : 0)),
    temperature,
    weight: shownWeight,
    ...(full
      ? {
          breaths: Math.round(source.normal(Math.max(16, 40 - age * 4), 2)),
          height: round(inches(height), 1),
          ...(age >= 2 ? { bmi: round(shownWeight / 2.20462 / (height / 100) ** 2, 1) } : {}),
          ...(age < 3 ? { head: round(inches(headSize(age, life.size)), 1) } : {}),
        }
      : { oxygen: source.int(96, 100) }),
  }
}

/**
 * The body in numbers. Each measure has a level that a person lives at; conditions raise or lower it, drugs that are
 * taken move it back over weeks. Everything measured (vitals, labs, questionnaires) is read from here, so that values
 * agree with each other and move with treatment.
 */
import type { ChronicId } from './codes/conditions.js'
import { drugOf } from './codes/drugs.js'
import type { Day } from './dates.js'
import type { Life } from './life.js'

export type Measure =
  | 'systolic'
  | 'diastolic'
  | 'pulse'
  | 'oxygen'
  | 'weight'
  | 'a1c'
  | 'ldl'
  | 'hdl'
  | 'triglycerides'
  | 'egfr'
  | 'potassium'
  | 'sodium'
  | 'tsh'
  | 'hemoglobin'
  | 'ferritin'
  | 'vitaminD'
  | 'urate'
  | 'albuminRatio'
  | 'phq9'
  | 'gad7'

/** What a condition does at its onset, and what it goes on doing each year. */
const SHIFTS: Partial<
  Record<ChronicId, { at: Partial<Record<Measure, number>>; yearly?: Partial<Record<Measure, number>> }>
> = {
  diabetes: { at: { a1c: 3.1, triglycerides: 45, hdl: -5, albuminRatio: 12 }, yearly: { a1c: 0.08, albuminRatio: 3 } },
  prediabetes: { at: { a1c: 0.75 } },
  hypertension: { at: { systolic: 29, diastolic: 14 }, yearly: { systolic: 0.25 } },
  cholesterol: { at: { ldl: 62, triglycerides: 18 } },
  kidney: { at: { potassium: 0.25, albuminRatio: 45, hemoglobin: -0.6 }, yearly: { egfr: -1.6 } },
  hypothyroid: { at: { tsh: 7 } },
  anemia: { at: { hemoglobin: -3, ferritin: -52 } },
  vitaminD: { at: { vitaminD: -18 } },
  gout: { at: { urate: 3 } },
  depression: { at: { phq9: 14 } },
  anxiety: { at: { gad7: 12 } },
  copd: { at: { oxygen: -3.5 } },
  heartFailure: { at: { oxygen: -1.5, weight: 3 } },
  fibrillation: { at: { pulse: 12 } },
}

const LIMITS: Record<Measure, readonly [number, number]> = {
  systolic: [88, 205],
  diastolic: [52, 116],
  pulse: [46, 122],
  oxygen: [88, 100],
  weight: [38, 190],
  a1c: [4.4, 13.5],
  ldl: [34, 240],
  hdl: [26, 98],
  triglycerides: [42, 480],
  egfr: [16, 122],
  potassium: [3.2, 5.9],
  sodium: [130, 146],
  tsh: [0.35, 16],
  hemoglobin: [7.8, 17.6],
  ferritin: [5, 240],
  vitaminD: [8, 66],
  urate: [2.8, 11.5],
  albuminRatio: [3, 420],
  phq9: [0, 27],
  gad7: [0, 21],
}

/** Days until most of an effect is seen. */
const RAMP: Partial<Record<Measure, number>> = {
  systolic: 21,
  diastolic: 21,
  pulse: 7,
  potassium: 14,
  ldl: 42,
  hemoglobin: 75,
  ferritin: 110,
  weight: 160,
}
const YEAR = 365.25

/** Where the measure is on a day, without the noise of measuring. */
export function level(life: Life, measure: Measure, day: Day): number {
  let value = life.base[measure]
  for (const course of life.courses) {
    if (course.from > day) continue
    const shift = SHIFTS[course.id]
    const healed = course.to !== undefined && course.to <= day
    if (!shift || healed) continue
    value += (shift.at[measure] ?? 0) * life.severity + (shift.yearly?.[measure] ?? 0) * ((day - course.from) / YEAR)
  }
  const ramp = RAMP[measure] ?? 60
  for (const treatment of life.treatments) {
    const effect = drugOf(treatment.drug).effects[measure]
    if (effect === undefined || treatment.from >= day) continue
    const on = 1 - Math.exp((-2 * (day - treatment.from)) / ramp)
    const off = treatment.to !== undefined && treatment.to < day ? Math.exp((-2 * (day - treatment.to)) / ramp) : 1
    value += effect * life.response * on * off
  }
  return clamp(value, measure)
}

const clamp = (value: number, measure: Measure): number =>
  Math.max(LIMITS[measure][0], Math.min(LIMITS[measure][1], value))

const NOISE: Partial<Record<Measure, number>> = {
  systolic: 5,
  diastolic: 3.5,
  pulse: 4,
  oxygen: 0.6,
  weight: 0.7,
  a1c: 0.12,
  ldl: 6,
  hdl: 2.5,
  triglycerides: 12,
  egfr: 2.2,
  potassium: 0.16,
  sodium: 1.3,
  tsh: 0.35,
  hemoglobin: 0.3,
  ferritin: 5,
  vitaminD: 2.5,
  urate: 0.35,
  albuminRatio: 4,
  phq9: 1.6,
  gad7: 1.4,
}

/** What an instrument shows on a day. */
export const measured = (life: Life, measure: Measure, day: Day): number =>
  clamp(level(life, measure, day) + life.source.normal(0, NOISE[measure] ?? 0), measure)
